import { type Weighting, weighted } from './feature-weighting.js';
import { rankScores } from './rank-scores.js';
import type { Recommender, Wanted } from './recommender.js';
import { type Measure, measureOf, type SimilarityKind } from './similarity-measure.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';
import { TopList } from './top-list.js';

export interface UserKnnParameters {
  /** How many like-minded customers are listened to. */
  readonly k: number;
  readonly shrink: number;
  readonly similarity: SimilarityKind;
  /** Customers are the documents, items their terms: what everybody has says little of taste. */
  readonly weighting: Weighting;
}

export interface UserKnnModel {
  readonly itemCount: number;
  readonly parameters: UserKnnParameters;
  /** Customers × items. */
  readonly matrix: SparseMatrix;
}

/**
 * User-based collaborative filtering: score(u, j) = Σ s(u, v) over the k customers v most like u who have j.
 *
 * @see Resnick, Iacovou, Suchak, Bergstrom & Riedl 1994; Herlocker, Konstan, Borchers & Riedl 1999
 */
export const userKnn: Recommender<UserKnnParameters, UserKnnModel> = {
  kind: 'user-knn',
  fit: (matrix, parameters) => ({ itemCount: matrix.columnCount, parameters, matrix }),
  recommend(model, customers, wanted) {
    const neighbours = new Neighbourhood(model, customers, wanted);
    return rankScores(customers, wanted, model.itemCount, (row, scores) => {
      neighbours.addVotes(row, scores);
    });
  },
};

class Neighbourhood {
  readonly #matrix: SparseMatrix;
  readonly #asking: SparseMatrix;
  readonly #fitRows: Int32Array | undefined;
  /** Item × customer, with the weights of comparison. */
  readonly #customersOf: SparseMatrix;
  readonly #measure: Measure;
  readonly #products: Float64Array;
  readonly #touched: Int32Array;
  readonly #nearest: TopList;
  readonly #found: Int32Array;
  readonly #similarities: Float32Array;

  constructor({ matrix, parameters }: UserKnnModel, customers: SparseMatrix, wanted: Wanted) {
    const { k, shrink, similarity, weighting } = parameters;
    const vectors = weighted(matrix, weighting);
    this.#matrix = matrix;
    this.#asking = weighted(customers, weighting, matrix);
    this.#fitRows = wanted.fitRows;
    this.#customersOf = transpose(vectors);
    this.#measure = measureOf(similarity, shrink, this.#asking, vectors);
    this.#products = new Float64Array(matrix.rowCount);
    this.#touched = new Int32Array(matrix.rowCount);
    this.#nearest = new TopList(Math.min(k, matrix.rowCount));
    this.#found = new Int32Array(this.#nearest.capacity);
    this.#similarities = new Float32Array(this.#nearest.capacity);
  }

  addVotes(row: number, scores: Float64Array): void {
    const count = this.#findNearest(row);
    for (let at = 0; at < count; at++) {
      const similarity = this.#similarities[at] as number;
      for (const item of rowOf(this.#matrix, this.#found[at] as number))
        scores[item] = (scores[item] as number) + similarity;
    }
  }

  #findNearest(row: number): number {
    const touchedCount = this.#multiply(row);
    const self = this.#fitRows?.[row] ?? -1;
    for (let t = 0; t < touchedCount; t++) {
      const other = this.#touched[t] as number;
      const alike = this.#measure(this.#products[other] as number, row, other);
      this.#products[other] = 0;
      if (other !== self && alike > 0) this.#nearest.offer(alike, other);
    }
    const count = this.#nearest.size;
    this.#nearest.drain(this.#found, this.#similarities, 0);
    return count;
  }

  /** Inner products with all customers who share something. */
  #multiply(row: number): number {
    const { starts, columns, weights } = this.#customersOf;
    const first = this.#asking.starts[row] as number;
    let touchedCount = 0;
    rowOf(this.#asking, row).forEach((item, nth) => {
      const own = this.#asking.weights?.[first + nth] ?? 1;
      if (own === 0) return;
      const end = starts[item + 1] as number;
      for (let at = starts[item] as number; at < end; at++) {
        const other = columns[at] as number;
        const sum = this.#products[other] as number;
        const product = own * (weights?.[at] ?? 1);
        if (sum === 0 && product !== 0) this.#touched[touchedCount++] = other;
        this.#products[other] = sum + product;
      }
    });
    return touchedCount;
  }
}
