import { formatMoney } from '../../domain/money.js';
import type { NearMiss } from '../../domain/promotion/near-misses.js';
import type { Receipt, RejectedPromotion } from '../../domain/promotion/receipt.js';
import type { CheckoutReason } from '../../ports/checkout-store.js';
import type { CodeReason } from '../../services/entered-codes.js';
import type { CodeResult } from '../../services/quote-cart.js';
import type { SampleCustomer } from './deps.js';

/** Quintiles in words a stranger understands; nothing for who never bought. */
export function rfmWords(customer: SampleCustomer): string[] {
  const { recencyScore, frequencyScore, monetaryScore } = customer;
  return [
    ...wordFor(recencyScore, ['away for long', 'bought a while ago', 'bought lately']),
    ...wordFor(frequencyScore, ['seldom buys', 'comes now and then', 'a regular']),
    ...wordFor(monetaryScore, ['small baskets', 'middling spend', 'big spender']),
  ];
}

function wordFor(score: number | null, [low, middle, high]: readonly [string, string, string]) {
  if (score === null) return [];
  if (score <= 2) return [low];
  return [score === 3 ? middle : high];
}

/** Why a promotion gave nothing; null for one that waits for a code nobody entered. */
export function rejectionWords(rejected: RejectedPromotion, currency: string): string | null {
  const { reason, missing, by } = rejected;
  switch (reason) {
    case 'SUBTOTAL_TOO_LOW':
      return missing === undefined
        ? 'the cart is too small'
        : `spend ${formatMoney(missing, currency)} more`;
    case 'QUANTITY_TOO_LOW':
      return missing === undefined ? 'too few items' : `add ${missing} more`;
    case 'EXCLUDED_BY':
      return `does not go with ${by ?? 'another promotion'}`;
    case 'BETTER_EXISTS':
      return `${by ?? 'another promotion'} saves you more`;
    case 'CODE_REQUIRED':
      return null;
    default:
      return plainReasons[reason];
  }
}

/** `Add £1.20 more and save £30.00`. */
export function nearMissWords({ kind, missing, savesMinor }: NearMiss, currency: string): string {
  const saved = formatMoney(savesMinor, currency);
  switch (kind) {
    case 'spend':
      return `Add ${formatMoney(missing, currency)} more and save ${saved}`;
    case 'pieces':
      return `Add ${missing} more ${missing === 1 ? 'piece' : 'pieces'} and save ${saved}`;
    case 'people':
      return `${missing} more ${missing === 1 ? 'buyer' : 'buyers'} in your group, and you save ${saved}`;
  }
}

type PlainReason = Exclude<
  RejectedPromotion['reason'],
  'SUBTOTAL_TOO_LOW' | 'QUANTITY_TOO_LOW' | 'EXCLUDED_BY' | 'BETTER_EXISTS' | 'CODE_REQUIRED'
>;

const plainReasons: Readonly<Record<PlainReason, string>> = {
  NOT_STARTED: 'has not begun',
  EXPIRED: 'is over',
  CUSTOMER_NOT_ELIGIBLE: 'is for other customers',
  NOTHING_TO_DISCOUNT: 'lowers nothing in this cart',
  OUTSIDE_HOURS: 'is not good at this hour',
  GROUP_TOO_SMALL: 'is for a group that buys together',
  CHANNEL_NOT_ELIGIBLE: 'is not good here',
  SOLD_OUT: 'is sold out',
  BUDGET_EXCEEDED: 'has given away all it had',
  LIMIT_REACHED: 'has been used up',
  CUSTOMER_LIMIT_REACHED: 'you have used it before',
  IDENTITY_REQUIRED: 'is for known customers only',
};

const checkoutReasons: Partial<Readonly<Record<CheckoutReason, string>>> = {
  COUPON_NOT_VALID: 'This coupon is not valid for you now.',
  ALREADY_RESERVED: 'This coupon is in another checkout right now.',
  ALREADY_REDEEMED: 'This coupon has been redeemed already.',
  LIMIT_REACHED: 'The promotion has been used up.',
  CUSTOMER_LIMIT_REACHED: 'You have used this promotion before.',
  BUDGET_EXCEEDED: 'The promotion has given away all it had.',
  SOLD_OUT: 'There are too few pieces left.',
  GROUP_UNKNOWN: 'There is no such group.',
  GROUP_CLOSED: 'This group is over.',
  GROUP_FULL: 'This group has no seat left.',
  ALREADY_MEMBER: 'You are in this group already.',
  IDENTITY_REQUIRED: 'Be a customer first: this is for known customers only.',
  POINTS_TOO_FEW: 'There are fewer points on your account now.',
  BALANCE_TOO_LOW: 'There is less on this gift card now.',
  RESERVATION_UNKNOWN: 'There is no such order.',
  RESERVATION_EXPIRED: 'The rest was not paid in time; the deposit is forfeit.',
  RESERVATION_COMMITTED: 'This order is paid already.',
};

export function checkoutWords(reason: CheckoutReason): string {
  return checkoutReasons[reason] ?? 'The price could not be held. Please try again.';
}

/** What a code that was entered came to; null where it lowered something, or its promotion says why not. */
export function codeWords(
  { code, outcome, reason, lockedUntil }: CodeResult,
  { rejected, currency, at }: Receipt,
): string | null {
  if (outcome === 'applied') return null;
  if (lockedUntil !== undefined) {
    const minutes = Math.ceil((lockedUntil - at) / 60_000);
    return `Too many wrong codes. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  }
  if (reason !== null && Object.hasOwn(codeReasons, reason))
    return `“${code}” ${codeReasons[reason as keyof typeof codeReasons]}`;
  const isExplained = rejected.some((each) => rejectionWords(each, currency) !== null);
  return isExplained ? null : `“${code}” ${codeReasons.NOT_VALID}`;
}

// Only a coupon's holder is told anything but NOT_VALID.
const codeReasons = {
  NOT_VALID: 'is not known here, is used up, or is somebody else’s.',
  MISTYPED: 'is mistyped: please compare it once more.',
  ONE_PER_ORDER: 'is one coupon too many of this kind: one works in an order.',
  REVOKED: 'has been taken back.',
  ALREADY_REDEEMED: 'has been used already.',
  ALREADY_RESERVED: 'is in another checkout right now.',
  NOT_STARTED: 'is not good yet.',
  EXPIRED: 'is over.',
} as const satisfies Readonly<Record<Exclude<CodeReason, 'LOCKED'>, string>>;
