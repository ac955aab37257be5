import { gramRows } from './gram-rows.js';
import { NeighbourLists } from './neighbour-lists.js';
import type { Recommender } from './recommender.js';
import { recommendBySimilarity } from './similarity-scores.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';

export interface Rp3BetaParameters {
  /** Power of each step's probability. */
  readonly alpha: number;
  /** Power of the popularity that a score is divided by. */
  readonly beta: number;
  /** Items kept that can be reached from each item. */
  readonly k: number;
}

export interface Rp3BetaModel {
  readonly itemCount: number;
  /** Bought item × recommended item. */
  readonly similarities: SparseMatrix;
}

/**
 * Three steps on the graph of who has what: from item i over any customer u to item j,
 * s(i, j) = Σ_u (1/n_i)^α (1/n_u)^α / n_j^β, the k largest kept for each i.
 *
 * @see Paudel, Christoffel, Newell & Bernstein 2016, "Updatable, Accurate, Diverse, and Scalable Recommendations"
 */
export const rp3beta: Recommender<Rp3BetaParameters, Rp3BetaModel> = {
  kind: 'rp3beta',
  fit,
  recommend: (model, customers, wanted) =>
    recommendBySimilarity(model.similarities, customers, wanted),
};

function fit(matrix: SparseMatrix, { alpha, beta, k }: Rp3BetaParameters): Rp3BetaModel {
  const itemCount = matrix.columnCount;
  const customersOf = transpose(matrix);
  const kept = new NeighbourLists(itemCount, k);
  const rows = gramRows(byRowLength(matrix, -alpha / 2));
  const degrees = Float64Array.from(
    { length: itemCount },
    (_, item) => rowOf(customersOf, item).length,
  );
  const leaving = degrees.map((degree) => degree ** -alpha);
  const arriving = degrees.map((degree) => degree ** -beta);
  for (let item = 0; item < itemCount; item++) {
    rows.count(rowOf(customersOf, item));
    rows.drain(item + 1, (other, product) => {
      kept.offer(item, other, product * (leaving[item] as number) * (arriving[other] as number));
      kept.offer(other, item, product * (leaving[other] as number) * (arriving[item] as number));
    });
  }
  return { itemCount, similarities: kept.byItem() };
}

/** Every entry the same power of its row's length, so that products of two entries sum to Σ_u n_u^(2 power). */
function byRowLength(matrix: SparseMatrix, power: number): SparseMatrix {
  const weights = new Float32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rowCount; row++)
    weights.fill(rowOf(matrix, row).length ** power, matrix.starts[row], matrix.starts[row + 1]);
  return { ...matrix, weights };
}
