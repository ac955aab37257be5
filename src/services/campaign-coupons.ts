import type { MessageCampaign } from '../domain/campaign/campaign.js';
import { cardValue } from '../domain/promotion/redemption.js';
import { addDays, instantOf, localTime } from '../domain/time-zone.js';
import type { ResolvedCampaign } from '../ports/campaign-store.js';
import type { PlannedCoupon } from '../ports/plan-store.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import { type CodeDeps, codeMaker } from './new-codes.js';

export interface CouponDeps extends CodeDeps {
  readonly promotions: Pick<PromotionStore, 'all'>;
}

const dayMs = 86_400_000;

/** Each call makes another coupon, good from `at` on; null if the campaign gives none. */
export function couponMaker(
  deps: CodeDeps,
  campaign: MessageCampaign,
  { promotion, shop }: Pick<ResolvedCampaign, 'promotion' | 'shop'>,
  at: number,
): (() => PlannedCoupon) | null {
  if (campaign.coupon === null || promotion === null) return null;
  const { promotionId, versionId: promotionVersionId, definition } = promotion;
  const validUntil = couponEnd(at, campaign.coupon.validForMs, shop.timezone);
  const newCode = codeMaker(deps, definition.codePrefix);
  const balanceMinor = cardValue(definition);
  const coupon = { promotionId, promotionVersionId, validFrom: at, validUntil, balanceMinor };
  return () => ({ code: newCode(), ...coupon });
}

/** The end of the local day in which a validity of days runs out; a shorter one ends to the minute. */
export function couponEnd(at: number, validForMs: number, timezone: string): number {
  const end = at + validForMs;
  if (validForMs < dayMs) return end;
  return instantOf(addDays(localTime(end, timezone).date, 1), 0, timezone);
}

/**
 * The most coupons of the campaign's promotion that may ever be out: as many as may be used. 0 if the promotion is
 * no longer in force; null without limit or coupons.
 */
export async function couponLimit(
  { promotions }: Pick<CouponDeps, 'promotions'>,
  { promotion }: Pick<ResolvedCampaign, 'promotion'>,
): Promise<{ promotionId: number; most: number } | null> {
  if (promotion === null) return null;
  const { promotionId } = promotion;
  const now = (await promotions.all()).find((each) => each.promotionId === promotionId);
  if (now === undefined || now.state === 'paused') return { promotionId, most: 0 };
  const { uses } = now.definition.limits;
  return uses === null ? null : { promotionId, most: uses };
}
