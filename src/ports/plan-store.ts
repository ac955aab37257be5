import type { Pick } from '../domain/recommender/pick.js';

/** A coupon made for one customer in a run, with the delivery that hands it over. */
export interface PlannedCoupon {
  readonly code: string;
  readonly promotionId: number;
  readonly promotionVersionId: number;
  readonly validFrom: number;
  readonly validUntil: number;
}

export interface PlannedDelivery {
  readonly customerId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly locale: string;
  readonly variant: string | null;
  readonly picks: readonly Pick[];
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

export interface PlanStore {
  /**
   * Writes coupons, deliveries, decisions, exposures and the checkpoint in one transaction.
   *
   * @returns false, and nothing is written, if the run's checkpoint or state is not the expected one
   */
  writeChunk(chunk: PlannedChunk): Promise<boolean>;
  /** Writes the one delivery of a post; a second call changes nothing. */
  writePost(post: PostDraft): Promise<void>;
  /** planning → running, or done when there is nothing to send. */
  finish(runId: number, at: number): Promise<void>;
  /** Coupons of a promotion ever made and not revoked. */
  couponCount(promotionId: number): Promise<number>;
}
