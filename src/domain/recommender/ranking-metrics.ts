import type { Ranking } from './recommender.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

/**
 * Quality of lists against what customers did next, as means over the customers who did anything (shared
 * definitions: full ranking, no sampled negatives). With h hits among the first k and t things done:
 */
export interface RankingMetrics {
  readonly k: number;
  /** Customers with at least one test item. */
  readonly customers: number;
  /** Σ hit_r / log₂(r + 1), over the same sum for min(k, t) hits in front. */
  readonly ndcg: number;
  /** h / t */
  readonly recall: number;
  /** h / min(k, t) */
  readonly recallMin: number;
  /** h / k */
  readonly precision: number;
  /** Share of customers with at least one hit. */
  readonly hitRate: number;
  /** Σ precision at each hit, over t. */
  readonly map: number;
  /** Σ precision at each hit, over min(k, t). */
  readonly mapMin: number;
  /** 1 / rank of the first hit. */
  readonly mrr: number;
}

/**
 * @param ranking row r is the list of row r of `test`
 * @param k at most ranking.count
 * @throws RangeError if the lists are shorter than k, or not one per row
 */
export function rankingMetrics(ranking: Ranking, test: SparseMatrix, k: number): RankingMetrics {
  if (k > ranking.count) throw new RangeError(`lists of ${ranking.count} cannot be judged at ${k}`);
  if (ranking.items.length !== test.rowCount * ranking.count)
    throw new RangeError('one list per test row');
  const sums = { ...nothing };
  for (let row = 0; row < test.rowCount; row++) {
    const wanted = rowOf(test, row);
    if (wanted.length === 0) continue;
    const start = row * ranking.count;
    addCustomer(sums, ranking.items.subarray(start, start + k), wanted);
  }
  return meansOf(sums, k);
}

/** What each customer with at least one test item adds to the means, in the order of rows. */
export interface CustomerFigures {
  readonly ndcg: Float64Array;
  readonly recall: Float64Array;
  /** 1 with at least one hit, else 0. */
  readonly hit: Float64Array;
}

/** The same figures before they are averaged, for intervals and paired differences. */
export function customerFigures(ranking: Ranking, test: SparseMatrix, k: number): CustomerFigures {
  const rows = Int32Array.from(Array(test.rowCount).keys()).filter(
    (row) => rowOf(test, row).length > 0,
  );
  const figures = { ndcg: emptyAs(rows), recall: emptyAs(rows), hit: emptyAs(rows) };
  rows.forEach((row, at) => {
    const own = { ...nothing };
    const start = row * ranking.count;
    addCustomer(own, ranking.items.subarray(start, start + k), rowOf(test, row));
    figures.ndcg[at] = own.ndcg;
    figures.recall[at] = own.recall;
    figures.hit[at] = own.hitRate;
  });
  return figures;
}

function emptyAs({ length }: Int32Array): Float64Array {
  return new Float64Array(length);
}

const nothing = {
  customers: 0,
  ndcg: 0,
  recall: 0,
  recallMin: 0,
  precision: 0,
  hitRate: 0,
  map: 0,
  mapMin: 0,
  mrr: 0,
};

function addCustomer(sums: typeof nothing, list: Int32Array, wanted: Int32Array): void {
  const k = list.length;
  const attainable = Math.min(k, wanted.length);
  const { hits, gain, precisions, firstRank } = judge(list, new Set(wanted));
  sums.customers += 1;
  sums.ndcg += gain / idealGain(attainable);
  sums.recall += hits / wanted.length;
  sums.recallMin += hits / attainable;
  sums.precision += hits / k;
  sums.hitRate += hits > 0 ? 1 : 0;
  sums.map += precisions / wanted.length;
  sums.mapMin += precisions / attainable;
  sums.mrr += firstRank === 0 ? 0 : 1 / firstRank;
}

function judge(list: Int32Array, wanted: ReadonlySet<number>) {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  let firstRank = 0;
  list.forEach((item, place) => {
    if (!wanted.has(item)) return;
    const rank = place + 1;
    hits += 1;
    gain += 1 / Math.log2(rank + 1);
    precisions += hits / rank;
    firstRank ||= rank;
  });
  return { hits, gain, precisions, firstRank };
}

function idealGain(hits: number): number {
  let gain = 0;
  for (let rank = 1; rank <= hits; rank++) gain += 1 / Math.log2(rank + 1);
  return gain;
}

function meansOf(sums: typeof nothing, k: number): RankingMetrics {
  const people = Math.max(1, sums.customers);
  return {
    k,
    customers: sums.customers,
    ndcg: sums.ndcg / people,
    recall: sums.recall / people,
    recallMin: sums.recallMin / people,
    precision: sums.precision / people,
    hitRate: sums.hitRate / people,
    map: sums.map / people,
    mapMin: sums.mapMin / people,
    mrr: sums.mrr / people,
  };
}
