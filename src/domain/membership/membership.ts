import type { Minor } from '../money.js';

/** How far a member has come. */
export interface Tier {
  readonly id: string;
  /** What customers read, by language. */
  readonly names: Readonly<Record<string, string>>;
  /** Spend in the window from which it is reached, included; 0 for the first. */
  readonly fromSpendMinor: Minor;
  /** Basis points: 12500 gives a quarter more for a purchase. */
  readonly pointsMultiplierBps: number;
}

/** What may earn points beside a purchase. */
export const deedKinds = ['review', 'photo', 'topic', 'share'] as const;

export type DeedKind = (typeof deedKinds)[number];

export interface DeedRule {
  readonly points: number;
  /** In one local day of the shop; null without limit. */
  readonly mostPerDay: number | null;
}

export interface PointsRules {
  /** What a point pays at the checkout. */
  readonly minorPerPoint: Minor;
  /** The most of an order that points may pay, basis points. */
  readonly mostOfOrderBps: number;
  /** Null: never. */
  readonly expireAfterMs: number | null;
  /** So many points for each full so much money of an order; null: none. */
  readonly purchase: { readonly points: number; readonly perMinor: Minor } | null;
  /** Once in a person's life. */
  readonly join: number;
  readonly deeds: Readonly<Record<DeedKind, DeedRule | null>>;
}

export type Reward =
  | { readonly kind: 'points'; readonly points: number }
  /** A coupon of this promotion. */
  | { readonly kind: 'coupon'; readonly promotion: string; readonly validForMs: number };

/** What bringing a friend is worth. */
export interface ReferralRules {
  /** When it has succeeded. */
  readonly after: 'join' | 'first_purchase';
  readonly sharer: Reward | null;
  readonly newcomer: Reward | null;
  /** Friends of one sharer in one local day of the shop; null without limit. */
  readonly mostPerDay: number | null;
}

/** The shop's membership, as shop.yaml has it. */
export interface Membership {
  /** Rising; the first is where everybody begins. */
  readonly tiers: readonly [Tier, ...Tier[]];
  readonly tierWindowMs: number;
  readonly points: PointsRules;
  readonly referral: ReferralRules | null;
}

export const pointsKinds = [
  'purchase',
  ...deedKinds,
  'join',
  'referral',
  'cashback',
  'adjustment',
  'expiry',
] as const;

export type PointsKind = (typeof pointsKinds)[number];

/** Points that somebody is to be given, or (negative) that are to be taken away. */
export interface PointsDraft {
  readonly customerId: number;
  readonly kind: PointsKind;
  readonly points: number;
  /** What it is for; nothing is given or taken twice under one key. */
  readonly sourceKey: string;
  /** Of points taken back: when those that they were given as would have run out. */
  readonly expiresAt: number | null;
  readonly at: number;
}
