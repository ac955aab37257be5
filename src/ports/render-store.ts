import type { HeldCoupon } from '../domain/campaign/message-values.js';

/** A product as it is today. */
export interface ProductFacts {
  readonly productId: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly imageUrl: string | null;
  readonly url: string | null;
  /** Active and not sold out. */
  readonly isAvailable: boolean;
}

export interface CouponFacts extends HeldCoupon {
  readonly couponId: number;
}

export interface PersonFacts {
  readonly customerId: number;
  readonly externalId: string | null;
  /** Decrypted. */
  readonly name: string | null;
  readonly timezone: string | null;
}

/** What a message says about today, read set by set just before it is rendered. */
export interface RenderStore {
  products(productIds: readonly number[]): Promise<ReadonlyMap<number, ProductFacts>>;
  coupons(couponIds: readonly number[]): Promise<ReadonlyMap<number, CouponFacts>>;
  people(customerIds: readonly number[]): Promise<ReadonlyMap<number, PersonFacts>>;
  /** Run → campaign version id. */
  versionsOfRuns(runIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}
