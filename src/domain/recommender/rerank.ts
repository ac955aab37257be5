import type { PickRules } from './pick-rules.js';

/** What the rules look at in a product. */
export interface RerankFacts {
  readonly category: string | null;
  readonly priceMinor: number;
  /** Null if it is not known. */
  readonly costMinor: number | null;
  /** Null if it is not counted. */
  readonly stock: number | null;
}

type ListRules = Pick<PickRules, 'diversity' | 'mostPerCategory' | 'boost'>;

/**
 * The marketer's choice from a model's list: maximal marginal relevance, in which a product's relevance is its place in
 * the list, raised by its margin and its stock, and two products of one category are alike:
 * the next one has the largest (1 − d) · relevance − d · (1 if its category is in the list already, else 0).
 *
 * @param pool best first, each the facts of one product
 * @returns places in the pool, at most `count`; equal ones by place
 * @see Carbonell & Goldstein 1998, "The Use of MMR, Diversity-Based Reranking"
 */
export function rerank(
  pool: readonly RerankFacts[],
  { diversity, mostPerCategory, boost }: ListRules,
  count: number,
): number[] {
  const relevance = relevances(pool, boost);
  const perCategory = new Map<string, number>();
  const chosen: number[] = [];
  const left = new Set(pool.keys());
  const worthOf = (place: number) => {
    const shown = timesShown(pool[place], perCategory);
    if (mostPerCategory !== null && shown >= mostPerCategory) return Number.NEGATIVE_INFINITY;
    return (1 - diversity) * (relevance[place] as number) - (shown > 0 ? diversity : 0);
  };
  while (chosen.length < count) {
    const best = largest(left, worthOf);
    if (best < 0) break;
    chosen.push(best);
    left.delete(best);
    const category = pool[best]?.category ?? null;
    if (category !== null) perCategory.set(category, (perCategory.get(category) ?? 0) + 1);
  }
  return chosen;
}

/** The first of the largest; -1 if none is worth anything. */
function largest(places: ReadonlySet<number>, worthOf: (place: number) => number): number {
  let best = -1;
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    const worth = worthOf(place);
    if (worth > bestWorth) [best, bestWorth] = [place, worth];
  }
  return best;
}

function timesShown(
  product: RerankFacts | undefined,
  perCategory: ReadonlyMap<string, number>,
): number {
  const category = product?.category ?? null;
  return category === null ? 0 : (perCategory.get(category) ?? 0);
}

/** From 1 for the first down to 1 / n for the last, before the boosts: models' scores have units of their own. */
function relevances(pool: readonly RerankFacts[], boost: PickRules['boost']): number[] {
  const fullest = pool.reduce((most, { stock }) => Math.max(most, stock ?? 0), 0);
  return pool.map((product, place) => {
    const byPlace = (pool.length - place) / pool.length;
    const stockShare = fullest === 0 ? 0 : (product.stock ?? 0) / fullest;
    return byPlace * (1 + boost.margin * marginShare(product)) * (1 + boost.stock * stockShare);
  });
}

/** Of the price, in [0, 1]; 0 where the cost is not known, or above the price. */
function marginShare({ priceMinor, costMinor }: RerankFacts): number {
  if (costMinor === null || priceMinor <= 0) return 0;
  return Math.max(0, (priceMinor - costMinor) / priceMinor);
}
