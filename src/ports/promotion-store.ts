import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { CouponState } from '../domain/promotion/redemption.js';

/** A version of a promotion as it is kept. */
export interface StoredPromotion {
  readonly promotionId: number;
  readonly versionId: number;
  /** The id in promotions.yaml. */
  readonly key: string;
  readonly state: 'active' | 'paused';
  readonly definition: PromotionDefinition;
}

export interface PromotionUsage extends StoredPromotion {
  /** Held by live checkouts, and used. */
  readonly usesReserved: number;
  readonly usesCommitted: number;
  readonly moneyReservedMinor: number;
  readonly moneyCommittedMinor: number;
  readonly couponCount: number;
}

/** What `apply` did, by the ids of promotions.yaml. */
export interface AppliedPromotions {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** No longer in the file: nothing new comes of them; coupons that are out stay good. */
  readonly paused: readonly string[];
}

export interface CouponRecord {
  readonly id: number;
  readonly code: string;
  readonly promotion: StoredPromotion;
  /** The surviving row after a merge. */
  readonly customerId: number | null;
  readonly runId: number | null;
  readonly state: CouponState;
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  /** When the checkout that holds it lets go. */
  readonly heldUntil: number | null;
  readonly orderRef: string | null;
}

export interface CouponDraft {
  readonly code: string;
  readonly customerId: number | null;
}

export interface CouponBatch {
  readonly promotionId: number;
  readonly promotionVersionId: number;
  readonly runId: number | null;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly at: number;
  readonly coupons: readonly CouponDraft[];
}

/** What limits have left for one promotion and one person, lapsed holds not counted. */
export interface LimitsLeft {
  readonly promotionId: number;
  /** Null without limit. */
  readonly uses: number | null;
  readonly budgetMinor: number | null;
  /** Uses by this person so far. */
  readonly customerUses: number;
}

/** Promotions, their versions and coupons. */
export interface PromotionStore {
  /** One transaction; the list is the whole truth. */
  apply(definitions: readonly PromotionDefinition[], at: number): Promise<AppliedPromotions>;
  /** The version in force; null if there is none of this id. */
  current(key: string): Promise<StoredPromotion | null>;
  all(): Promise<PromotionUsage[]>;
  /** @returns the ids of the coupons, in the order given; sets of rows, one transaction for each few thousand */
  issue(batch: CouponBatch): Promise<number[]>;
  byCodes(codes: readonly string[]): Promise<CouponRecord[]>;
  byIds(couponIds: readonly number[]): Promise<CouponRecord[]>;
  /** All of a person's, newest first; merged rows included. */
  ofCustomer(customerId: number): Promise<CouponRecord[]>;
  /** issued → revoked or returned; @returns how many were still `issued` */
  withdraw(couponIds: readonly number[], to: 'revoked' | 'returned'): Promise<number>;
  limitsLeft(
    promotionIds: readonly number[],
    customerId: number | null,
    at: number,
  ): Promise<LimitsLeft[]>;
}
