import type { CouponState } from '../domain/promotion/redemption.js';

/** Coupons that were issued together by hand, under one name. */
export interface CouponBatchInfo {
  readonly batch: string;
  readonly promotionKey: string;
  readonly promotionId: number;
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  readonly createdAt: number;
  readonly counts: Readonly<Record<CouponState, number>>;
}

/** What a batch holds, as far as its writer has counted. */
export interface BatchMark {
  readonly count: number;
  readonly throughId: number;
}

export interface BatchChunk {
  readonly promotionId: number;
  readonly versionId: number;
  readonly batch: string;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly at: number;
  /** Of a person who has one of this batch, none is written. */
  readonly coupons: readonly { readonly code: string; readonly customerId: number | null }[];
  /** The batch is complete with so many; null where each of a list of people gets one. */
  readonly target: number | null;
  /** No more than so many of this promotion are ever out or used; null without limit. */
  readonly most: number | null;
  /** What is on each gift card; null for other coupons. */
  readonly balanceMinor: number | null;
  readonly mark: BatchMark;
}

export type ChunkOutcome =
  | { readonly kind: 'issued'; readonly issued: number; readonly mark: BatchMark }
  /** Nothing of the chunk was written. */
  | { readonly kind: 'over-limit'; readonly left: number };

export interface CouponLine {
  readonly couponId: number;
  readonly code: string;
  readonly promotionKey: string;
  /** The shop's own id; null for whoever holds the code. */
  readonly customer: string | null;
  readonly state: CouponState;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly orderRef: string | null;
}

export interface CouponFilter {
  readonly batch?: string;
  readonly promotionKey?: string;
  readonly state?: CouponState;
}

/** Coupons by the million: issued, listed and taken back in sets. */
export interface CouponBatchStore {
  /** Newest first. */
  batches(): Promise<CouponBatchInfo[]>;
  /** Null if there is no such batch. */
  batch(name: string): Promise<CouponBatchInfo | null>;
  /** What a batch holds now, so that an issue that broke off goes on from there. */
  mark(name: string): Promise<BatchMark>;
  /** Coupons of all promotions that somebody could use. */
  liveCount(at: number): Promise<number>;
  /** How many coupons of a promotion are out or used. */
  couponCount(promotionId: number): Promise<number>;
  /** One transaction: the chunk or, where it would exceed the limit, nothing. Of parallel writers none exceeds it. */
  issueChunk(chunk: BatchChunk): Promise<ChunkOutcome>;
  /** In the order they were issued. */
  page(filter: CouponFilter, afterId: number, most: number): Promise<CouponLine[]>;
  /** Takes back what is not used among the next so many. `throughId` is null at the end of the batch. */
  revokeSome(
    batch: string,
    afterId: number,
    most: number,
  ): Promise<{ readonly revoked: number; readonly throughId: number | null }>;
}
