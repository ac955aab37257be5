import type { Shop } from '../domain/campaign/shop.js';
import { expiresAt } from '../domain/membership/expires-at.js';
import { availablePoints, type Lot, nextExpiry } from '../domain/membership/points-book.js';
import { type NextTier, nextTier, tierNamed } from '../domain/membership/tiers.js';
import type { Clock } from '../ports/clock.js';
import type { MembershipStore } from '../ports/membership-store.js';
import type { AdjustmentAnswer, PointsStore } from '../ports/points-store.js';
import type { PointsOffer } from './points-tender.js';

export interface PointsDeps {
  readonly shop: Pick<Shop, 'membership' | 'currency' | 'timezone'>;
  readonly points: PointsStore;
  readonly members: MembershipStore;
  readonly clock: Clock;
}

/** Null for who is not a member, and where the shop has no membership. */
export async function pointsOffer(
  { shop, points, members, clock }: PointsDeps,
  customerId: number,
): Promise<PointsOffer | null> {
  const { membership } = shop;
  if (membership === undefined) return null;
  const member = await members.member(customerId);
  if (member === null || member.tier === null) return null;
  const available = availablePoints(await points.book(customerId), clock.now());
  const { minorPerPoint, mostOfOrderBps: maxShareBps } = membership.points;
  return { available, minorPerPoint, maxShareBps };
}

/** How somebody stands with the shop. */
export interface PointsStanding {
  /** Null: not a member. */
  readonly tier: { readonly id: string; readonly names: Readonly<Record<string, string>> } | null;
  readonly memberSince: number | null;
  readonly hadJoinPoints: boolean;
  readonly available: number;
  readonly worthMinor: number;
  readonly spendMinor: number;
  readonly next: NextTier | null;
  readonly expires: Lot | null;
}

/** Null where the shop has no membership, or nobody is behind the id. */
export async function pointsStanding(
  { shop, points, members }: Pick<PointsDeps, 'shop' | 'points' | 'members'>,
  customerId: number,
  at: number,
): Promise<PointsStanding | null> {
  const { membership } = shop;
  const member = membership === undefined ? null : await members.member(customerId);
  if (membership === undefined || member === null) return null;
  const book = await points.book(customerId);
  const available = availablePoints(book, at);
  const spendMinor = await members.spendMinor(customerId, at - membership.tierWindowMs, at);
  const { tier, since: memberSince, hadJoinPoints } = member;
  return {
    // An imported tier that the file does not know is called by its id.
    tier: tier === null ? null : (tierNamed(membership, tier) ?? { id: tier, names: {} }),
    memberSince,
    hadJoinPoints,
    available,
    worthMinor: available * membership.points.minorPerPoint,
    spendMinor,
    next: memberSince === null ? null : nextTier(membership, spendMinor),
    expires: nextExpiry(book, at),
  };
}

export interface AdjustRequest {
  readonly customerId: number;
  /** Negative: taken, as far as there are. */
  readonly points: number;
  readonly reason: string;
  readonly actor: string;
  readonly idempotencyKey?: string;
}

/** Gives or takes points by hand. */
export function adjustPoints(
  { shop, points, clock }: Pick<PointsDeps, 'shop' | 'points' | 'clock'>,
  { idempotencyKey = '', ...request }: AdjustRequest,
): Promise<AdjustmentAnswer> {
  const at = clock.now();
  const { expireAfterMs = null } = shop.membership?.points ?? {};
  return points.adjust({
    ...request,
    expiresAt: expiresAt({ expireAfterMs }, at, shop.timezone),
    at,
    idempotencyKey: idempotencyKey === '' ? null : idempotencyKey,
  });
}
