import type { DailyPurchases, Sales } from '../domain/recommender/purchases.js';

/** Behaviour as a recommender learns from it: sets, never a row for each interaction. */
export interface TrainingStore {
  /** Canonical customers who are not erased. */
  customerCount(): Promise<number>;
  /**
   * What they bought until `asOf`, page by page in ascending order of customers; merged customers count as
   * one, products that were deleted are left out.
   *
   * @yields how many customers the page covers, and their purchases
   */
  purchases(asOf: number): AsyncIterable<{ customerCount: number; purchases: DailyPurchases }>;
  /** How many distinct buyers each product had on each day until `asOf`; every guest's order is a buyer. */
  sales(asOf: number): Promise<Sales>;
}
