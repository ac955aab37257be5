import { foldCode, readCouponCode } from '../domain/promotion/coupon-code.js';
import type { PromotionLimits } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import { type CouponReason, couponVerdict } from '../domain/promotion/redemption.js';
import type { CouponRecord, StoredPromotion } from '../ports/promotion-store.js';
import { factsOf } from './coupons.js';
import type { QuoteDeps, QuoteRequest } from './quote-cart.js';

/** A promotion that a quote looks at: automatic, by its code, or by a coupon. */
export interface Candidate {
  readonly promotion: Promotion;
  readonly promotionId: number;
  readonly versionId: number;
  readonly couponId: number | null;
  readonly limits: PromotionLimits;
}

export type CodeReason = CouponReason | 'NOT_VALID' | 'MISTYPED' | 'ONE_PER_ORDER';

export type EnteredCode =
  | { readonly kind: 'usable'; readonly code: string; readonly promotion: string }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: CodeReason };

export interface EnteredCodes {
  readonly candidates: readonly Candidate[];
  /** In the order they were typed. */
  readonly codes: readonly EnteredCode[];
}

/** Turns what was typed into promotions to look at, beside those that need no code. */
export async function readCodes(
  deps: Pick<QuoteDeps, 'promotions' | 'keyring'>,
  request: QuoteRequest,
  askerId: number | null,
  at: number,
): Promise<EnteredCodes> {
  const active = (await deps.promotions.all()).filter(({ state }) => state === 'active');
  const mac = (text: string) => deps.keyring.mac('coupon', text);
  const typed = request.codes.map((code) => ({ code, read: readCouponCode(code, mac) }));
  const signed = typed.flatMap(({ read }) => (read.ok ? [read.code] : []));
  const coupons = await deps.promotions.coupons([...new Set(signed)]);
  const couponOf = new Map(coupons.map((coupon) => [coupon.code, coupon]));
  const candidates = active
    .filter(({ definition }) => definition.trigger === 'automatic')
    .map((each) => candidateOf(each));
  const codes: EnteredCode[] = [];
  for (const { code, read } of typed) {
    const found = read.ok
      ? byCoupon(couponOf.get(read.code) ?? null, { askerId, at, orderRef: request.orderRef })
      : bySharedCode(active, code, read.reason);
    codes.push(enter(candidates, code, found));
  }
  return { candidates, codes };
}

type Found = Candidate | CodeReason;

// One coupon of a promotion in one order; the same code typed twice is one code.
function enter(candidates: Candidate[], code: string, found: Found): EnteredCode {
  if (typeof found === 'string') return { kind: 'refused', code, reason: found };
  const { id } = found.promotion;
  const other = candidates.find(({ promotion }) => promotion.id === id);
  if (other && other.couponId !== found.couponId)
    return { kind: 'refused', code, reason: 'ONE_PER_ORDER' };
  if (!other) candidates.push(found);
  return { kind: 'usable', code, promotion: id };
}

function bySharedCode(
  active: readonly StoredPromotion[],
  typed: string,
  unread: 'typo' | 'forged' | 'malformed',
): Found {
  const folded = foldCode(typed);
  const shared = active.find(({ definition }) => definition.promotion.code === folded);
  if (shared) return candidateOf(shared);
  return unread === 'typo' ? 'MISTYPED' : 'NOT_VALID';
}

interface Asker {
  readonly askerId: number | null;
  readonly at: number;
  readonly orderRef: string | undefined;
}

function byCoupon(coupon: CouponRecord | null, { askerId, at, orderRef }: Asker): Found {
  if (coupon === null) return 'NOT_VALID';
  const isOwnHold = orderRef !== undefined && coupon.orderRef === orderRef;
  const facts = factsOf(coupon);
  const verdict = couponVerdict(isOwnHold ? { ...facts, heldUntil: null } : facts, askerId, at);
  if (verdict.kind === 'not-valid') return 'NOT_VALID';
  if (verdict.kind === 'refused') return verdict.reason;
  const { promotion } = coupon.promotion.definition;
  return {
    ...candidateOf(coupon.promotion),
    couponId: coupon.couponId,
    promotion: { ...promotion, code: coupon.code },
  };
}

function candidateOf({ promotionId, versionId, definition }: StoredPromotion): Candidate {
  const { promotion, limits } = definition;
  return { promotion, promotionId, versionId, couponId: null, limits };
}
