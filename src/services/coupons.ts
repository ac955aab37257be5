import { displayCode, readCouponCode } from '../domain/promotion/coupon-code.js';
import { type OfferWords, offerWords } from '../domain/promotion/offer-words.js';
import { type CouponVerdict, cardValue, couponVerdict } from '../domain/promotion/redemption.js';
import { UserError } from '../domain/user-error.js';
import type { CheckoutStore } from '../ports/checkout-store.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { CouponRecord, PromotionStore, StoredPromotion } from '../ports/promotion-store.js';
import type { Random } from '../ports/random.js';
import {
  type GuessDeps,
  type JudgedCode,
  judgeCodes,
  type LockedCode,
  type Typist,
} from './guess-locks.js';
import { codeMaker } from './new-codes.js';

export interface CouponDeps {
  readonly promotions: PromotionStore;
  readonly keyring: Pick<Keyring, 'mac'>;
  readonly random: Random;
  readonly clock: Clock;
  readonly shop: { readonly currency: string };
}

export interface CouponIssue {
  /** The id in promotions.yaml. */
  readonly promotionKey: string;
  /** One coupon each; null makes a coupon for whoever holds the code. */
  readonly customerIds: readonly (number | null)[];
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  readonly runId?: number;
}

/**
 * Issues coupons in sets, each with a code of its own.
 *
 * @returns the codes, in the order of the customers
 * @throws UserError if there is no such promotion in force, or its limit leaves too few
 */
export async function issueCoupons(deps: CouponDeps, issue: CouponIssue): Promise<string[]> {
  const { promotionKey, customerIds, validFrom, validUntil, runId = null } = issue;
  const promotion = await promotionInForce(deps, promotionKey);
  const { codePrefix, limits } = promotion.definition;
  const newCode = codeMaker(deps, codePrefix);
  const coupons = customerIds.map((customerId) => ({ code: newCode(), customerId }));
  const { promotionId, versionId } = promotion;
  const at = deps.clock.now();
  const balanceMinor = cardValue(promotion.definition);
  const batch = { promotionId, versionId, runId, validFrom, validUntil, at, coupons, balanceMinor };
  const isIssued = await deps.promotions.issue({ ...batch, most: limits.uses });
  if (!isIssued)
    throw new UserError(
      `${promotionKey} is limited to ${limits.uses} uses; ${customerIds.length} more coupons would exceed it`,
      { hint: 'raise limit.uses in campaigns/promotions.yaml, or revoke unused coupons' },
    );
  return coupons.map(({ code }) => code);
}

/** @throws UserError that names those that are */
export async function promotionInForce(
  deps: { readonly promotions: Pick<PromotionStore, 'all'> },
  key: string,
): Promise<StoredPromotion> {
  const all = await deps.promotions.all();
  const found = all.find((each) => each.key === key && each.state === 'active');
  if (found) return found;
  const known = all.filter(({ state }) => state === 'active').map((each) => each.key);
  throw new UserError(`there is no promotion "${key}" in force`, {
    hint: known.length === 0 ? 'run `hawker apply`' : `there are: ${known.join(', ')}`,
  });
}

/** A coupon that its holder can use now, in words. */
export interface LiveCoupon extends OfferWords {
  readonly couponId: number;
  readonly promotionKey: string;
  /** In groups, as a person reads it. */
  readonly code: string;
  /** Exclusive. */
  readonly validUntil: number;
  /** A gift card: good until its balance is spent. */
  readonly isCard: boolean;
}

/** A person's live coupons, those that end first in front. */
export async function couponsOf(
  deps: Pick<CouponDeps, 'promotions' | 'shop'>,
  customerId: number,
  { at, locale }: { readonly at: number; readonly locale: string },
): Promise<LiveCoupon[]> {
  const coupons = await deps.promotions.couponsOf(customerId);
  return coupons
    .filter((each) => couponVerdict(factsOf(each), each.customerId, at).kind === 'usable')
    .sort((a, b) => a.validUntil - b.validUntil || a.couponId - b.couponId)
    .map((each) => ({
      ...offerWords(each.promotion.definition, deps.shop.currency, locale),
      couponId: each.couponId,
      promotionKey: each.promotion.key,
      code: displayCode(each.code),
      validUntil: each.validUntil,
      isCard: cardValue(each.promotion.definition) !== null,
    }));
}

/** Takes back coupons that are not used; @returns how many */
export function revokeCoupons(
  deps: Pick<CouponDeps, 'promotions'>,
  couponIds: readonly number[],
): Promise<number> {
  return deps.promotions.revoke(couponIds);
}

type FoundCoupon =
  | { readonly kind: 'found'; readonly coupon: CouponRecord }
  | { readonly kind: 'none'; readonly why: 'typo' | 'forged' | 'malformed' | 'unknown' };

/** What an operator may know of a code, whoever holds it. */
export async function findCoupon(
  deps: Pick<CouponDeps, 'promotions' | 'keyring'>,
  text: string,
): Promise<FoundCoupon> {
  const read = readCouponCode(text, (signed) => deps.keyring.mac('coupon', signed));
  if (!read.ok) return { kind: 'none', why: read.reason };
  const [coupon] = await deps.promotions.coupons([read.code]);
  return coupon ? { kind: 'found', coupon } : { kind: 'none', why: 'unknown' };
}

export type CodeAnswer =
  | (CouponVerdict & { readonly coupon: CouponRecord | null })
  /** The check character disagrees: nobody's code, so that saying so tells nothing. */
  | { readonly kind: 'mistyped' }
  /** After too many wrong codes, whatever this one is. */
  | LockedCode;

/**
 * "Does my code work?", answered to the holder with the reason and to anybody else with one and the same answer, after
 * the same look-ups.
 */
export async function checkCode(
  deps: CouponDeps & GuessDeps & { readonly checkout: Pick<CheckoutStore, 'shopper'> },
  text: string,
  typist: Typist,
): Promise<CodeAnswer> {
  const { customerId } = typist;
  const asker = customerId === null ? null : await deps.checkout.shopper(customerId);
  const askerId = asker?.customerId ?? null;
  const at = deps.clock.now();
  const judged = await judgeCodes(
    deps,
    { typist: { ...typist, customerId: askerId }, at },
    async () => [judgeCode(await findCoupon(deps, text), askerId, at)],
  );
  return Array.isArray(judged) ? (judged[0] ?? notValid) : judged;
}

const notValid = { kind: 'not-valid', coupon: null } as const;

function judgeCode(
  found: FoundCoupon,
  askerId: number | null,
  at: number,
): JudgedCode<Exclude<CodeAnswer, LockedCode>> {
  const wrong = { isWrong: true, isOwn: false };
  if (found.kind === 'none')
    return { ...wrong, answer: found.why === 'typo' ? { kind: 'mistyped' } : notValid };
  const { coupon } = found;
  const verdict = couponVerdict(factsOf(coupon), askerId, at);
  if (verdict.kind === 'not-valid') return { ...wrong, answer: notValid };
  const isOwn = coupon.customerId !== null && coupon.customerId === askerId;
  return { answer: { ...verdict, coupon }, isWrong: false, isOwn };
}

export function factsOf(coupon: CouponRecord) {
  const { state, customerId: holderId, validFrom, validUntil, heldUntil } = coupon;
  return { state, holderId, validFrom, validUntil, heldUntil };
}
