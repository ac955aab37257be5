import { emptyRanking, type Ranking, requireShapes, type Wanted } from './recommender.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';
import { offerAll, TopList } from './top-list.js';

/** Lists to be filled, and what may stand in them. */
export interface ListsWanted {
  readonly exclude: SparseMatrix | null;
  readonly candidates: Uint8Array | undefined;
  readonly count: number;
  /** What is picked scores more; absent: 0. */
  readonly floor?: number;
  /** Filled, as a ranking has them. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

/** Fills `scores` (one per item, 0 at first) for a row of customers; what stays 0 or below is not picked. */
export type RowScores = (row: number, scores: Float64Array) => void;

/**
 * Lists for a model that has a score for every item.
 *
 * @throws RangeError if the shapes do not belong together
 */
export function rankScores(
  customers: SparseMatrix,
  wanted: Wanted,
  itemCount: number,
  score: RowScores,
): Ranking {
  requireShapes(customers, wanted, itemCount);
  const ranking = emptyRanking(customers.rowCount, wanted.count);
  const rank = rowRanking({ candidates: undefined, ...wanted, ...ranking }, itemCount, score);
  for (let row = 0; row < customers.rowCount; row++) rank(row);
  return ranking;
}

/** @returns fills the list of a row */
export function rowRanking(
  wanted: ListsWanted,
  itemCount: number,
  score: RowScores,
): (row: number) => void {
  const scores = new Float64Array(itemCount);
  const rank = listRanking(wanted);
  return (row) => {
    scores.fill(0);
    score(row, scores);
    rank(row, scores);
  };
}

/** @returns fills the list of a row from a score for every item, and changes these */
export function listRanking({
  exclude,
  candidates,
  count,
  floor = 0,
  items,
  scores: kept,
}: ListsWanted): (row: number, scores: Float32Array | Float64Array) => void {
  const best = new TopList(count);
  return (row, scores) => {
    if (exclude) for (const item of rowOf(exclude, row)) scores[item] = floor;
    offerAll(best, scores, candidates, floor);
    best.drain(items, kept, row * count);
  };
}
