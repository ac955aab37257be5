import type { Minor } from '../money.js';
import type { PromotionDefinition } from './offer.js';

/** issued → reserved → redeemed, back to issued on release; out by revoked. */
export const couponStates = ['issued', 'reserved', 'redeemed', 'revoked'] as const;

export type CouponState = (typeof couponStates)[number];

export interface CouponFacts {
  readonly state: CouponState;
  /** The person it was issued to (the surviving row after a merge); null for whoever holds the paper. */
  readonly holderId: number | null;
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  /** When the checkout that holds it lets go; null unless reserved. */
  readonly heldUntil: number | null;
}

/** Told to the holder only. */
export type CouponReason =
  | 'REVOKED'
  | 'ALREADY_REDEEMED'
  | 'ALREADY_RESERVED'
  | 'NOT_STARTED'
  | 'EXPIRED';

export type CouponVerdict =
  | { readonly kind: 'usable' }
  | { readonly kind: 'refused'; readonly reason: CouponReason }
  /** One and the same for an unknown, a used and somebody else's code: the answer is no oracle. */
  | { readonly kind: 'not-valid' };

/**
 * Whether somebody may use a coupon now.
 *
 * @param askerId the person asking (the surviving row after a merge), null for a guest
 */
export function couponVerdict(
  coupon: CouponFacts | null,
  askerId: number | null,
  at: number,
): CouponVerdict {
  if (coupon === null) return { kind: 'not-valid' };
  const reason = refusalOf(coupon, at);
  if (coupon.holderId === null) return reason === null ? { kind: 'usable' } : { kind: 'not-valid' };
  if (coupon.holderId !== askerId) return { kind: 'not-valid' };
  return reason === null ? { kind: 'usable' } : { kind: 'refused', reason };
}

function refusalOf(coupon: CouponFacts, at: number): CouponReason | null {
  if (coupon.state === 'redeemed') return 'ALREADY_REDEEMED';
  if (coupon.state === 'revoked') return 'REVOKED';
  if (at >= coupon.validUntil) return 'EXPIRED';
  if (at < coupon.validFrom) return 'NOT_STARTED';
  const isHeld = coupon.state === 'reserved' && (coupon.heldUntil ?? 0) > at;
  return isHeld ? 'ALREADY_RESERVED' : null;
}

/** What is on a gift card of this promotion when it is issued; null for other coupons. */
export function cardValue({ promotion }: Pick<PromotionDefinition, 'promotion'>): Minor | null {
  const { effect } = promotion;
  return effect.type === 'gift_card' ? effect.balanceMinor : null;
}
