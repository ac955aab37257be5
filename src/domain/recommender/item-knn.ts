import { type Weighting, weighted } from './feature-weighting.js';
import { gramRows } from './gram-rows.js';
import { NeighbourLists } from './neighbour-lists.js';
import type { Recommender } from './recommender.js';
import { measureOf, type SimilarityKind } from './similarity-measure.js';
import { recommendBySimilarity } from './similarity-scores.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';

export interface ItemKnnParameters {
  /** Neighbours kept for each item that may be recommended. */
  readonly k: number;
  /** Added to the denominator: how many common customers a pair must have to be believed. */
  readonly shrink: number;
  /** Absent: cosine. */
  readonly similarity?: SimilarityKind;
  /** Absent: none. Items are the documents, customers their terms: who buys everything says little. */
  readonly weighting?: Weighting;
}

export interface ItemKnnModel {
  readonly itemCount: number;
  /** Bought item × recommended item: their similarity, where it is among the recommended item's k largest. */
  readonly similarities: SparseMatrix;
}

/**
 * Item-based collaborative filtering: by default s(i, j) = |U_i ∩ U_j| / (√(n_i n_j) + shrink), the k largest kept for
 * each target j, score(u, j) = Σ s(i, j) over what u has. A matrix without weights is a set: who bought counts, not how often.
 *
 * @see Sarwar, Karypis, Konstan & Riedl 2001; shrinkage as in Bell & Koren 2007
 */
export const itemKnn: Recommender<ItemKnnParameters, ItemKnnModel> = {
  kind: 'item-knn',
  fit,
  recommend: (model, customers, wanted) =>
    recommendBySimilarity(model.similarities, customers, wanted),
};

function fit(matrix: SparseMatrix, parameters: ItemKnnParameters): ItemKnnModel {
  const { k, shrink, similarity = 'cosine', weighting = 'none' } = parameters;
  const itemCount = matrix.columnCount;
  const vectors = weighted(transpose(matrix), weighting);
  const measure = measureOf(similarity, shrink, vectors);
  const kept = new NeighbourLists(itemCount, k);
  const rows = gramRows(weighting === 'none' ? matrix : transpose(vectors));
  for (let item = 0; item < itemCount; item++) {
    rows.count(rowOf(vectors, item));
    rows.drain(item + 1, (other, product) => {
      const alike = measure(product, item, other);
      // Less than 0, as Pearson's can be, is no reason to recommend.
      if (!(alike > 0)) return;
      kept.offer(item, other, alike);
      kept.offer(other, item, alike);
    });
  }
  return { itemCount, similarities: kept.byNeighbour() };
}
