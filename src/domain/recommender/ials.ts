import { type Chance, chanceOf } from '../random.js';
import type { Crew } from './crew.js';
import { factorRows } from './factor-rows.js';
import { emptyFactors, type Factors } from './factors.js';
import { solveRows } from './ials-solver.js';
import { rankSums } from './rank-sums.js';
import { type Recommender, requireShapes } from './recommender.js';
import { sharedMatrix } from './shared-arrays.js';
import { type SparseMatrix, transpose } from './sparse-matrix.js';

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
    const chance = chanceOf(parameters.seed);
    const customers = initial(matrix.rowCount, parameters.factors, chance);
    const items = initial(matrix.columnCount, parameters.factors, chance);
    const { crew, ...own } = parameters;
    const rows = sharedMatrix({ ...matrix, weights: null });
    const columns = sharedMatrix(transpose(rows));
    for (let iteration = 0; iteration < parameters.iterations; iteration++) {
      solveRows(rows, { own: customers, others: items }, own, crew);
      solveRows(columns, { own: items, others: customers }, own, crew);
    }
    return { itemCount: matrix.columnCount, parameters: own, items };
  },
  recommend(model, customers, wanted) {
    requireShapes(customers, wanted, model.itemCount);
    const solved = factorsOf(model, sharedMatrix(customers), wanted.crew);
    return rankSums(factorRows(model.items), solved, customers, wanted);
  },
};

function factorsOf(
  { items, parameters }: IalsModel,
  customers: SparseMatrix,
  crew: Crew | undefined,
): Factors {
  const own = emptyFactors(customers.rowCount, parameters.factors);
  solveRows(customers, { own, others: items }, parameters, crew);
  return own;
}

/** Normal, with deviation .1/√factors. */
function initial(rowCount: number, width: number, chance: Chance): Factors {
  const factors = emptyFactors(rowCount, width);
  const deviation = initialDeviation / Math.sqrt(width);
  const { numbers } = factors;
  // Box and Muller: two normal numbers of two uniform ones, of which one is used.
  for (let at = 0; at < numbers.length; at++)
    numbers[at] =
      deviation * Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return factors;
}
