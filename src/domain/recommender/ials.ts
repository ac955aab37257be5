import { type Chance, chanceOf } from '../random.js';
import type { Crew } from './crew.js';
import { factorRows } from './factor-rows.js';
import type { Factors } from './factors.js';
import { FactorPair, longestRow, solvedFactors } from './ials-solver.js';
import { rankSums } from './rank-sums.js';
import { type Recommender, requireShapes } from './recommender.js';
import { sharedAsking, sharedMatrix } from './shared-arrays.js';
import { transpose } from './sparse-matrix.js';

export interface IalsParameters {
  /** Length of each factor vector. */
  readonly factors: number;
  /** α₀: how much every pair, met or not, is drawn to 0. */
  readonly unobservedWeight: number;
  /** For each pair met, and for α₀ of each pair at all. */
  readonly regularization: number;
  readonly iterations: number;
  readonly seed: number;
  /** Absent: this thread alone. */
  readonly crew?: Crew | undefined;
}

export interface IalsModel {
  readonly itemCount: number;
  readonly parameters: Omit<IalsParameters, 'crew'>;
  /** Items × factors. */
  readonly items: Factors;
}

const initialDeviation = 0.1;

/**
 * Matrix factorisation for "has or has not": minimises
 * Σ_met (ŷ − 1)² + α₀ Σ_all ŷ² + λ Σ_u (|I_u| + α₀ items) |w_u|² + λ Σ_i (|U_i| + α₀ customers) |h_i|², ŷ = w_u·h_i,
 * by turns for customers and items. A penalty that grows with how much is known (ν = 1) is what makes it work.
 * Asked about anyone, it solves for their factors anew.
 *
 * @see Hu, Koren & Volinsky 2008; Rendle, Krichene, Zhang & Koren 2022, "Revisiting the Performance of iALS"
 */
export const ials: Recommender<IalsParameters, IalsModel> = {
  kind: 'ials',
  fit(matrix, parameters) {
    const { crew, ...own } = parameters;
    const rows = sharedMatrix({ ...matrix, weights: null });
    const columns = sharedMatrix(transpose(rows));
    const shape = { customers: rows.rowCount, items: columns.rowCount, width: own.factors };
    const pair = new FactorPair(shape, Math.max(longestRow(rows), longestRow(columns)), crew);
    const next = initial(own.factors, chanceOf(own.seed));
    pair.fill('customers', next);
    pair.fill('items', next);
    for (let iteration = 0; iteration < own.iterations; iteration++) {
      pair.solve('customers', rows, own);
      pair.solve('items', columns, own);
    }
    return { itemCount: matrix.columnCount, parameters: own, items: pair.factorsOf('items') };
  },
  recommend({ itemCount, items, parameters }, customers, wanted) {
    requireShapes(customers, wanted, itemCount);
    const asking = sharedAsking(customers, wanted.exclude);
    const solved = solvedFactors(asking.customers, items, parameters, wanted.crew);
    const { exclude } = asking;
    return rankSums(factorRows(items), solved, asking.customers, { ...wanted, exclude });
  },
};

/** Normal, with deviation .1/√factors. */
function initial(width: number, chance: Chance): () => number {
  const deviation = initialDeviation / Math.sqrt(width);
  // Box and Muller: two normal numbers of two uniform ones, of which one is used.
  return () =>
    deviation * Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}
