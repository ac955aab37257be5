import type { MessageCampaign } from '../domain/campaign/campaign.js';
import { newCouponCode } from '../domain/promotion/coupon-code.js';
import { addDays, instantOf, localTime } from '../domain/time-zone.js';
import type { ResolvedCampaign } from '../ports/campaign-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { PlannedCoupon } from '../ports/plan-store.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import type { Random } from '../ports/random.js';

export interface CouponDeps {
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly random: Pick<Random, 'bytes'>;
}

const dayMs = 86_400_000;

/** Each call makes another coupon, good from `at` on; null if the campaign gives none. */
export function couponMaker(
  { keyring, random }: Pick<CouponDeps, 'keyring' | 'random'>,
  campaign: MessageCampaign,
  { promotion, shop }: Pick<ResolvedCampaign, 'promotion' | 'shop'>,
  at: number,
): (() => PlannedCoupon) | null {
  if (campaign.coupon === null || promotion === null) return null;
  const { promotionId, versionId: promotionVersionId, definition } = promotion;
  const validUntil = couponEnd(at, campaign.coupon.validForMs, shop.timezone);
  const mac = (text: string) => keyring.mac('coupon', text);
  const chance = inBlocks(random);
  return () => {
    const code = newCouponCode(chance(), mac, definition.codePrefix);
    return { code, promotionId, promotionVersionId, validFrom: at, validUntil };
  };
}

const bytesPerCode = 8;
const codesPerBlock = 512;

// Asking the system's generator takes longer than making the code, so it is asked for many at once; no byte is used twice.
function inBlocks(random: CouponDeps['random']): () => Uint8Array {
  let block = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at >= block.length) {
      block = new Uint8Array(random.bytes(bytesPerCode * codesPerBlock));
      at = 0;
    }
    at += bytesPerCode;
    return block.subarray(at - bytesPerCode, at);
  };
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
