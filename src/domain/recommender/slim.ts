import { denseGram } from './dense-gram.js';
import { ElasticNet } from './elastic-net.js';
import type { Recommender } from './recommender.js';
import { recommendBySimilarity } from './similarity-scores.js';
import { type SparseMatrix, transpose } from './sparse-matrix.js';

export interface SlimParameters {
  /** How much weights are held down, for each customer. */
  readonly lambda: number;
  /** How much of that by their sum, which makes weights 0, rather than by their squares. */
  readonly l1Ratio: number;
}

export interface SlimModel {
  readonly itemCount: number;
  /** Bought item × recommended item. */
  readonly similarities: SparseMatrix;
}

/**
 * For each item j the weights w ≥ 0, w_j = 0, that minimise
 * |x_j − Xw|² / 2m + λ·l1Ratio·Σw + λ(1 − l1Ratio)/2·|w|², m being the number of customers.
 *
 * @see Ning & Karypis 2011, "SLIM: Sparse Linear Methods for Top-N Recommender Systems"
 */
export const slim: Recommender<SlimParameters, SlimModel> = {
  kind: 'slim',
  fit(matrix, { lambda, l1Ratio }) {
    const itemCount = matrix.columnCount;
    const penalty = lambda * matrix.rowCount;
    const net = new ElasticNet(denseGram(matrix), itemCount, {
      l1: penalty * l1Ratio,
      l2: penalty * (1 - l1Ratio),
    });
    const starts = new Int32Array(itemCount + 1);
    const columns: number[] = [];
    const weights: number[] = [];
    for (let item = 0; item < itemCount; item++) {
      net.solve(item, (source, weight) => {
        columns.push(source);
        weights.push(weight);
      });
      starts[item + 1] = columns.length;
    }
    const byTarget = {
      rowCount: itemCount,
      columnCount: itemCount,
      starts,
      columns: Int32Array.from(columns),
      weights: Float32Array.from(weights),
    };
    return { itemCount, similarities: transpose(byTarget) };
  },
  recommend: (model, customers, wanted) =>
    recommendBySimilarity(model.similarities, customers, wanted),
};
