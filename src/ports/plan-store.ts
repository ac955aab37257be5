import type { Pick } from '../domain/recommender/pick.js';

/** A coupon made for one customer in a run, with the delivery that hands it over. */
export interface PlannedCoupon {
  readonly code: string;
  readonly promotionId: number;
  readonly promotionVersionId: number;
  readonly validFrom: number;
  readonly validUntil: number;
  /** What is on a gift card; null for other coupons. */
  readonly balanceMinor: number | null;
}

export interface PlannedDelivery {
  readonly customerId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly locale: string;
  readonly variant: string | null;
  /** JSON array of picks, as it stands in the row from now on. */
  readonly picks: string;
  readonly coupon: PlannedCoupon | null;
  readonly dueAt: number;
  readonly deadlineAt: number;
}

export interface PlannedDecision {
  readonly customerId: number;
  readonly reason: string;
  readonly detail: string | null;
}

/** The result for the members of the audience above one id and up to another: each has one delivery or decision. */
export interface PlannedChunk {
  readonly runId: number;
  readonly campaignId: string;
  /** The checkpoint this chunk continues from; another one there means that somebody else has planned it. */
  readonly afterCustomerId: number;
  readonly throughCustomerId: number;
  readonly deliveries: readonly PlannedDelivery[];
  readonly decisions: readonly PlannedDecision[];
  /** Customers drawn into the holdout; they have a decision as well. */
  readonly holdoutIds: readonly number[];
  /** The promotion's limit of uses: no more coupons than that are ever out. Null without limit or coupons. */
  readonly couponLimit: { readonly promotionId: number; readonly most: number } | null;
  readonly at: number;
}

export interface PostDraft {
  readonly runId: number;
  readonly channelAccount: string;
  readonly place: string;
  readonly locale: string;
  readonly picks: readonly Pick[];
  readonly dueAt: number;
  readonly deadlineAt: number;
  readonly at: number;
}

export interface BasketFigures {
  readonly orders: number;
  readonly averageMinor: number;
  readonly largestMinor: number;
}

/**
 * written: all of it. stale: nothing, because the run's checkpoint or state is not the expected one.
 * too-many-coupons: nothing, because others took coupons of a limited promotion meanwhile.
 */
export type ChunkResult = 'written' | 'stale' | 'too-many-coupons';

export interface PlanStore {
  /** Coupons, deliveries, decisions, exposures and the checkpoint in one transaction. */
  writeChunk(chunk: PlannedChunk): Promise<ChunkResult>;
  /** Writes the one delivery of a post; a second call changes nothing. */
  writePost(post: PostDraft): Promise<void>;
  /** planning → running; a guarded change. */
  finish(runId: number): Promise<void>;
  /** Coupons of a promotion that are out or used: what counts against its `uses`. */
  couponCount(promotionId: number): Promise<number>;
  /** How many of a limited promotion's coupons may still go out; exact only where fewer than twice `wanted` are left. */
  couponsLeft(
    limit: { readonly promotionId: number; readonly most: number },
    wanted: number,
  ): Promise<number>;
  /** Sales of the year up to the newest one: what a coupon may be worth is reckoned from them. */
  baskets(): Promise<BasketFigures>;
}
