import { pickMethod } from './pick-methods/methods.js';
import {
  type Asking,
  type Because,
  becauseItSells,
  type PickModelName,
} from './pick-methods/pick-method.js';
import { decayedSales, popularity, popularityOf } from './popularity.js';
import { distinctIds, indexOfId, type Sales } from './purchases.js';
import type { Ranking, Wanted } from './recommender.js';

/** What `hawker train` leaves: what a method has learnt, and what sells now for those it knows too little about. */
export interface PickModel {
  readonly name: PickModelName;
  /** Ascending; a product's place is its item index. */
  readonly productIds: Int32Array;
  /** Recent sales of each item, decayed; 0 for none. */
  readonly popularity: Float32Array;
  /** Plain data, as the method left it. */
  readonly learnt: object;
}

export interface Choice {
  readonly item: number;
  /** How strongly the model is for it, by the model's own measure; 0 for what only fills up. */
  readonly score: number;
  readonly because: Because | 'popular';
  /** The item that speaks loudest for it; -1 where no single one does. */
  readonly becauseOf: number;
}

/** What sells, by the shop's ids. */
export type ItemPopularity = Pick<PickModel, 'productIds' | 'popularity'>;

/** A model that has learnt nothing: all of its lists are filled up with what sells. */
export function popularityOnly(sold: ItemPopularity): PickModel {
  const learnt = { scores: new Float64Array(sold.productIds.length) };
  return { name: 'recent-popularity', ...sold, learnt };
}

/** @param sales of any products, guests' included or not */
export function popularityOfSales(
  { products, days, buyers }: Sales,
  aged: { readonly asOfDay: number; readonly halfLifeDays: number },
): ItemPopularity {
  const productIds = distinctIds(products);
  const items = products.map((id) => indexOfId(productIds, id));
  const scores = decayedSales({ items, days, counts: buyers }, productIds.length, aged);
  return { productIds, popularity: Float32Array.from(scores) };
}

/**
 * The model's own picks first, then, where they are too few, what is popular; a list of what to buy again is not filled
 * up.
 *
 * @returns one list for each customer asked for, at most `wanted.count` long, no item twice
 */
export function choosePicks(model: PickModel, asking: Asking, wanted: Wanted): Choice[][] {
  const method = pickMethod(model.name);
  const ranked = method.rank(model.learnt, asking, wanted);
  const own = Array.from(asking.customerIds, (_, row) =>
    listOf(ranked, row).map(({ item, score, at }) => {
      const source = ranked.becauseOf[at] as number;
      const because = source === becauseItSells ? 'popular' : method.because;
      return { item, score, because, becauseOf: Math.max(-1, source) } as const;
    }),
  );
  return method.isBuyAgain ? own : filledUp(own, model, asking, wanted);
}

function filledUp(
  lists: readonly (readonly Choice[])[],
  model: PickModel,
  asking: Asking,
  wanted: Wanted,
): Choice[][] {
  const popular = popularityOf(Float64Array.from(model.popularity));
  // As many as could be needed when every pick of the model's own is popular too.
  const count = 2 * wanted.count;
  const fill = popularity.recommend(popular, asking.owned(null), { ...wanted, count });
  return lists.map((own, row) => {
    const chosen = new Set(own.map(({ item }) => item));
    const rest = listOf(fill, row).filter(({ item }) => !chosen.has(item));
    const filled = rest.map(
      ({ item }) => ({ item, score: 0, because: 'popular', becauseOf: -1 }) as const,
    );
    return [...own, ...filled].slice(0, wanted.count);
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
