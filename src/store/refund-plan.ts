import { allocate } from '../domain/money.js';
import type { RefundPolicy } from '../domain/promotion/offer.js';
import {
  type KeptDiscount,
  type PaidOrder,
  type Pieces,
  type Return,
  splitOverPayments,
} from '../domain/promotion/refund.js';
import type { QuotedPromotion } from '../ports/checkout-store.js';
import type { RefundDraft } from '../ports/refund-store.js';
import { balanceKey, budgetKey, stockKey, usesKey } from './account-keys.js';
import type { Entry } from './escrow.js';
import type { FundedPart, RefundFacts, UsedAccount } from './refund-facts.js';

/** A promotion that was redeemed; own points are only paid with. */
type Redeemed = QuotedPromotion & { readonly promotionId: number };

/** What a refund changes, worked out before anything is touched. */
export interface RefundPlan {
  readonly moneyMinor: number;
  readonly tenderMinor: number;
  readonly points: number;
  readonly giftCards: readonly { readonly couponId: number; readonly amountMinor: number }[];
  /** Taken back from the ledger's accounts, all amounts above 0. */
  readonly entries: readonly Entry[];
  readonly funding: readonly {
    readonly promotionId: number;
    readonly party: string;
    readonly amountMinor: number;
  }[];
  /** Promotions that no longer hold. */
  readonly reversed: readonly Redeemed[];
  /** Coupons that are good again. */
  readonly freedCoupons: readonly number[];
}

export function paidOrder({ quote, earlier }: RefundFacts): PaidOrder {
  const returned = new Map<string, number>();
  for (const { lines } of earlier)
    for (const [lineId, count] of Object.entries(lines))
      returned.set(lineId, (returned.get(lineId) ?? 0) + count);
  return {
    receipt: quote.receipt,
    promotions: quote.promotions.map(({ key, unitCount }) => ({ id: key, unitCount })),
    returned,
    refundedMinor: sum(earlier, (each) => each.refundMinor + each.tenderMinor),
  };
}

/** The policy of an order: if any of its promotions is counted again, all of it is. */
export function policyOf(promotions: readonly QuotedPromotion[]): RefundPolicy {
  return promotions.some(({ refundPolicy }) => refundPolicy === 'reevaluate')
    ? 'reevaluate'
    : 'proportional';
}

export function planRefund(
  facts: RefundFacts,
  found: Return,
  what: RefundDraft['what'],
): RefundPlan {
  const paid = splitPayments(facts, found.valueMinor);
  const kept = new Map(found.promotions.map((each) => [each.id, each]));
  const redeemed = facts.quote.promotions.filter(
    (each): each is Redeemed => each.promotionId !== null,
  );
  const ofPromotions = redeemed.flatMap((promotion) => {
    const keeps = kept.get(promotion.key);
    return keeps === undefined ? [] : usedBack(facts, promotion, keeps);
  });
  const seats = what.kind === 'cancel' ? all(facts.accounts.filter(({ key }) => isSeat(key))) : [];
  const reversed = redeemed.filter(({ key }) => kept.get(key)?.applies === false);
  return {
    moneyMinor: paid.moneyMinor,
    tenderMinor: found.valueMinor - paid.moneyMinor,
    points: paid.points,
    giftCards: paid.giftCards,
    entries: [...ofPromotions, ...seats, ...paid.entries].filter(({ amount }) => amount > 0),
    funding: redeemed.flatMap((promotion) =>
      fundingBack(facts.funding, promotion, kept.get(promotion.key)),
    ),
    reversed,
    freedCoupons: reversed.flatMap(({ couponId, usesUpCoupon, isReusable }) =>
      couponId !== null && usesUpCoupon && isReusable ? [couponId] : [],
    ),
  };
}

// Money first, then points, then each gift card, by what each still has to give back.
function splitPayments({ quote, earlier, accounts }: RefundFacts, valueMinor: number) {
  const pointRows = accounts.filter(({ key }) => key.startsWith('points:'));
  const cards = quote.promotions.flatMap(({ holds }) =>
    holds.flatMap((hold) => (hold.kind === 'balance' ? [hold.couponId] : [])),
  );
  const cardRows = cards.flatMap((couponId) =>
    accounts
      .filter(({ key }) => key === balanceKey(couponId))
      .map((account) => ({ couponId, account })),
  );
  const tenderLeft = quote.receipt.tenderMinor - sum(earlier, (each) => each.tenderMinor);
  const pointsLeftMinor = tenderLeft - sum(cardRows, ({ account }) => account.left);
  const moneyLeft = quote.receipt.payableMinor - sum(earlier, (each) => each.refundMinor);
  const left = [moneyLeft, pointsLeftMinor, ...cardRows.map(({ account }) => account.left)];
  const [moneyMinor = 0, pointsMinor = 0, ...cardParts] = splitOverPayments(valueMinor, left);
  const pointsLeft = sum(pointRows, (row) => row.left);
  const [points = 0] = allocate(pointsLeft, [pointsMinor, pointsLeftMinor - pointsMinor]);
  const back = pointsMinor === 0 ? 0 : points;
  return {
    moneyMinor,
    points: back,
    giftCards: cardRows
      .map(({ couponId }, i) => ({ couponId, amountMinor: cardParts[i] ?? 0 }))
      .filter(({ amountMinor }) => amountMinor > 0),
    entries: [
      ...takeBack(pointRows, back),
      ...cardRows.flatMap(({ account }, i) => takeBack([account], cardParts[i] ?? 0)),
    ],
  };
}

function usedBack({ accounts }: RefundFacts, promotion: Redeemed, keeps: KeptDiscount): Entry[] {
  const { promotionId, discountMinor, unitCount, isReusable } = promotion;
  const rowsOf = (isWanted: (key: string) => boolean) =>
    accounts.filter(({ key }) => isWanted(key));
  const budget = rowsOf((key) => key === budgetKey(promotionId));
  const pieces = [
    rowsOf((key) => key === stockKey(promotionId)),
    ...(keeps.applies || isReusable ? [rowsOf((key) => isUnitsOf(key, promotionId))] : []),
  ];
  const uses = rowsOf((key) => key === usesKey(promotionId) || isUseOf(key, promotionId));
  return [
    ...downTo(budget, keeps, discountMinor, keeps.discountMinor),
    ...pieces.flatMap((rows) => downTo(rows, keeps, unitCount, keeps.pieces)),
    ...(!keeps.applies && isReusable ? all(uses) : []),
  ];
}

// What else an account held for the promotion, such as a gift's value, stays while the promotion holds.
function downTo(
  rows: readonly UsedAccount[],
  { applies }: KeptDiscount,
  before: number,
  after: number,
): Entry[] {
  const besides = sum(rows, ({ used }) => used) - before;
  const target = applies ? Math.max(0, after + besides) : 0;
  return takeBack(rows, Math.max(0, sum(rows, ({ left }) => left) - target));
}

function takeBack(rows: readonly UsedAccount[], amount: number): Entry[] {
  let wanted = amount;
  return rows.map(({ id, left }) => {
    const part = Math.min(wanted, left);
    wanted -= part;
    return { accountId: id, amount: part };
  });
}

function all(rows: readonly UsedAccount[]): Entry[] {
  return rows.map(({ id, left }) => ({ accountId: id, amount: left }));
}

function fundingBack(
  funding: readonly FundedPart[],
  { promotionId, discountMinor }: Redeemed,
  keeps: KeptDiscount | undefined,
): RefundPlan['funding'] {
  const parts = funding.filter((each) => each.promotionId === promotionId);
  if (parts.length === 0 || keeps === undefined) return [];
  const besides = sum(parts, ({ paidMinor }) => paidMinor) - discountMinor;
  const target = keeps.applies ? Math.max(0, keeps.discountMinor + besides) : 0;
  const left = parts.map(({ leftMinor }) => leftMinor);
  const back = Math.max(0, left.reduce((total, each) => total + each, 0) - target);
  const shares = allocate(back, left);
  return parts
    .map(({ party }, i) => ({ promotionId, party, amountMinor: -(shares[i] ?? 0) }))
    .filter(({ amountMinor }) => amountMinor < 0);
}

const isSeat = (key: string) => key.startsWith('group:');
const isUseOf = (key: string, promotionId: number) =>
  new RegExp(`^promotion:${promotionId}:customer:\\d+$`).test(key);
const isUnitsOf = (key: string, promotionId: number) =>
  new RegExp(`^promotion:${promotionId}:customer:\\d+:units$`).test(key);

function sum<Each>(list: readonly Each[], amountOf: (each: Each) => number): number {
  return list.reduce((total, each) => total + amountOf(each), 0);
}

export function linesOf(pieces: Pieces): Record<string, number> {
  return Object.fromEntries(pieces);
}
