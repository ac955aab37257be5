import type { DailyPurchases, Sales } from '../domain/recommender/purchases.js';
import type { CustomerTraits, ProductTexts, Views } from '../domain/recommender/shop-past.js';

/** Behaviour as a recommender learns from it: sets, never a row for each interaction. */
export interface TrainingStore {
  /** Canonical customers who are not erased. */
  customerCount(): Promise<number>;
  /**
   * What they bought until `asOf`, and what posts, articles and videos they took in, page by page in ascending order of
   * customers; merged customers count as one, products that were deleted are left out.
   *
   * @yields how many customers the page covers, and their purchases
   */
  purchases(asOf: number): AsyncIterable<{ customerCount: number; purchases: DailyPurchases }>;
  /** How many distinct buyers each product had on each day until `asOf`; every guest's order is a buyer. */
  sales(asOf: number): Promise<Sales>;
  /** What they looked at in that time, page by page likewise. */
  views(time: { readonly from: number; readonly until: number }): AsyncIterable<Views>;
  /** What is written about everything that is active, ascending. */
  texts(): Promise<ProductTexts>;
  /** Of everybody, as they are at `asOf`; what only a few have is left out. */
  traits(asOf: number): Promise<CustomerTraits>;
}
