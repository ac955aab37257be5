import {
  emptyRanking,
  type Ranking,
  type Recommender,
  requireShapes,
  type Wanted,
} from './recommender.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';
import { TopList } from './top-list.js';

export interface ItemKnnParameters {
  /** Neighbours kept for each item that may be recommended. */
  readonly k: number;
  /** Added to the denominator: how many common customers a pair must have to be believed. */
  readonly shrink: number;
}

export interface ItemKnnModel {
  readonly itemCount: number;
  /** Bought item × recommended item: their similarity, where it is among the recommended item's k largest. */
  readonly similarities: SparseMatrix;
}

/**
 * Item-based collaborative filtering: s(i, j) = |U_i ∩ U_j| / (√(n_i n_j) + shrink), the k largest kept for
 * each target j, score(u, j) = Σ s(i, j) over what u has. Weights are not looked at: who bought counts, not how often.
 *
 * @see Sarwar, Karypis, Konstan & Riedl 2001; shrinkage as in Bell & Koren 2007
 */
export const itemKnn: Recommender<ItemKnnParameters, ItemKnnModel> = {
  kind: 'item-knn',
  fit,
  recommend,
};

/**
 * Which of `bought` speaks loudest for `item`; -1 if none does. Ties go to the lower index.
 *
 * @param bought item indices, ascending
 */
export function strongestReason(model: ItemKnnModel, bought: Int32Array, item: number): number {
  const { starts, columns, weights } = model.similarities;
  let best = -1;
  let bestSimilarity = 0;
  for (const source of bought) {
    const at = find(columns, item, starts[source] as number, starts[source + 1] as number);
    const similarity = at < 0 ? 0 : (weights?.[at] ?? 1);
    if (similarity > bestSimilarity) {
      best = source;
      bestSimilarity = similarity;
    }
  }
  return best;
}

function fit(matrix: SparseMatrix, { k, shrink }: ItemKnnParameters): ItemKnnModel {
  const itemCount = matrix.columnCount;
  const kept = Array.from({ length: itemCount }, () => new TopList(Math.min(k, itemCount)));
  const customersOf = transpose(matrix);
  const roots = Float64Array.from({ length: itemCount }, (_, i) =>
    Math.sqrt(rowOf(customersOf, i).length),
  );
  const common = new CommonCustomers(matrix);
  for (let item = 0; item < itemCount; item++) {
    const own = kept[item] as TopList;
    const root = roots[item] as number;
    common.count(rowOf(customersOf, item));
    common.drain(item + 1, (other, count) => {
      const similarity = count / (root * (roots[other] as number) + shrink);
      own.offer(similarity, other);
      (kept[other] as TopList).offer(similarity, item);
    });
  }
  return { itemCount, similarities: transpose(byTarget(kept)) };
}

/**
 * One row at a time of the upper half of XᵀX: with how many customers an item shares each later item.
 * Rows must be asked for in ascending order of items. Memory: one number per item, one per customer.
 */
class CommonCustomers {
  readonly #matrix: SparseMatrix;
  /** Where each customer's items beyond the current one begin. */
  readonly #next: Int32Array;
  readonly #counts: Int32Array;
  /** The items counted, if they are few: reading every count of a rare item would cost more than counting. */
  readonly #touched: Int32Array;
  #touchedCount = -1;

  constructor(matrix: SparseMatrix) {
    this.#matrix = matrix;
    this.#next = matrix.starts.slice(0, matrix.rowCount);
    this.#counts = new Int32Array(matrix.columnCount);
    this.#touched = new Int32Array(matrix.columnCount);
  }

  /** @param customers all who have the next item */
  count(customers: Int32Array): void {
    const next = this.#next;
    const { starts } = this.#matrix;
    let work = 0;
    for (const customer of customers) {
      const from = (next[customer] as number) + 1;
      next[customer] = from;
      work += (starts[customer + 1] as number) - from;
    }
    if (work < this.#counts.length / 2) this.#countFew(customers);
    else this.#countMany(customers);
  }

  /** Hands over each other item from `first` on with its count above 0, and starts anew. */
  drain(first: number, take: (item: number, count: number) => void): void {
    if (this.#touchedCount >= 0) this.#drainTouched(take);
    else this.#drainAll(first, take);
    this.#touchedCount = -1;
  }

  #countMany(customers: Int32Array): void {
    const { starts, columns } = this.#matrix;
    const counts = this.#counts;
    const next = this.#next;
    for (const customer of customers) {
      const end = starts[customer + 1] as number;
      for (let at = next[customer] as number; at < end; at++) {
        const item = columns[at] as number;
        counts[item] = (counts[item] as number) + 1;
      }
    }
  }

  #countFew(customers: Int32Array): void {
    const { starts, columns } = this.#matrix;
    const counts = this.#counts;
    let touchedCount = 0;
    for (const customer of customers) {
      const end = starts[customer + 1] as number;
      for (let at = this.#next[customer] as number; at < end; at++) {
        const item = columns[at] as number;
        if (counts[item] === 0) this.#touched[touchedCount++] = item;
        counts[item] = (counts[item] as number) + 1;
      }
    }
    this.#touchedCount = touchedCount;
  }

  #drainTouched(take: (item: number, count: number) => void): void {
    for (let t = 0; t < this.#touchedCount; t++) {
      const item = this.#touched[t] as number;
      take(item, this.#counts[item] as number);
      this.#counts[item] = 0;
    }
  }

  #drainAll(first: number, take: (item: number, count: number) => void): void {
    const counts = this.#counts;
    for (let item = first; item < counts.length; item++) {
      const count = counts[item] as number;
      if (count === 0) continue;
      take(item, count);
      counts[item] = 0;
    }
  }
}

function byTarget(kept: readonly TopList[]): SparseMatrix {
  const itemCount = kept.length;
  const starts = new Int32Array(itemCount + 1);
  kept.forEach((list, item) => {
    starts[item + 1] = (starts[item] as number) + list.size;
  });
  const size = starts[itemCount] as number;
  const columns = new Int32Array(size);
  const weights = new Float32Array(size);
  kept.forEach((list, item) => {
    list.drain(columns, weights, starts[item] as number);
  });
  return { rowCount: itemCount, columnCount: itemCount, starts, columns, weights };
}

function recommend(model: ItemKnnModel, customers: SparseMatrix, wanted: Wanted): Ranking {
  requireShapes(customers, wanted, model.itemCount);
  const ranking = emptyRanking(customers.rowCount, wanted.count);
  const sums = new ScoreSums(model.similarities);
  const best = new TopList(wanted.count);
  for (let customer = 0; customer < customers.rowCount; customer++) {
    sums.add(rowOf(customers, customer));
    if (wanted.exclude) sums.forget(rowOf(wanted.exclude, customer));
    sums.drain(best, wanted.candidates);
    best.drain(ranking.items, ranking.scores, customer * wanted.count);
  }
  return ranking;
}

/** One customer's scores at a time. */
class ScoreSums {
  readonly #similarities: SparseMatrix;
  readonly #scores: Float64Array;
  /** The items with a score, each once, if `#isSparse`. */
  readonly #touched: Int32Array;
  #touchedCount = 0;
  #isSparse = false;

  constructor(similarities: SparseMatrix) {
    this.#similarities = similarities;
    this.#scores = new Float64Array(similarities.columnCount);
    this.#touched = new Int32Array(similarities.columnCount);
  }

  // A customer of few purchases touches few items: to walk through all of them would cost more than the sums.
  add(bought: Int32Array): void {
    const { starts } = this.#similarities;
    let terms = 0;
    for (const item of bought) terms += (starts[item + 1] as number) - (starts[item] as number);
    this.#isSparse = terms < this.#scores.length / 2;
    if (this.#isSparse) this.#addFew(bought);
    else this.#addMany(bought);
  }

  #addMany(bought: Int32Array): void {
    const { starts, columns } = this.#similarities;
    const weights = this.#similarities.weights as Float32Array;
    const scores = this.#scores;
    for (const item of bought) {
      const end = starts[item + 1] as number;
      for (let at = starts[item] as number; at < end; at++) {
        const target = columns[at] as number;
        scores[target] = (scores[target] as number) + (weights[at] as number);
      }
    }
  }

  #addFew(bought: Int32Array): void {
    const { starts, columns } = this.#similarities;
    const weights = this.#similarities.weights as Float32Array;
    const scores = this.#scores;
    for (const item of bought) {
      const end = starts[item + 1] as number;
      for (let at = starts[item] as number; at < end; at++) {
        const target = columns[at] as number;
        if (scores[target] === 0) this.#touched[this.#touchedCount++] = target;
        scores[target] = (scores[target] as number) + (weights[at] as number);
      }
    }
  }

  forget(items: Int32Array): void {
    for (const item of items) this.#scores[item] = 0;
  }

  /** Offers every score above 0 to `best`, and starts anew. */
  drain(best: TopList, candidates: Uint8Array | undefined): void {
    if (!this.#isSparse) {
      for (let item = 0; item < this.#scores.length; item++) this.#offer(item, best, candidates);
      return;
    }
    for (let t = 0; t < this.#touchedCount; t++)
      this.#offer(this.#touched[t] as number, best, candidates);
    this.#touchedCount = 0;
  }

  #offer(item: number, best: TopList, candidates: Uint8Array | undefined): void {
    const score = this.#scores[item] as number;
    if (score === 0) return;
    if (!candidates || candidates[item] === 1) best.offer(score, item);
    this.#scores[item] = 0;
  }
}

/** @returns where `wanted` stands in the ascending values[from, to), or -1 */
function find(values: Int32Array, wanted: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < to && values[low] === wanted ? low : -1;
}
