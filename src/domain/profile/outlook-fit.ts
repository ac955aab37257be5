import { type BgNbdFit, type BuyingHistories, fitBgNbd } from './bg-nbd.js';
import { fitGammaGamma, type GammaGammaFit, type Spendings } from './gamma-gamma.js';
import { weekMs } from './outlook.js';

/** Many buyers' summaries, a column each. */
export interface BuyerColumns {
  readonly purchaseDays: Int32Array;
  readonly firstPurchaseAt: Float64Array;
  readonly lastPurchaseAt: Float64Array;
  readonly repeatMinor: Float64Array;
}

export interface FittedOutlook {
  readonly purchases: BgNbdFit;
  readonly values: GammaGammaFit | null;
  /** How many customers it was fitted on. */
  readonly buyerCount: number;
  /** How many of them bought again. */
  readonly repeaterCount: number;
}

/** Chosen, not derived: fewer who bought again leave the chances to leave all but open. */
export const leastRepeaters = 100;
/** Chosen so that the search takes about half a second (measured); four times as many would halve the errors. */
const mostBuyers = 10_000;

export type OutlookFit =
  | { readonly kind: 'fitted'; readonly fit: FittedOutlook }
  | { readonly kind: 'refused'; readonly reason: 'too-few-repeaters'; readonly repeaters: number }
  | { readonly kind: 'refused'; readonly reason: 'no-likeliest' };

/** Fits both models on buyers, or on every n-th of them where there are very many. */
export function fitOutlook(all: BuyerColumns, asOf: number): OutlookFit {
  const sample = everyNth(all, Math.ceil(all.purchaseDays.length / mostBuyers));
  const histories = historiesOf(sample, asOf);
  const repeaterCount = histories.repeats.reduce((sum, x) => sum + Math.min(x, 1), 0);
  if (repeaterCount < leastRepeaters)
    return { kind: 'refused', reason: 'too-few-repeaters', repeaters: repeaterCount };
  const purchases = fitBgNbd(histories);
  if (purchases === null || !purchases.hasConverged)
    return { kind: 'refused', reason: 'no-likeliest' };
  const values = fitGammaGamma(spendingsOf(sample));
  return {
    kind: 'fitted',
    fit: {
      purchases,
      values: values?.hasConverged ? values : null,
      buyerCount: histories.repeats.length,
      repeaterCount,
    },
  };
}

function everyNth(all: BuyerColumns, step: number): BuyerColumns {
  if (step <= 1) return all;
  const isTaken = (_: number, i: number) => i % step === 0;
  return {
    purchaseDays: all.purchaseDays.filter(isTaken),
    firstPurchaseAt: all.firstPurchaseAt.filter(isTaken),
    lastPurchaseAt: all.lastPurchaseAt.filter(isTaken),
    repeatMinor: all.repeatMinor.filter(isTaken),
  };
}

// The same as `historyOf` for each, in columns.
function historiesOf(buyers: BuyerColumns, asOf: number): BuyingHistories {
  const { purchaseDays, firstPurchaseAt, lastPurchaseAt } = buyers;
  const repeats = purchaseDays.map((days) => days - 1);
  const since = (at: number | undefined, i: number) =>
    Math.max(0, (at ?? 0) - (firstPurchaseAt[i] ?? 0)) / weekMs;
  return {
    repeats,
    recencyWeeks: lastPurchaseAt.map((at, i) => (repeats[i] === 0 ? 0 : since(at, i))),
    ageWeeks: firstPurchaseAt.map((_, i) => since(asOf, i)),
  };
}

/** Of who bought again for any money. */
function spendingsOf({ purchaseDays, repeatMinor }: BuyerColumns): Spendings {
  const has = (i: number) => (purchaseDays[i] ?? 0) > 1 && (repeatMinor[i] ?? 0) > 0;
  const places = Int32Array.from(purchaseDays.keys()).filter(has);
  return {
    repeats: places.map((i) => (purchaseDays[i] ?? 0) - 1),
    meanValues: Float64Array.from(
      places,
      (i) => (repeatMinor[i] ?? 0) / ((purchaseDays[i] ?? 2) - 1),
    ),
  };
}
