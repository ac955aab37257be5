import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { CouponState } from '../domain/promotion/redemption.js';
import type { RejectionReason } from '../domain/promotion/rejection-reason.js';

/** A version of a promotion as it is kept; `definition.limits` are always those in force now. */
export interface StoredPromotion {
  readonly promotionId: number;
  readonly versionId: number;
  /** The id in promotions.yaml. */
  readonly key: string;
  readonly state: 'active' | 'paused';
  readonly definition: PromotionDefinition;
}

export interface PromotionUsage extends StoredPromotion {
  /** Held by checkouts. */
  readonly reservedUses: number;
  readonly redeemedUses: number;
  readonly reservedMinor: number;
  readonly redeemedMinor: number;
  /** Coupons out or used; revoked ones not. */
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
  readonly couponId: number;
  readonly code: string;
  /** The version that the coupon pins. */
  readonly promotion: StoredPromotion;
  /** The surviving row after a merge; null for whoever holds the code. */
  readonly customerId: number | null;
  readonly runId: number | null;
  readonly state: CouponState;
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  /** When the checkout that holds it lets go, the greatest number while its payment's outcome is awaited; null unless reserved. */
  readonly heldUntil: number | null;
  /** The order of the checkout that holds or used it. */
  readonly orderRef: string | null;
  /** When that was paid; null unless redeemed. */
  readonly usedAt: number | null;
}

export interface CouponBatch {
  readonly promotionId: number;
  readonly versionId: number;
  readonly runId: number | null;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly at: number;
  readonly coupons: readonly { readonly code: string; readonly customerId: number | null }[];
  /** No more than so many of this promotion are ever out or used; null without limit. */
  readonly most: number | null;
  /** What is on each gift card; null for other coupons. */
  readonly balanceMinor: number | null;
}

/** What is used of one promotion's limits, lapsed holds not counted. */
export interface LimitUse {
  readonly promotionId: number;
  readonly uses: number;
  readonly budgetMinor: number;
  /** Pieces lowered or given. */
  readonly stock: number;
  /** Uses by this person. */
  readonly customerUses: number;
  /** Pieces for this person. */
  readonly customerUnits: number;
}

export interface LimitQuestion {
  readonly promotionIds: readonly number[];
  readonly customerId: number | null;
  /** Holds of this order are not counted: it is about to hold anew. */
  readonly orderRef: string | null;
  readonly at: number;
}

export interface LeftQuestion {
  /** Holds of this order are not counted: it is about to hold anew. */
  readonly orderRef: string | null;
  readonly at: number;
}

export interface LastRefusal {
  readonly reason: RejectionReason;
  /** Minor units or pieces; null where the reason has none. */
  readonly missing: number | null;
  readonly at: number;
}

/** Promotions, their versions and coupons. */
export interface PromotionStore {
  /** One transaction; the list is the whole truth. */
  apply(definitions: readonly PromotionDefinition[], at: number): Promise<AppliedPromotions>;
  /** The versions in force of all promotions, by key. */
  all(): Promise<StoredPromotion[]>;
  usage(): Promise<PromotionUsage[]>;
  /**
   * One transaction: all of the batch, or nothing where it would exceed `most`.
   *
   * @returns whether they were issued
   */
  issue(batch: CouponBatch): Promise<boolean>;
  coupons(codes: readonly string[]): Promise<CouponRecord[]>;
  /** All of a person's, of merged rows too, newest first. */
  couponsOf(customerId: number): Promise<CouponRecord[]>;
  /** Those that this order holds or used. */
  couponsOfOrder(orderRef: string): Promise<CouponRecord[]>;
  /** At most so many. */
  couponsOfBatch(batch: string, most: number): Promise<CouponRecord[]>;
  /** Only those still `issued`; @returns how many */
  revoke(couponIds: readonly number[]): Promise<number>;
  limitUse(question: LimitQuestion): Promise<LimitUse[]>;
  /** Why it gave nothing for the newest cart it was tried on since then; null if it gave, or was tried on none. */
  lastRefusal(asked: {
    readonly customerId: number;
    readonly promotionKey: string;
    readonly since: number;
  }): Promise<LastRefusal | null>;
  /** Points that a person can spend, over all their rows. */
  pointsLeft(customerId: number, question: LeftQuestion): Promise<number>;
  /** What gift cards can still pay, minor units by coupon; 0 where there is no such card. */
  balancesLeft(
    couponIds: readonly number[],
    question: LeftQuestion,
  ): Promise<ReadonlyMap<number, number>>;
}
