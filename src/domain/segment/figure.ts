import type { CustomerProfile } from '../profile/profile.js';
import { priceLevel } from '../profile/purchasing-power.js';
import type { ProfileFigureName } from './rule.js';

export const dayMs = 86_400_000;

/** A person without a profile has done nothing: counts are zero, the rest is unknown (null). */
export function figureOf(
  profile: CustomerProfile | null,
  figure: ProfileFigureName,
  asOf: number,
): number | null {
  switch (figure) {
    case 'recencyDays':
      return wholeDays(profile?.lastPurchaseAt, asOf);
    case 'inactiveDays':
      return wholeDays(profile?.lastActiveAt, asOf);
    case 'customerDays':
      return wholeDays(profile?.firstPurchaseAt, asOf);
    case 'recencyScore':
    case 'frequencyScore':
    case 'monetaryScore':
      return profile?.[figure] ?? null;
    case 'averageBasketMinor':
      return averageBasket(profile);
    case 'bestHour':
    case 'bestWeekday':
    case 'alivePercent':
    case 'lifetimeValueMinor':
      return profile?.[figure] ?? null;
    case 'priceLevel':
      return levelOf(profile?.pricePercentile ?? null);
    case 'discountSharePercent':
      return discountShare(profile);
    case 'expectedPurchases':
      return nearestWhole(profile?.expectedMilli ?? null);
    default:
      return profile?.[figure] ?? 0;
  }
}

function wholeDays(since: number | null | undefined, asOf: number): number | null {
  return since === null || since === undefined ? null : Math.floor((asOf - since) / dayMs);
}

/** Whole minor units, cut towards zero, as both databases divide. */
function averageBasket(profile: CustomerProfile | null): number | null {
  if (profile === null || profile.purchaseCount === 0) return null;
  return Math.trunc(profile.monetaryMinor / profile.purchaseCount);
}

function levelOf(percentile: number | null): number | null {
  return percentile === null ? null : priceLevel(percentile);
}

/** Of a hundred orders, those with something off; whole, cut as both databases divide. */
function discountShare(profile: CustomerProfile | null): number | null {
  if (profile === null || profile.purchaseCount === 0) return null;
  return Math.trunc((profile.discountOrderCount * 100) / profile.purchaseCount);
}

function nearestWhole(milli: number | null): number | null {
  return milli === null ? null : Math.trunc((milli + 500) / 1_000);
}
