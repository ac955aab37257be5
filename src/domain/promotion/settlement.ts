import type { Minor } from '../money.js';

/** One party's part of one promotion in one order, or of what a refund took back of it. */
export interface FundingRow {
  readonly party: string;
  readonly at: number;
  readonly orderRef: string;
  readonly reservationId: string;
  /** The promotion's id. */
  readonly promotion: string;
  /** The refund that took it back; null for the redemption itself. */
  readonly refundId: string | null;
  /** Negative where it was taken back. */
  readonly amountMinor: Minor;
  /** All parties' parts of the same. */
  readonly wholeMinor: Minor;
}

/** A promotion used in one order, as the redemption has it, beside what the parties were charged for it. */
export interface FundedRedemption {
  readonly orderRef: string;
  readonly promotion: string;
  readonly discountMinor: Minor;
  /** Worth of a gift, of points given back: the parties pay for these too. */
  readonly extrasMinor: Minor;
  readonly isReversed: boolean;
  /** All parties together, at the redemption. */
  readonly fundedMinor: Minor;
  /** All parties together, less what refunds took back until today. */
  readonly leftMinor: Minor;
  /** What refunds of the period took back; 0 or less. */
  readonly takenBackMinor: Minor;
  /** Whether it was redeemed in the period, and not only refunded in it. */
  readonly isInPeriod: boolean;
}

export interface PartySums {
  /** Redemptions. */
  readonly uses: number;
  readonly givenMinor: Minor;
  /** Refunds; 0 or less. */
  readonly takenBackMinor: Minor;
  readonly dueMinor: Minor;
}

export interface PartyStatement extends PartySums {
  readonly party: string;
  readonly promotions: readonly (PartySums & { readonly promotion: string })[];
  /** In the order of time. */
  readonly rows: readonly FundingRow[];
}

export interface SettlementProblem {
  readonly orderRef: string;
  readonly promotion: string;
  readonly kind: 'not-fully-split' | 'cancelled-but-due' | 'more-taken-back-than-given';
  /** What is too much or too little. */
  readonly byMinor: Minor;
}

export interface Settlement {
  readonly currency: string;
  readonly timezone: string;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** Only this party or promotion; null for all. */
  readonly only: { readonly party: string | null; readonly promotion: string | null };
  readonly statements: readonly PartyStatement[];
  /** Of all statements. */
  readonly sums: PartySums;
  readonly check: SettlementCheck;
}

/** The same sums from the redemptions, over all parties. */
export interface SettlementCheck {
  readonly redemptions: number;
  readonly discountsMinor: Minor;
  readonly extrasMinor: Minor;
  /** By refunds in the period, of whenever; 0 or less. */
  readonly takenBackMinor: Minor;
  readonly problems: readonly SettlementProblem[];
}

/** @param rows in the order of party and time */
export function statementsOf(rows: readonly FundingRow[]): PartyStatement[] {
  const byParty = new Map<string, FundingRow[]>();
  for (const row of rows) pushTo(byParty, row.party, row);
  return [...byParty].map(([party, own]) => {
    const byPromotion = new Map<string, FundingRow[]>();
    for (const row of own) pushTo(byPromotion, row.promotion, row);
    const promotions = [...byPromotion]
      .map(([promotion, its]) => ({ promotion, ...sumsOf(its) }))
      .sort((a, b) => b.dueMinor - a.dueMinor || (a.promotion < b.promotion ? -1 : 1));
    return { party, ...sumsOf(own), promotions, rows: own };
  });
}

export function sumsOf(rows: readonly FundingRow[]): PartySums {
  let [uses, givenMinor, takenBackMinor] = [0, 0, 0];
  for (const { refundId, amountMinor } of rows)
    if (refundId === null) {
      uses++;
      givenMinor += amountMinor;
    } else takenBackMinor += amountMinor;
  return { uses, givenMinor, takenBackMinor, dueMinor: givenMinor + takenBackMinor };
}

export function checkOf(redemptions: readonly FundedRedemption[]): SettlementCheck {
  const own = redemptions.filter(({ isInPeriod }) => isInPeriod);
  return {
    redemptions: own.length,
    discountsMinor: own.reduce((sum, { discountMinor }) => sum + discountMinor, 0),
    extrasMinor: own.reduce((sum, { extrasMinor }) => sum + extrasMinor, 0),
    takenBackMinor: redemptions.reduce((sum, each) => sum + each.takenBackMinor, 0),
    problems: redemptions.flatMap(problemsOf),
  };
}

function problemsOf(redemption: FundedRedemption): SettlementProblem[] {
  const { orderRef, promotion, discountMinor, extrasMinor, fundedMinor, leftMinor } = redemption;
  const split = fundedMinor - discountMinor - extrasMinor;
  const problem = (kind: SettlementProblem['kind'], byMinor: Minor) => ({
    orderRef,
    promotion,
    kind,
    byMinor,
  });
  return [
    ...(split !== 0 ? [problem('not-fully-split', split)] : []),
    ...(redemption.isReversed && leftMinor > 0 ? [problem('cancelled-but-due', leftMinor)] : []),
    ...(leftMinor < 0 ? [problem('more-taken-back-than-given', -leftMinor)] : []),
  ];
}

function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
