import type { Minor } from '../money.js';
import { spread, sumOf } from './allocation.js';
import type { RejectionReason } from './rejection-reason.js';
import type { Taking } from './till.js';

/** What one promotion would give to a cart as it stands. */
export interface Giving extends Taking {
  /** Points that pay; null where money on a card does, or nothing. */
  readonly points: number | null;
  readonly gift: {
    readonly sku: string;
    readonly quantity: number;
    readonly unitValueMinor: Minor;
  } | null;
  readonly pointsBack: number;
  readonly pointsBackMinor: Minor;
  readonly deposit: {
    readonly depositMinor: Minor;
    readonly balanceFromAt: number;
    readonly balanceUntilAt: number;
  } | null;
  /** The same with at most so much given away in all. */
  atMost(limitMinor: Minor): Giving;
}

/** Something is still needed before the effect gives anything. */
export interface Short {
  readonly reason: RejectionReason;
  readonly missing: number;
}

export type Given = Giving | Short;

export function isShort(given: Given): given is Short {
  return 'missing' in given;
}

const nothing: Omit<Giving, 'atMost' | 'discounts'> = {
  parts: null,
  shippingMinor: 0,
  tenderMinor: 0,
  points: null,
  gift: null,
  pointsBack: 0,
  pointsBackMinor: 0,
  deposit: null,
};

/** @param lower the discounts by line with at most so much in all */
export function offLines(
  discounts: readonly Minor[],
  lower: (limitMinor: Minor) => readonly Minor[],
  more: Partial<Pick<Giving, 'parts' | 'deposit'>> = {},
): Giving {
  const atMost = (limitMinor: Minor): Giving =>
    sumOf(discounts) <= limitMinor ? giving : { ...giving, discounts: lower(limitMinor) };
  // Written out: with `...` this alone took a twentieth of a quote's time.
  const giving: Giving = {
    discounts,
    parts: more.parts ?? null,
    shippingMinor: 0,
    tenderMinor: 0,
    points: null,
    gift: null,
    pointsBack: 0,
    pointsBackMinor: 0,
    deposit: more.deposit ?? null,
    atMost,
  };
  return giving;
}

/** Where each line gives less, it gives in proportion to `weights`. */
export function offEachLine(
  discounts: readonly Minor[],
  weights: readonly Minor[],
  more: Partial<Pick<Giving, 'parts' | 'deposit'>> = {},
): Giving {
  return offLines(discounts, (limit) => spread(limit, weights, discounts), more);
}

export function otherwise(
  found: Partial<Omit<Giving, 'atMost' | 'discounts' | 'parts'>>,
  lower: (limitMinor: Minor) => Giving,
): Giving {
  const giving: Giving = {
    ...nothing,
    ...found,
    discounts: [],
    atMost: (limitMinor) => (givenMinor(giving) <= limitMinor ? giving : lower(limitMinor)),
  };
  return giving;
}

/** Off goods and shipping. */
export function discountOf({ discounts, shippingMinor }: Giving): Minor {
  return sumOf(discounts) + shippingMinor;
}

/** What it costs whoever pays for it: discounts, gifts, points given back; not what the customer's own means pay. */
export function givenMinor(giving: Giving): Minor {
  const { gift, pointsBackMinor } = giving;
  const giftMinor = gift === null ? 0 : gift.quantity * gift.unitValueMinor;
  return discountOf(giving) + giftMinor + pointsBackMinor;
}

export function isNothing(giving: Giving): boolean {
  const { discounts, shippingMinor, gift, tenderMinor, pointsBack, deposit } = giving;
  for (const discount of discounts) if (discount > 0) return false;
  const isOther = gift !== null || deposit !== null;
  return !isOther && shippingMinor === 0 && tenderMinor === 0 && pointsBack === 0;
}
