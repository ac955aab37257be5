import type { Shop } from '../domain/campaign/shop.js';
import type { Membership } from '../domain/membership/membership.js';
import { newCouponCode } from '../domain/promotion/coupon-code.js';
import { localTime } from '../domain/time-zone.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { MembershipStore } from '../ports/membership-store.js';
import type { EarningStep, PointsStore } from '../ports/points-store.js';
import type { Random } from '../ports/random.js';
import { couponEnd } from './campaign-coupons.js';

export interface EarnDeps {
  readonly shop: Pick<Shop, 'membership' | 'timezone'>;
  readonly points: PointsStore;
  readonly members: MembershipStore;
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly random: Pick<Random, 'bytes'>;
  readonly clock: Clock;
}

/** What membership does by itself, every minute, in the process that keeps the schedules. Nothing without one. */
export async function membershipRound(deps: EarnDeps): Promise<void> {
  const { membership } = deps.shop;
  if (membership === undefined) return;
  const at = deps.clock.now();
  await earnPoints(deps, membership, at);
  await deps.points.takeBackRefunded(at - refundsSeenMs, at);
  while (!(await deps.points.expire(at)).isDone);
  await oncePerDay(deps, membership, at);
}

// Each is taken back once, however often it is looked at; a worker that slept longer has other worries.
const refundsSeenMs = 7 * 86_400_000;

async function earnPoints(deps: EarnDeps, membership: Membership, at: number): Promise<void> {
  const untilInteractionId = await deps.points.settledInteraction();
  if (untilInteractionId === null) return;
  const step: EarningStep = {
    untilInteractionId,
    membership,
    timezone: deps.shop.timezone,
    at,
    newCode: (prefix) =>
      newCouponCode(deps.random.bytes(8), (text) => deps.keyring.mac('coupon', text), prefix),
    couponEnd: (validForMs) => couponEnd(at, validForMs, deps.shop.timezone),
  };
  while (!(await deps.points.earn(step)).isDone);
}

// Spend leaves the window by itself, so that everybody is looked at once a day.
async function oncePerDay(deps: EarnDeps, membership: Membership, at: number): Promise<void> {
  const { members, points, shop } = deps;
  const { date } = localTime(at, shop.timezone);
  if ((await members.dayDone('tiers')) === date) return;
  let after: number | null = 0;
  while (after !== null) after = await members.refreshTiers(membership, at, after);
  await points.takeBackDoubles(at);
  await members.markDay('tiers', date);
}
