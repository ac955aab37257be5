import { emptyRanking, type Ranking, requireShapes, type Wanted } from './recommender.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';
import { TopList } from './top-list.js';

/** Lists to be filled, and what may stand in them. */
export interface ListsWanted {
  readonly exclude: SparseMatrix | null;
  readonly candidates: Uint8Array | undefined;
  readonly count: number;
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
  { exclude, candidates, count, items, scores: kept }: ListsWanted,
  itemCount: number,
  score: RowScores,
): (row: number) => void {
  const scores = new Float64Array(itemCount);
  const best = new TopList(count);
  return (row) => {
    scores.fill(0);
    score(row, scores);
    if (exclude) for (const item of rowOf(exclude, row)) scores[item] = 0;
    offerAll(best, scores, candidates);
    best.drain(items, kept, row * count);
  };
}

function offerAll(best: TopList, scores: Float64Array, candidates: Uint8Array | undefined): void {
  if (best.capacity === 0) return;
  // Offered in the order of items, an equal score never displaces a kept one: most items cost one comparison.
  let least = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    if (!(score > least) || candidates?.[item] === 0) continue;
    best.offer(score, item);
    if (best.size === best.capacity) least = best.scores[0] as number;
  }
}
