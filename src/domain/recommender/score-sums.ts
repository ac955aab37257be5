import type { SparseMatrix } from './sparse-matrix.js';
import { offerAll, type TopList } from './top-list.js';

/** One customer's scores at a time. */
export class ScoreSums {
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

  /** Offers every score above 0 to `best`, which is empty, and starts anew. */
  drain(best: TopList, candidates: Uint8Array | undefined): void {
    if (this.#isSparse) this.#drainTouched(best, candidates);
    else {
      offerAll(best, this.#scores, candidates);
      this.#scores.fill(0);
    }
  }

  #drainTouched(best: TopList, candidates: Uint8Array | undefined): void {
    for (let t = 0; t < this.#touchedCount; t++) {
      const item = this.#touched[t] as number;
      const score = this.#scores[item] as number;
      // A weight may be below 0 (EASE's): what speaks against an item more than for it picks nothing.
      if (score > 0 && candidates?.[item] !== 0) best.offer(score, item);
      this.#scores[item] = 0;
    }
    this.#touchedCount = 0;
  }
}
