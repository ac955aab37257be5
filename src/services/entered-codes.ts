import { foldCode, readCouponCode } from '../domain/promotion/coupon-code.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import { type CouponReason, couponVerdict } from '../domain/promotion/redemption.js';
import type { CouponRecord, StoredPromotion } from '../ports/promotion-store.js';
import { factsOf } from './coupons.js';
import { type JudgedCode, judgeCodes, type LockedCode } from './guess-locks.js';
import type { QuoteDeps, QuoteRequest } from './quote-cart.js';

/** A promotion that a quote looks at: automatic, by its code, or by a coupon. */
export interface Candidate {
  readonly promotion: Promotion;
  readonly definition: PromotionDefinition;
  /** The id in promotions.yaml. */
  readonly key: string;
  readonly promotionId: number;
  readonly versionId: number;
  readonly couponId: number | null;
}

export type CodeReason = CouponReason | 'NOT_VALID' | 'MISTYPED' | 'ONE_PER_ORDER' | 'LOCKED';

export type EnteredCode =
  | { readonly kind: 'usable'; readonly code: string; readonly promotion: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly reason: CodeReason;
      /** After too many wrong codes; null unless that is the reason. */
      readonly lockedUntil: number | null;
    };

export interface EnteredCodes {
  readonly candidates: readonly Candidate[];
  /** In the order they were typed. */
  readonly codes: readonly EnteredCode[];
}

/** Turns what was typed into promotions to look at, beside those that need no code. */
export async function readCodes(
  deps: Pick<QuoteDeps, 'promotions' | 'keyring' | 'guesses'>,
  request: QuoteRequest,
  askerId: number | null,
  at: number,
): Promise<EnteredCodes> {
  const active = (await deps.promotions.all()).filter(({ state }) => state === 'active');
  const candidates = active
    .filter(({ definition }) => definition.trigger === 'automatic')
    .map((each) => candidateOf(each));
  if (request.codes.length === 0) return { candidates, codes: [] };
  const asker = { askerId, at, orderRef: request.orderRef };
  const typist = { ...request.typist, customerId: askerId };
  const found = await judgeCodes(deps, { typist, at }, () =>
    findCodes(deps, request.codes, active, asker),
  );
  const codes = request.codes.map((code, index) => {
    const one = Array.isArray(found) ? (found[index] ?? 'NOT_VALID') : found;
    return enter(candidates, code, one);
  });
  return { candidates, codes };
}

type Found = Candidate | CodeReason;

// Only what bears our own signature is looked up: a forged code costs nothing, and takes no longer than a mistyped one.
async function findCodes(
  deps: Pick<QuoteDeps, 'promotions' | 'keyring'>,
  typed: readonly string[],
  active: readonly StoredPromotion[],
  asker: Asker,
): Promise<JudgedCode<Found>[]> {
  const mac = (text: string) => deps.keyring.mac('coupon', text);
  const read = typed.map((code) => readCouponCode(code, mac));
  const signed = read.flatMap((each) => (each.ok ? [each.code] : []));
  const coupons = signed.length === 0 ? [] : await deps.promotions.coupons([...new Set(signed)]);
  const couponOf = new Map(coupons.map((coupon) => [coupon.code, coupon]));
  return read.map((each, index) => {
    const coupon = each.ok ? (couponOf.get(each.code) ?? null) : null;
    const answer = each.ok
      ? byCoupon(coupon, asker)
      : bySharedCode(active, typed[index] ?? '', each.reason);
    return {
      answer,
      isWrong: answer === 'NOT_VALID' || answer === 'MISTYPED',
      isOwn: coupon !== null && coupon.customerId !== null && coupon.customerId === asker.askerId,
    };
  });
}

// One coupon of a promotion in one order; the same code typed twice is one code.
function enter(candidates: Candidate[], code: string, found: Found | LockedCode): EnteredCode {
  const refused = { kind: 'refused', code, lockedUntil: null } as const;
  if (typeof found === 'string') return { ...refused, reason: found };
  if ('kind' in found) return { ...refused, reason: 'LOCKED', lockedUntil: found.until };
  const { id } = found.promotion;
  const other = candidates.find(({ promotion }) => promotion.id === id);
  if (other && other.couponId !== found.couponId) return { ...refused, reason: 'ONE_PER_ORDER' };
  if (!other) candidates.push(found);
  return { kind: 'usable', code, promotion: id };
}

/** The promotion in force that everybody who knows this code can use. */
export function sharedPromotion(
  promotions: readonly StoredPromotion[],
  typed: string,
): StoredPromotion | undefined {
  const folded = foldCode(typed);
  return promotions.find(
    ({ state, definition }) => state === 'active' && definition.promotion.code === folded,
  );
}

function bySharedCode(
  active: readonly StoredPromotion[],
  typed: string,
  unread: 'typo' | 'forged' | 'malformed',
): Found {
  const shared = sharedPromotion(active, typed);
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
  const candidate = candidateOf(coupon.promotion);
  const promotion = { ...candidate.promotion, code: coupon.code };
  return { ...candidate, couponId: coupon.couponId, promotion };
}

export function candidateOf({
  key,
  promotionId,
  versionId,
  definition,
}: StoredPromotion): Candidate {
  const promotion = { ...definition.promotion, version: versionId };
  return { promotion, definition, key, promotionId, versionId, couponId: null };
}
