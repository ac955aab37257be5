import {
  emptyRanking,
  type Ranking,
  type Recommender,
  requireShapes,
  type Wanted,
} from './recommender.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

export interface PopularityModel {
  readonly itemCount: number;
  /** One per item; 0 means that nobody has it. */
  readonly scores: Float64Array;
  /** The items whose score is above 0, best first, ties by lower index. */
  readonly order: Int32Array;
}

/** The same list for everyone: by how many customers have an item, or by the sum of the matrix's weights. */
export const popularity: Recommender<Record<string, never>, PopularityModel> = {
  kind: 'popularity',
  fit: (matrix) => popularityOf(columnSums(matrix)),
  recommend,
};

export function popularityOf(scores: Float64Array): PopularityModel {
  const known = Int32Array.from(scores.keys()).filter((item) => (scores[item] as number) > 0);
  const order = known.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return { itemCount: scores.length, scores, order };
}

/** Sales counted by item and day, as parallel arrays; an item and day may repeat. */
export interface DailySales {
  readonly items: Int32Array;
  /** Days since 1970-01-01 UTC. */
  readonly days: Int32Array;
  /** How many buyers or orders. */
  readonly counts: Int32Array;
}

/**
 * Popularity in which a sale counts half as much after each `halfLifeDays`; later sales than `asOfDay` do not count.
 *
 * @param halfLifeDays null: a sale counts 1 for ever
 */
export function decayedSales(
  sales: DailySales,
  itemCount: number,
  { asOfDay, halfLifeDays }: { readonly asOfDay: number; readonly halfLifeDays: number | null },
): Float64Array {
  const scores = new Float64Array(itemCount);
  for (let at = 0; at < sales.items.length; at++) {
    const ageDays = asOfDay - (sales.days[at] as number);
    if (ageDays < 0) continue;
    const weight = halfLifeDays === null ? 1 : 2 ** (-ageDays / halfLifeDays);
    const item = sales.items[at] as number;
    scores[item] = (scores[item] as number) + weight * (sales.counts[at] as number);
  }
  return scores;
}

export function columnSums({ columnCount, columns, weights }: SparseMatrix): Float64Array {
  const sums = new Float64Array(columnCount);
  columns.forEach((item, at) => {
    sums[item] = (sums[item] as number) + (weights?.[at] ?? 1);
  });
  return sums;
}

function recommend(model: PopularityModel, customers: SparseMatrix, wanted: Wanted): Ranking {
  requireShapes(customers, wanted, model.itemCount);
  const { count, exclude, candidates } = wanted;
  const ranking = emptyRanking(customers.rowCount, count);
  const order = candidates ? model.order.filter((item) => candidates[item] === 1) : model.order;
  // The row that excludes an item last: marks need no clearing between rows.
  const excludedBy = new Int32Array(model.itemCount).fill(-1);
  for (let customer = 0; customer < customers.rowCount; customer++) {
    if (exclude) for (const item of rowOf(exclude, customer)) excludedBy[item] = customer;
    let at = customer * count;
    const end = at + count;
    for (let place = 0; place < order.length && at < end; place++) {
      const item = order[place] as number;
      if (excludedBy[item] === customer) continue;
      ranking.items[at] = item;
      ranking.scores[at++] = model.scores[item] as number;
    }
  }
  return ranking;
}
