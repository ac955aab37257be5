import type { Interest } from '../domain/catalogue/interest.js';
import type { CustomerFacts } from '../domain/recommender/pick-rules.js';
import type { DailyPurchases, Purchases, Sales } from '../domain/recommender/purchases.js';
import type { RerankFacts } from '../domain/recommender/rerank.js';
import type { CustomerTraits, Views } from '../domain/recommender/shop-past.js';

/** What picking needs to know of today's shop. */
export interface PickStore {
  /** Ids of products that may be offered now, ascending: active, not sold out (stock is not counted or above 0). */
  pickable(kinds: readonly ProductKind[]): Promise<Int32Array>;
  /**
   * What these customers bought until `asOf`, and what posts, articles and videos they took in, in one statement. Under a
   * canonical id stands all that the people merged into it bought.
   */
  boughtBy(customerIds: readonly number[], asOf: number): Promise<Purchases>;
  /** The same with every day on which they bought it. */
  daysBought(customerIds: readonly number[], asOf: number): Promise<DailyPurchases>;
  /** What they looked at in that time, every time. */
  lookedAt(
    customerIds: readonly number[],
    time: { readonly from: number; readonly until: number },
  ): Promise<Views>;
  /** What is known of them at `asOf`, by the names that a model may have learnt. */
  traitsOf(customerIds: readonly number[], asOf: number): Promise<CustomerTraits>;
  /** How many of them bought each product on each day of that time. */
  salesTo(
    customerIds: readonly number[],
    time: { readonly from: number; readonly until: number },
  ): Promise<Sales>;
  /** Those of these customers who asked for something, or refused something; most have not. */
  wishes(customerIds: readonly number[]): Promise<ReadonlyMap<number, PickWish>>;
  /** What sold until `asOf`, from the latest records only: for a shop that has not trained yet. */
  recentSales(asOf: number): Promise<Sales>;
  /**
   * What messages of campaigns showed these customers since then, or are about to, as pairs; under a canonical id stands
   * what the people merged into it were shown.
   */
  shownTo(
    customerIds: readonly number[],
    since: number,
  ): Promise<{ readonly customers: Int32Array; readonly products: Int32Array }>;
  /** What rules ask of customers. */
  customerFacts(ids: readonly number[]): Promise<ReadonlyMap<number, CustomerFacts>>;
  productFacts(ids: readonly number[]): Promise<ReadonlyMap<number, ProductFacts>>;
}

export type ProductKind = 'product' | 'content';

export interface ProductFacts extends RerankFacts {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly kind: ProductKind;
}

/** What one customer wants picked, and what not. */
export interface PickWish {
  readonly only: readonly Interest[];
  readonly muted: readonly Interest[];
  /** Products they said "not this" to. */
  readonly refused: readonly number[];
}
