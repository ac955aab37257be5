import type { Shop } from '../domain/campaign/shop.js';
import type { ClubCard, FriendReward, FriendRewards } from '../domain/conversation/view.js';
import { deedKinds, type Reward } from '../domain/membership/membership.js';
import { formatMoney } from '../domain/money.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import type { Clock } from '../ports/clock.js';
import type { MembershipStore } from '../ports/membership-store.js';
import type { PointsStore } from '../ports/points-store.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import { pointsStanding } from './points.js';

export interface ClubDeps {
  readonly shop: Pick<Shop, 'membership' | 'currency' | 'locales' | 'timezone'>;
  readonly points: PointsStore;
  readonly members: MembershipStore;
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly clock: Clock;
}

// So many points are shown beside what they pay.
const shownPoints = 100;

/** The shop's membership in one customer's language; null where there is none. */
export async function clubCard(
  deps: ClubDeps,
  customerId: number,
  locale: string,
): Promise<ClubCard | null> {
  const { membership, currency } = deps.shop;
  const standing = await pointsStanding(deps, customerId, deps.clock.now());
  if (membership === undefined || standing === null) return null;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const { purchase, deeds, join, minorPerPoint } = membership.points;
  const { tier, available, worthMinor, next, expires, hadJoinPoints } = standing;
  return {
    firstTier: named(deps, membership.tiers[0], locale),
    joinPoints: hadJoinPoints ? 0 : join,
    purchase: purchase && { points: purchase.points, forEach: money(purchase.perMinor) },
    deeds: Object.fromEntries(
      deedKinds.map((kind) => [kind, deeds[kind]?.points ?? null]),
    ) as ClubCard['deeds'],
    worth: { points: shownPoints, money: money(shownPoints * minorPerPoint) },
    standing: {
      tier: tier === null ? null : named(deps, tier, locale),
      points: available,
      worth: money(worthMinor),
      next: next && { tier: named(deps, next.tier, locale), missing: money(next.missingMinor) },
      expires:
        expires?.expiresAt == null ? null : { points: expires.points, at: expires.expiresAt - 1 },
    },
  };
}

function named(
  { shop }: Pick<ClubDeps, 'shop'>,
  { id, names }: { readonly id: string; readonly names: Readonly<Record<string, string>> },
  locale: string,
): string {
  return names[locale] ?? names[shop.locales[0] ?? 'en'] ?? id;
}

/** What bringing a friend gives, in one customer's language; null where it gives nothing. */
export async function friendRewards(
  deps: Pick<ClubDeps, 'shop' | 'promotions'>,
  locale: string,
): Promise<FriendRewards | null> {
  const referral = deps.shop.membership?.referral ?? null;
  if (referral === null) return null;
  return {
    after: referral.after,
    sharer: await rewardOf(deps, referral.sharer, locale),
    newcomer: await rewardOf(deps, referral.newcomer, locale),
  };
}

async function rewardOf(
  { shop, promotions }: Pick<ClubDeps, 'shop' | 'promotions'>,
  reward: Reward | null,
  locale: string,
): Promise<FriendReward | null> {
  if (reward === null || reward.kind === 'points') return reward;
  const found = (await promotions.all()).find(
    ({ key, state }) => key === reward.promotion && state === 'active',
  );
  if (found === undefined) return null;
  return { kind: 'coupon', offer: offerWords(found.definition, shop.currency, locale).offer };
}
