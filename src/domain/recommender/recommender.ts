import type { Crew } from './crew.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * What every recommender is: a pure function of a customers × items matrix, and a ranking from what it learnt.
 * Customers and items are indices here; purchases.ts turns ids into them.
 * test/contract/recommender.ts is the suite that each one runs.
 */
export interface Recommender<Parameters, Model> {
  /** The name in `hawker evaluate --model`. */
  readonly kind: string;
  /** @param matrix customers × items; the same matrix and parameters give the same model */
  fit(matrix: SparseMatrix, parameters: Parameters): Model;
  /**
   * @param customers what each asking customer has, customers × the items of `fit`; need not be rows of `fit`
   * @returns best first, ties by lower item index; only items that the model has a score above 0 for
   * @throws RangeError if `customers` or a filter has another shape
   */
  recommend(model: Model, customers: SparseMatrix, wanted: Wanted): Ranking;
}

export interface Wanted {
  /** At most so many items for each customer. */
  readonly count: number;
  /** Items that must not be in a customer's list, row by row beside `customers`; null excludes nothing. */
  readonly exclude: SparseMatrix | null;
  /** One per item: 0 keeps it out of every list. Absent: all may be picked. */
  readonly candidates?: Uint8Array;
  /**
   * Which row of `fit` each asking customer is, beside `customers`; -1 for a stranger. Without it a model that
   * compares customers takes everyone for a stranger.
   */
  readonly fitRows?: Int32Array;
  /** What else is known of the asking customers, row by row beside `customers`; for models that learnt from it. */
  readonly traits?: SparseMatrix;
  /** Threads to share the work with; absent: this one alone. */
  readonly crew?: Crew | undefined;
}

/** Lists of equal length `count`, one after the other; a list that is too short ends in item -1, score 0. */
export interface Ranking {
  readonly count: number;
  /** Of length customers × count. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

export function emptyRanking(customerCount: number, count: number): Ranking {
  const size = customerCount * count;
  return { count, items: new Int32Array(size).fill(-1), scores: new Float32Array(size) };
}

/** @throws RangeError if the shapes do not belong together */
export function requireShapes(customers: SparseMatrix, wanted: Wanted, itemCount: number): void {
  const { exclude, candidates } = wanted;
  if (customers.columnCount !== itemCount)
    throw new RangeError(`${customers.columnCount} items asked of a model of ${itemCount}`);
  if (exclude && exclude.rowCount !== customers.rowCount)
    throw new RangeError(`${exclude.rowCount} rows to exclude for ${customers.rowCount} customers`);
  if (candidates && candidates.length !== itemCount)
    throw new RangeError(`${candidates.length} candidates for ${itemCount} items`);
}
