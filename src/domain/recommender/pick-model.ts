import { nothingSimilar, type PickModelName } from './pick-learners.js';
import { type PickScorer, rankPicks } from './pick-scorer.js';
import { popularity, popularityOf } from './popularity.js';
import type { Ranking, Wanted } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** What `hawker train` leaves: what goes with what, and what sells now for those it knows too little about. */
export interface PickModel extends PickScorer {
  readonly name: PickModelName;
  /** Ascending; a product's place is its item index. */
  readonly productIds: Int32Array;
  /** Recent sales of each item, decayed; 0 for none. */
  readonly popularity: Float32Array;
}

export interface Choice {
  readonly item: number;
  /** How strongly the model is for it, by the model's own measure; 0 for what only fills up. */
  readonly score: number;
  /** The bought item that speaks loudest for it; -1 for a popular product. */
  readonly becauseOf: number;
}

/** A model that has learnt nothing but what sells. */
export function popularityOnly(productIds: Int32Array, scores: Float32Array): PickModel {
  return {
    name: 'recent-popularity',
    productIds,
    similarities: nothingSimilar(productIds.length),
    blend: null,
    popularity: scores,
  };
}

/**
 * The model's own picks first, then, where they are too few, what is popular.
 *
 * @param bought customers × items; weighted by age where the model's blend has a half-life
 * @returns one list for each row of `bought`, at most `wanted.count` long, no item twice
 */
export function choosePicks(model: PickModel, bought: SparseMatrix, wanted: Wanted): Choice[][] {
  const ranked = rankPicks(model, bought, wanted);
  const popular = popularityOf(Float64Array.from(model.popularity));
  // As many as could be needed when every pick of the model's own is popular too.
  const fill = popularity.recommend(popular, bought, { ...wanted, count: 2 * wanted.count });
  return Array.from({ length: bought.rowCount }, (_, row) => {
    const choices = listOf(ranked, row).map(({ item, score, at }) => ({
      item,
      score,
      becauseOf: ranked.becauseOf[at] as number,
    }));
    const chosen = new Set(choices.map(({ item }) => item));
    const rest = listOf(fill, row).filter(({ item }) => !chosen.has(item));
    const filled = rest.map(({ item }) => ({ item, score: 0, becauseOf: -1 }));
    return [...choices, ...filled].slice(0, wanted.count);
  });
}

function listOf(ranking: Ranking, row: number): { item: number; score: number; at: number }[] {
  const start = row * ranking.count;
  return [...ranking.items.subarray(start, start + ranking.count)]
    .map((item, place) => {
      const at = start + place;
      return { item, score: ranking.scores[at] as number, at };
    })
    .filter(({ item }) => item >= 0);
}
