import type { CodeExplanation, CodeTrouble } from '../domain/conversation/view.js';
import { formatMoney } from '../domain/money.js';
import { displayCode } from '../domain/promotion/coupon-code.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import { isWithinHours } from '../domain/promotion/recurring.js';
import {
  type CouponReason,
  type CouponVerdict,
  cardValue,
  couponVerdict,
} from '../domain/promotion/redemption.js';
import type { RejectionReason } from '../domain/promotion/rejection-reason.js';
import type { CheckoutStore } from '../ports/checkout-store.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type {
  CouponRecord,
  LastRefusal,
  PromotionStore,
  StoredPromotion,
} from '../ports/promotion-store.js';
import { factsOf, findCoupon } from './coupons.js';
import { sharedPromotion } from './entered-codes.js';
import {
  type GuessDeps,
  type JudgedCode,
  judgeCodes,
  type LockedCode,
  type Typist,
} from './guess-locks.js';
import type { CheckoutPages } from './picked-products.js';

export interface ExplainCodeDeps extends GuessDeps {
  readonly promotions: PromotionStore;
  readonly checkout: Pick<CheckoutStore, 'shopper'>;
  readonly keyring: Pick<Keyring, 'mac' | 'blindIndex'>;
  readonly clock: Clock;
  readonly shop: { readonly currency: string };
  readonly pages: CheckoutPages;
}

/** What a code is that somebody asked about, as far as they may know. */
export type AskedCode =
  | LockedCode
  | { readonly kind: 'not-valid' | 'mistyped' }
  | {
      readonly kind: 'coupon';
      readonly coupon: CouponRecord;
      readonly verdict: Exclude<CouponVerdict, { readonly kind: 'not-valid' }>;
    }
  /** A code for everybody who knows it. */
  | { readonly kind: 'shared'; readonly promotion: StoredPromotion };

/** Looks a code up for somebody, unless they are locked out; a wrong one counts. */
export async function askCode(
  deps: ExplainCodeDeps,
  code: string,
  typist: Typist,
): Promise<AskedCode> {
  const { customerId } = typist;
  const asker = customerId === null ? null : await deps.checkout.shopper(customerId);
  const askerId = asker?.customerId ?? null;
  const at = deps.clock.now();
  const who = { typist: { ...typist, customerId: askerId }, at };
  const judged = await judgeCodes(deps, who, async () => [await judge(deps, code, askerId, at)]);
  return Array.isArray(judged) ? (judged[0] ?? { kind: 'not-valid' }) : judged;
}

async function judge(
  deps: ExplainCodeDeps,
  code: string,
  askerId: number | null,
  at: number,
): Promise<JudgedCode<AskedCode>> {
  // Before the coupon, whatever it is: how long an answer takes tells nothing.
  const promotion = sharedPromotion(await deps.promotions.all(), code);
  const found = await findCoupon(deps, code);
  if (found.kind === 'found') {
    const { coupon } = found;
    const verdict = couponVerdict(factsOf(coupon), askerId, at);
    if (verdict.kind === 'not-valid') return wrong('not-valid');
    const isOwn = coupon.customerId !== null;
    return { answer: { kind: 'coupon', coupon, verdict }, isWrong: false, isOwn };
  }
  if (promotion !== undefined)
    return { answer: { kind: 'shared', promotion }, isWrong: false, isOwn: false };
  return wrong(found.why === 'typo' ? 'mistyped' : 'not-valid');
}

function wrong(kind: 'not-valid' | 'mistyped'): JudgedCode<AskedCode> {
  return { answer: { kind }, isWrong: true, isOwn: false };
}

export interface CodeAsker {
  readonly customerId: number;
  readonly locale: string;
}

/** The same in words for a dialogue: why it does nothing, and what would help. Changes nothing. */
export async function explainCode(
  deps: ExplainCodeDeps,
  asked: AskedCode,
  asker: CodeAsker,
): Promise<CodeExplanation> {
  switch (asked.kind) {
    case 'locked':
    case 'not-valid':
    case 'mistyped':
      return asked;
    case 'coupon': {
      const { coupon, verdict } = asked;
      const own = verdict.kind === 'refused' ? reasonTrouble(coupon, verdict.reason) : null;
      const trouble = own ?? (await cardTrouble(deps, coupon));
      const end = coupon.validUntil;
      return known(deps, { ...asked, ...coupon, trouble, end, asker });
    }
    case 'shared': {
      const { promotion } = asked;
      const { code, window } = promotion.definition.promotion;
      const end = window.untilAt;
      return known(deps, { promotion, code: code ?? '', trouble: null, end, asker });
    }
    default:
      return asked satisfies never;
  }
}

interface Known {
  readonly promotion: StoredPromotion;
  readonly code: string;
  /** Of the coupon itself. */
  readonly trouble: CodeTrouble | null;
  readonly end: number | null;
  readonly asker: CodeAsker;
}

async function known(deps: ExplainCodeDeps, found: Known): Promise<CodeExplanation> {
  const { promotion, asker, end } = found;
  const { definition } = promotion;
  const { offer, minimum } = offerWords(definition, deps.shop.currency, asker.locale);
  const isShared = definition.promotion.code === found.code;
  const code = isShared ? found.code : displayCode(found.code);
  const useUrl = deps.pages.checkoutUrl(code);
  const trouble =
    found.trouble ??
    windowTrouble(promotion, deps.clock.now()) ??
    (await limitTrouble(deps, promotion, asker.customerId)) ??
    (await cartTrouble(deps, promotion, asker));
  return { kind: 'known', code, offer, minimum, validUntil: end, useUrl, trouble };
}

function reasonTrouble(coupon: CouponRecord, reason: CouponReason): CodeTrouble {
  switch (reason) {
    case 'REVOKED':
      return { kind: 'revoked' };
    case 'ALREADY_REDEEMED':
      return { kind: 'used', at: coupon.usedAt, order: coupon.orderRef };
    case 'ALREADY_RESERVED':
      return { kind: 'being-paid', at: endOfHold(coupon) };
    case 'NOT_STARTED':
      return { kind: 'not-started', at: coupon.validFrom };
    case 'EXPIRED':
      return { kind: 'expired', at: coupon.validUntil };
    default:
      return reason satisfies never;
  }
}

// While a payment's outcome is awaited nobody knows when.
function endOfHold({ heldUntil }: CouponRecord): number | null {
  return heldUntil === Number.MAX_SAFE_INTEGER ? null : heldUntil;
}

async function cardTrouble(
  { promotions, clock }: ExplainCodeDeps,
  { couponId, promotion }: CouponRecord,
): Promise<CodeTrouble | null> {
  if (cardValue(promotion.definition) === null) return null;
  const left = await promotions.balancesLeft([couponId], { orderRef: null, at: clock.now() });
  return (left.get(couponId) ?? 0) > 0 ? null : { kind: 'spent' };
}

function windowTrouble({ definition }: StoredPromotion, at: number): CodeTrouble | null {
  const { window, recurring } = definition.promotion;
  if (window.untilAt !== null && at >= window.untilAt)
    return { kind: 'expired', at: window.untilAt };
  if (window.fromAt !== null && at < window.fromAt)
    return { kind: 'not-started', at: window.fromAt };
  const isOutside = recurring !== null && !isWithinHours(at, recurring);
  return isOutside ? { kind: 'outside-hours', hours: recurring } : null;
}

async function limitTrouble(
  { promotions, clock }: ExplainCodeDeps,
  { promotionId, definition }: StoredPromotion,
  customerId: number,
): Promise<CodeTrouble | null> {
  const { limits } = definition;
  if (Object.values(limits).every((limit) => typeof limit !== 'number')) return null;
  const question = { customerId, orderRef: null, at: clock.now() };
  const [used] = await promotions.limitUse({ promotionIds: [promotionId], ...question });
  if (used === undefined) return null;
  const isFull = (limit: number | null, use: number) => limit !== null && use >= limit;
  if (
    isFull(limits.perCustomer, used.customerUses) ||
    isFull(limits.unitsPerCustomer, used.customerUnits)
  )
    return { kind: 'used-by-you' };
  const isUsedUp =
    isFull(limits.uses, used.uses) ||
    isFull(limits.budgetMinor, used.budgetMinor) ||
    isFull(limits.stock, used.stock);
  return isUsedUp ? { kind: 'used-up' } : null;
}

const triedWithinMs = 3_600_000;

/** What stood in its way in the last cart that this person tried it on. */
async function cartTrouble(
  { promotions, clock, shop }: ExplainCodeDeps,
  { key }: StoredPromotion,
  { customerId, locale }: CodeAsker,
): Promise<CodeTrouble | null> {
  const since = clock.now() - triedWithinMs;
  const last = await promotions.lastRefusal({ customerId, promotionKey: key, since });
  if (last === null) return null;
  const kind = cartTroubles[last.reason];
  if (kind === undefined) return null;
  const { at } = last;
  if (kind !== 'cart-too-small' && kind !== 'too-few') return { kind, at };
  return { kind, at, missing: missingWords(last, kind, { locale, currency: shop.currency }) };
}

function missingWords(
  { missing }: LastRefusal,
  kind: 'cart-too-small' | 'too-few',
  { locale, currency }: { readonly locale: string; readonly currency: string },
): string | null {
  if (missing === null) return null;
  return kind === 'too-few' ? String(missing) : formatMoney(missing, currency, locale);
}

type CartTrouble = 'cart-too-small' | 'too-few' | 'not-for-cart' | 'not-for-you' | 'better-exists';

const cartTroubles: Partial<Readonly<Record<RejectionReason, CartTrouble>>> = {
  SUBTOTAL_TOO_LOW: 'cart-too-small',
  QUANTITY_TOO_LOW: 'too-few',
  NOTHING_TO_DISCOUNT: 'not-for-cart',
  CUSTOMER_NOT_ELIGIBLE: 'not-for-you',
  CHANNEL_NOT_ELIGIBLE: 'not-for-you',
  GROUP_TOO_SMALL: 'not-for-you',
  EXCLUDED_BY: 'better-exists',
  BETTER_EXISTS: 'better-exists',
};
