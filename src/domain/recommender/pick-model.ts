import { type ItemKnnModel, itemKnn, strongestReason } from './item-knn.js';
import { popularity, popularityOf } from './popularity.js';
import type { Wanted } from './recommender.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

/** What `hawker train` leaves: similar products, and what sells now for those it knows too little about. */
export interface PickModel {
  /** Ascending; a product's place is its item index. */
  readonly productIds: Int32Array;
  readonly knn: ItemKnnModel;
  /** Recent sales of each item, decayed; 0 for none. */
  readonly popularity: Float32Array;
}

export interface Choice {
  readonly item: number;
  /** Summed similarity to what the customer bought; 0 for a popular product, which no purchase speaks for. */
  readonly score: number;
  /** The bought item that speaks loudest for it; -1 for a popular product. */
  readonly becauseOf: number;
}

/** A model that has learnt nothing but what sells. */
export function popularityOnly(productIds: Int32Array, scores: Float32Array): PickModel {
  const itemCount = productIds.length;
  const similarities: SparseMatrix = {
    rowCount: itemCount,
    columnCount: itemCount,
    starts: new Int32Array(itemCount + 1),
    columns: new Int32Array(0),
    weights: new Float32Array(0),
  };
  return { productIds, knn: { itemCount, similarities }, popularity: scores };
}

/**
 * Collaborative picks first, then, where they are too few, what is popular.
 *
 * @param bought customers × items
 * @returns one list for each row of `bought`, at most `wanted.count` long, no item twice
 */
export function choosePicks(model: PickModel, bought: SparseMatrix, wanted: Wanted): Choice[][] {
  const similar = itemKnn.recommend(model.knn, bought, wanted);
  const popular = popularityOf(Float64Array.from(model.popularity));
  // As many as could be needed when every collaborative pick is popular too.
  const fill = popularity.recommend(popular, bought, { ...wanted, count: 2 * wanted.count });
  return Array.from({ length: bought.rowCount }, (_, row) => {
    const own = rowOf(bought, row);
    const choices = listOf(similar, row).map(({ item, score }) => ({
      item,
      score,
      becauseOf: strongestReason(model.knn, own, item),
    }));
    const chosen = new Set(choices.map(({ item }) => item));
    const rest = listOf(fill, row).filter(({ item }) => !chosen.has(item));
    const filled = rest.map(({ item }) => ({ item, score: 0, becauseOf: -1 }));
    return [...choices, ...filled].slice(0, wanted.count);
  });
}

function listOf(
  ranking: { readonly count: number; readonly items: Int32Array; readonly scores: Float32Array },
  row: number,
): { item: number; score: number }[] {
  const start = row * ranking.count;
  const items = [...ranking.items.subarray(start, start + ranking.count)];
  return items
    .map((item, place) => ({ item, score: ranking.scores[start + place] as number }))
    .filter(({ item }) => item >= 0);
}
