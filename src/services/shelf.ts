import {
  type Interest,
  isOfInterest,
  type NamedInterests,
  namedInterests,
  type ShelfItem,
  type Vocabulary,
  vocabularyOf,
} from '../domain/catalogue/interest.js';
import type { ShelfStore } from '../ports/shelf-store.js';

interface Shelf {
  readonly stamp: string;
  readonly items: ReadonlyMap<number, ShelfItem>;
  readonly vocabulary: Vocabulary;
}

// Reading and folding the whole catalogue for every chat would take longer than answering it.
const known = new WeakMap<ShelfStore, Shelf>();

async function shelfOf(store: ShelfStore): Promise<Shelf> {
  const stamp = await store.stamp();
  const before = known.get(store);
  if (before?.stamp === stamp) return before;
  const items = await store.shelf();
  const shelf = {
    stamp,
    items: new Map(items.map((item) => [item.productId, item])),
    vocabulary: vocabularyOf(items),
  };
  known.set(store, shelf);
  return shelf;
}

/** What customers' words are called in the catalogue. */
export async function interestsNamed(store: ShelfStore, words: string): Promise<NamedInterests> {
  return namedInterests(words, (await shelfOf(store)).vocabulary);
}

/** The catalogue's categories with most products, to say what there is. */
export async function categoriesOf(store: ShelfStore, count: number): Promise<string[]> {
  const sizes = new Map<string, number>();
  for (const { category } of (await shelfOf(store)).items.values())
    if (category !== null) sizes.set(category, (sizes.get(category) ?? 0) + 1);
  return [...sizes]
    .sort(([a, aSize], [b, bSize]) => bSize - aSize || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([category]) => category);
}

export interface InterestWish {
  readonly only: readonly Interest[];
  readonly muted: readonly Interest[];
}

/** Tells which products a customer with these wishes may be shown. */
export async function wishFilter(
  store: ShelfStore,
): Promise<(productId: number, wish: InterestWish) => boolean> {
  const { items } = await shelfOf(store);
  return (productId, { only, muted }) => {
    const item = items.get(productId);
    if (item === undefined) return false;
    if (muted.some((interest) => isOfInterest(item, interest))) return false;
    return only.length === 0 || only.some((interest) => isOfInterest(item, interest));
  };
}

/** Tells the category of what is on the shelf; null for none, and for what is not there. */
export async function categoryFinder(
  store: ShelfStore,
): Promise<(productId: number) => string | null> {
  const { items } = await shelfOf(store);
  return (productId) => items.get(productId)?.category ?? null;
}

/** Products of the same category, by id. */
export async function sameCategory(store: ShelfStore, productId: number): Promise<number[]> {
  const { items } = await shelfOf(store);
  const category = items.get(productId)?.category ?? null;
  if (category === null) return [];
  return [...items.values()].flatMap((item) =>
    item.category === category && item.productId !== productId ? [item.productId] : [],
  );
}
