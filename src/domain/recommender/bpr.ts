import { type Chance, chanceOf, indexBelow } from '../random.js';
import type { FullMatrix } from './dense-sums.js';
import { factorRows } from './factor-rows.js';
import type { Factors } from './factors.js';
import { solvedFactors } from './ials-solver.js';
import { rankSums } from './rank-sums.js';
import { type Recommender, requireShapes, type Wanted } from './recommender.js';
import { sharedMatrix } from './shared-arrays.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

export interface BprParameters {
  /** Length of each factor vector. */
  readonly factors: number;
  readonly regularization: number;
  /** In each, as many draws as there are entries. */
  readonly iterations: number;
  readonly seed: number;
}

export interface BprModel {
  readonly itemCount: number;
  /** Customers of the matrix × factors. */
  readonly customers: Factors;
  /** Items × factors. */
  readonly items: Factors;
}

const learningRate = 0.05;
const initialDeviation = 0.1;
const mostDraws = 20;
// For those who were not there when the model learnt: their factors by least squares, given the items'.
const strangers = { unobservedWeight: 0.1, regularization: 0.01 };

/**
 * Matrix factorisation by order: what a customer has is to score above what they have not, in many random triples
 * (customer, has, has not), each a step up the slope of ln σ(difference) − λ|factors|².
 *
 * @see Rendle, Freudenthaler, Gantner & Schmidt-Thieme 2009, "BPR: Bayesian Personalized Ranking from Implicit Feedback"
 */
export const bpr: Recommender<BprParameters, BprModel> = {
  kind: 'bpr',
  fit(matrix, parameters) {
    const { factors, iterations, seed } = parameters;
    const chance = chanceOf(seed);
    const customers = initial(matrix.rowCount, factors, chance);
    const items = initial(matrix.columnCount, factors, chance);
    const rows = rowOfEntry(matrix);
    const learner = new TripleLearner(customers, items, parameters.regularization);
    for (let draw = 0; draw < iterations * rows.length; draw++) {
      const entry = indexBelow(rows.length, chance);
      const customer = rows[entry] as number;
      const other = lackedItem(rowOf(matrix, customer), matrix.columnCount, chance);
      if (other >= 0) learner.step(customer, matrix.columns[entry] as number, other);
    }
    return { itemCount: matrix.columnCount, customers, items: knownOnly(items, matrix) };
  },
  recommend(model, customers, wanted) {
    requireShapes(customers, wanted, model.itemCount);
    const own = ownFactors(model, customers, wanted);
    const ranking = rankSums(factorRows(model.items), own, customers, {
      ...wanted,
      candidates: knownAmong(model.items, wanted.candidates),
      floor: Number.NEGATIVE_INFINITY,
    });
    // Only the order means anything: e^x keeps it, and is above 0 for what is known.
    const scores = ranking.scores.map((score, at) =>
      ranking.items[at] === -1 ? 0 : Math.exp(score),
    );
    return { ...ranking, scores };
  },
};

class TripleLearner {
  readonly #customers: Float64Array;
  readonly #items: Float64Array;
  readonly #width: number;
  readonly #penalty: number;

  constructor(customers: Factors, items: Factors, penalty: number) {
    this.#customers = customers.numbers;
    this.#items = items.numbers;
    this.#width = items.width;
    this.#penalty = penalty;
  }

  step(customer: number, has: number, lacks: number): void {
    const [own, items, width] = [this.#customers, this.#items, this.#width];
    const [u, i, j] = [customer * width, has * width, lacks * width];
    let difference = 0;
    for (let f = 0; f < width; f++)
      difference += (own[u + f] as number) * ((items[i + f] as number) - (items[j + f] as number));
    const slope = 1 / (1 + Math.exp(difference));
    const keep = 1 - learningRate * this.#penalty;
    for (let f = 0; f < width; f++) {
      const [w, h, l] = [own[u + f] as number, items[i + f] as number, items[j + f] as number];
      own[u + f] = keep * w + learningRate * slope * (h - l);
      items[i + f] = keep * h + learningRate * slope * w;
      items[j + f] = keep * l - learningRate * slope * w;
    }
  }
}

/** -1 if no draw finds any, as for a customer who has nearly everything. */
function lackedItem(has: Int32Array, itemCount: number, chance: Chance): number {
  for (let draw = 0; draw < mostDraws; draw++) {
    const item = indexBelow(itemCount, chance);
    if (!contains(has, item)) return item;
  }
  return -1;
}

function contains(ascending: Int32Array, wanted: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === wanted;
}

function ownFactors(
  { customers: known, items }: BprModel,
  customers: SparseMatrix,
  { fitRows, crew }: Pick<Wanted, 'fitRows' | 'crew'>,
): FullMatrix {
  if (!fitRows || fitRows.includes(-1))
    return solvedFactors(sharedMatrix(customers), items, strangers, crew);
  const { width } = items;
  const numbers = new Float32Array(customers.rowCount * width);
  fitRows.forEach((row, at) => {
    numbers.set(known.numbers.subarray(row * width, (row + 1) * width), at * width);
  });
  return { rowCount: customers.rowCount, width, stride: width, numbers };
}

/** Nobody has what nobody bought: it is not picked by the chance it began with. */
function knownOnly(items: Factors, matrix: SparseMatrix): Factors {
  const isKnown = new Uint8Array(items.rowCount);
  for (const item of matrix.columns) isKnown[item] = 1;
  const numbers = items.numbers.map((value, at) =>
    isKnown[Math.floor(at / items.width)] === 1 ? value : 0,
  );
  return { ...items, numbers };
}

/** One per item: whether it may be picked and was known when the model learnt. */
function knownAmong({ rowCount, width, numbers }: Factors, candidates?: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rowCount }, (_, item) => {
    const isKnown = numbers.subarray(item * width, (item + 1) * width).some((value) => value !== 0);
    return isKnown && candidates?.[item] !== 0 ? 1 : 0;
  });
}

function rowOfEntry(matrix: SparseMatrix): Int32Array {
  const rows = new Int32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rowCount; row++)
    rows.fill(row, matrix.starts[row], matrix.starts[row + 1]);
  return rows;
}

function initial(rowCount: number, width: number, chance: Chance): Factors {
  const scale = initialDeviation * Math.sqrt(12 / width);
  const numbers = Float64Array.from({ length: rowCount * width }, () => scale * (chance() - 0.5));
  return { rowCount, width, numbers };
}
