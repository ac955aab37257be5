import {
  type BgNbd,
  type BuyingHistory,
  expectedPurchases,
  medianWaitWeeks,
  probabilityAlive,
} from './bg-nbd.js';
import { expectedValue, type GammaGamma } from './gamma-gamma.js';

/** What is kept of a customer's buying, enough to look ahead from. */
export interface BuyerSummary {
  /** Distinct local days with a purchase, ≥ 1. */
  readonly purchaseDays: number;
  readonly firstPurchaseAt: number;
  readonly lastPurchaseAt: number;
  /** Money of purchases after the first day's, before refunds. */
  readonly repeatMinor: number;
}

export interface OutlookModel {
  readonly purchases: BgNbd;
  /** Null where too few bought again to tell what a purchase is worth. */
  readonly values: GammaGamma | null;
}

/** What is to be expected of a customer, in whole numbers as the store keeps them. */
export interface Outlook {
  /** 0 to 100: chance that they still buy here. */
  readonly alivePercent: number;
  /** Thousandths of a purchase in the year to come. */
  readonly expectedMilli: number;
  /** When every second customer of such a history, if still one, has bought again; null beyond ten years. */
  readonly nextPurchaseAt: number | null;
  /** Money to come within a year, worth today; revenue, not profit. */
  readonly lifetimeValueMinor: number | null;
}

export const weekMs = 7 * 86_400_000;
const yearWeeks = 52;
const farWeeks = 10 * yearWeeks;

/** What a year's delay takes off money's worth. */
const yearlyDiscountRate = 0.1;

/** The year in quarters: money is expected evenly within one, and valued as of its middle (error below 0.1 % of it). */
const quarters = [1, 2, 3, 4] as const;
const quarterWeeks = yearWeeks / quarters.length;

export function historyOf(summary: BuyerSummary, asOf: number): BuyingHistory {
  const { purchaseDays, firstPurchaseAt, lastPurchaseAt } = summary;
  // Two orders on one day are one purchase, so who has one day has no span either.
  const repeats = purchaseDays - 1;
  const recencyWeeks = repeats === 0 ? 0 : (lastPurchaseAt - firstPurchaseAt) / weekMs;
  return { repeats, recencyWeeks, ageWeeks: Math.max(0, asOf - firstPurchaseAt) / weekMs };
}

/** Looks a year ahead from `asOf`, which is not before the last purchase. */
export function outlookOf(
  { purchases, values }: OutlookModel,
  summary: BuyerSummary,
  asOf: number,
): Outlook {
  const history = historyOf(summary, asOf);
  const until = quarters.map((n) => expectedPurchases(purchases, history, n * quarterWeeks));
  const wait = medianWaitWeeks(purchases, history);
  const { repeats } = history;
  const mean = repeats === 0 ? 0 : summary.repeatMinor / repeats;
  const worth = values === null ? null : expectedValue(values, mean > 0 ? repeats : 0, mean);
  return {
    alivePercent: Math.round(probabilityAlive(purchases, history) * 100),
    expectedMilli: Math.round((until.at(-1) ?? 0) * 1_000),
    nextPurchaseAt: wait > farWeeks ? null : Math.round(asOf + wait * weekMs),
    lifetimeValueMinor: worth === null ? null : Math.round(worth * presentPurchases(until)),
  };
}

/**
 * Purchases to come, each worth less the later it is.
 *
 * @param until purchases expected by the end of each quarter
 * @see Fader, Hardie & Lee 2005, RFM and CLV, eq. 1 (by quarters for continuous time)
 */
function presentPurchases(until: readonly number[]): number {
  return until.reduce((sum, purchases, i) => {
    const middleYears = (i + 0.5) / quarters.length;
    return sum + (purchases - (until[i - 1] ?? 0)) / (1 + yearlyDiscountRate) ** middleYears;
  }, 0);
}
