import type { Membership, PointsKind } from '../domain/membership/membership.js';
import type { PointsBook } from '../domain/membership/points-book.js';

/** One step of the pass over new interactions. */
export interface EarningStep {
  /** Interactions up to this one may be counted: no lower id turns up any more. */
  readonly untilInteractionId: number;
  readonly membership: Membership;
  /** The shop's zone: what a day is. */
  readonly timezone: string;
  readonly at: number;
  /** Codes of coupons that a referral gives. */
  readonly newCode: (prefix: string) => string;
  /** The end of a coupon that is good for so long. */
  readonly couponEnd: (validForMs: number) => number;
}

export interface PointsMoved {
  /** Entries written. */
  readonly entries: number;
  /** Nothing is left to do now. */
  readonly isDone: boolean;
}

export interface PointsHistoryEntry {
  readonly kind: PointsKind;
  readonly points: number;
  readonly at: number;
  readonly expiresAt: number | null;
  /** Of an adjustment. */
  readonly reason: string | null;
}

export interface PointsAdjustment {
  readonly customerId: number;
  /** Negative: taken, as far as there are. */
  readonly points: number;
  readonly reason: string;
  readonly actor: string;
  readonly expiresAt: number | null;
  readonly at: number;
  /** The same key again changes nothing and gives the same answer; null: each call counts. */
  readonly idempotencyKey: string | null;
}

export type AdjustmentAnswer =
  /** `points` really given or taken. */
  | { readonly kind: 'adjusted'; readonly points: number }
  | { readonly kind: 'unknown-customer' }
  /** The key came with another adjustment before. */
  | { readonly kind: 'mismatch' };

/**
 * Points: what is earned and runs out. What is spent is the ledger's; both meet in a customer's account of it. A person
 * is always meant with all their rows.
 */
export interface PointsStore {
  /** Up to which interaction id nothing more can turn up; null while a writer keeps that open. */
  settledInteraction(): Promise<number | null>;
  /**
   * Counts the next new interactions: points earned and taken back, friends rewarded, tiers reached. All or nothing, and
   * each interaction once, whoever else runs this.
   */
  earn(step: EarningStep): Promise<PointsMoved>;
  /** Takes off what has run out by then, of some people. */
  expire(at: number): Promise<PointsMoved>;
  /** Takes back what one person got as several: points for joining, for bringing themselves. */
  takeBackDoubles(at: number): Promise<number>;
  /** Takes back the cashback of money that was given back since. */
  takeBackRefunded(since: number, at: number): Promise<number>;
  book(customerId: number): Promise<PointsBook>;
  /** Newest first. */
  history(customerId: number, limit: number): Promise<PointsHistoryEntry[]>;
  /** By hand; the reason is kept in the audit log. */
  adjust(adjustment: PointsAdjustment): Promise<AdjustmentAnswer>;
}
