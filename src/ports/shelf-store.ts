import type { ShelfItem } from '../domain/catalogue/interest.js';
import type { SearchedProduct } from '../domain/catalogue/search-rank.js';

/** The catalogue as customers speak of it: what is active and not sold out. */
export interface ShelfStore {
  /** Another text once any product has changed. */
  stamp(): Promise<string>;
  shelf(): Promise<ShelfItem[]>;
  /** Products that have at least one of the terms in name, category, brand or sku; those with more terms first. */
  search(terms: readonly string[], limit: number): Promise<SearchedProduct[]>;
  /** Null if there is none, on the shelf or not. */
  productId(sku: string): Promise<number | null>;
}
