import type { SparseMatrix } from './sparse-matrix.js';

/** A customer's summed item vectors, with the terms that they have: most have few of all. */
export class TermProfile {
  readonly #vectors: SparseMatrix;
  readonly #weights: Float64Array;
  readonly #terms: Int32Array;
  /** Place among the frequent terms, or -1. */
  readonly #places: Int32Array;
  readonly #frequentCount: number;
  #termCount = 0;

  /**
   * @param vectors items × terms
   * @param frequent terms that `addProducts` leaves to who asks for `frequentOf`
   */
  constructor(vectors: SparseMatrix, frequent: readonly number[]) {
    this.#vectors = vectors;
    this.#weights = new Float64Array(vectors.columnCount);
    this.#terms = new Int32Array(vectors.columnCount);
    this.#places = new Int32Array(vectors.columnCount).fill(-1);
    this.#frequentCount = frequent.length;
    frequent.forEach((term, place) => {
      this.#places[term] = place;
    });
  }

  /** From now on this row of `customers`. */
  sum({ starts, columns, weights }: SparseMatrix, row: number): void {
    this.#clear();
    const end = starts[row + 1] as number;
    for (let at = starts[row] as number; at < end; at++)
      this.#add(columns[at] as number, weights?.[at] ?? 1);
    const length = this.#length();
    for (let t = 0; t < this.#termCount; t++) {
      const term = this.#terms[t] as number;
      this.#weights[term] = (this.#weights[term] as number) / length;
    }
  }

  /** Adds the products of the profile, brought to length 1, with every item, but not the frequent terms'. */
  addProducts({ starts, columns, weights }: SparseMatrix, scores: Float64Array): void {
    const itemWeights = weights as Float32Array;
    for (let t = 0; t < this.#termCount; t++) {
      const term = this.#terms[t] as number;
      if ((this.#places[term] as number) >= 0) continue;
      const own = this.#weights[term] as number;
      const end = starts[term + 1] as number;
      for (let at = starts[term] as number; at < end; at++) {
        const item = columns[at] as number;
        scores[item] = (scores[item] as number) + own * (itemWeights[at] as number);
      }
    }
  }

  /** The frequent terms in the profiles of some rows, each brought to length 1: (to − from) × frequent terms. */
  frequentOf(customers: SparseMatrix, from: number, to: number): SparseMatrix {
    const starts = new Int32Array(to - from + 1);
    const columns: number[] = [];
    const weights: number[] = [];
    for (let row = from; row < to; row++) {
      this.sum(customers, row);
      for (const term of this.#terms.subarray(0, this.#termCount).sort()) {
        const place = this.#places[term] as number;
        if (place < 0) continue;
        columns.push(place);
        weights.push(this.#weights[term] as number);
      }
      starts[row - from + 1] = columns.length;
    }
    return {
      rowCount: to - from,
      columnCount: this.#frequentCount,
      starts,
      columns: Int32Array.from(columns),
      weights: Float32Array.from(weights),
    };
  }

  #clear(): void {
    for (let t = 0; t < this.#termCount; t++) this.#weights[this.#terms[t] as number] = 0;
    this.#termCount = 0;
  }

  #add(item: number, share: number): void {
    const { starts, columns, weights } = this.#vectors;
    const end = starts[item + 1] as number;
    for (let at = starts[item] as number; at < end; at++) {
      const added = share * (weights?.[at] ?? 0);
      if (added === 0) continue;
      const term = columns[at] as number;
      const sum = this.#weights[term] as number;
      if (sum === 0) this.#terms[this.#termCount++] = term;
      this.#weights[term] = sum + added;
    }
  }

  #length(): number {
    let squares = 0;
    for (let t = 0; t < this.#termCount; t++)
      squares += (this.#weights[this.#terms[t] as number] as number) ** 2;
    return Math.sqrt(squares);
  }
}
