import type { Interest } from '../catalogue/interest.js';

/** What a profile looks at of a product. */
export interface ShelfProduct {
  readonly id: number;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly priceMinor: number;
}

/** The catalogue, ready to be looked up by product id millions of times. */
export interface ProfileShelf {
  /** Product id → its category's place in `categoryNames`, -1 for none. */
  readonly categories: Int32Array;
  readonly categoryNames: readonly string[];
  /** Product id p has the interests `interestsOf[from]` … of `interests`, from = interestStarts[p]. */
  readonly interestStarts: Int32Array;
  readonly interestsOf: Int32Array;
  readonly interests: readonly Interest[];
  /** Prices of each category's products, ascending; what costs nothing is left out. */
  readonly prices: readonly Float64Array[];
}

/** @param products ascending in id, which begin near 1: columns are as long as the highest */
export function shelfOf(products: readonly ShelfProduct[]): ProfileShelf {
  const length = (products.at(-1)?.id ?? 0) + 1;
  const categories = new Int32Array(length).fill(-1);
  const interestStarts = new Int32Array(length + 1);
  const interestsOf: number[] = [];
  const interests = new Places<Interest>();
  const categoryNames = new Places<string>();
  const prices: number[][] = [];
  let next = 0;
  for (const product of products) {
    interestStarts.fill(interestsOf.length, next, product.id + 1);
    next = product.id + 1;
    for (const interest of interestsIn(product))
      interestsOf.push(interests.of(`${interest.by} ${interest.name}`, interest));
    const { category, priceMinor } = product;
    if (category === null) continue;
    const place = categoryNames.of(category, category);
    categories[product.id] = place;
    prices[place] ??= [];
    if (priceMinor > 0) prices[place].push(priceMinor);
  }
  interestStarts.fill(interestsOf.length, next);
  return {
    categories,
    categoryNames: categoryNames.values,
    interestStarts,
    interestsOf: Int32Array.from(interestsOf),
    interests: interests.values,
    prices: prices.map((each) => Float64Array.from(each).sort()),
  };
}

function interestsIn({ category, brand, tags }: ShelfProduct): Interest[] {
  return [
    ...(category === null ? [] : [{ by: 'category' as const, name: category }]),
    ...(brand === null ? [] : [{ by: 'brand' as const, name: brand }]),
    ...[...new Set(tags)].map((name) => ({ by: 'tag' as const, name })),
  ];
}

/** Numbers things in the order in which they are first seen. */
class Places<T> {
  readonly values: T[] = [];
  readonly #places = new Map<string, number>();

  of(key: string, value: T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.values.push(value) - 1;
    this.#places.set(key, place);
    return place;
  }
}
