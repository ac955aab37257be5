import { distinctIds, type Purchases, purchaseMatrix } from './purchases.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** The past to learn from, and what customers bought for the first time after it. Same rows, same columns. */
export interface TimeSplit {
  /** First day of the test period, days since 1970-01-01 UTC. */
  readonly testFromDay: number;
  readonly productIds: Int32Array;
  readonly train: SparseMatrix;
  /** First purchases only; rows of customers, and columns of products, that the past does not know are absent. */
  readonly test: SparseMatrix;
}

/**
 * Splits at one instant for everybody: a random split would let a model learn from the future.
 *
 * @param testShare of the days between the first and the last purchase, in (0, 1); at least one day
 * @returns null if there is no past, or nobody of the past bought anything new after it
 */
export function timeSplit(purchases: Purchases, testShare: number): TimeSplit | null {
  const { firstDays, lastDays } = purchases;
  if (firstDays.length === 0) return null;
  const firstDay = firstDays.reduce((least, day) => Math.min(least, day));
  const lastDay = lastDays.reduce((most, day) => Math.max(most, day));
  const testDays = Math.max(1, Math.round((lastDay - firstDay + 1) * testShare));
  return splitAt(purchases, lastDay + 1 - testDays);
}

/** The same, with the first test day given. */
export function splitAt(purchases: Purchases, testFromDay: number): TimeSplit | null {
  const isPast = (entry: number) => (purchases.firstDays[entry] as number) < testFromDay;
  const past = purchases.firstDays.map((day) => (day < testFromDay ? 1 : 0));
  const customerIds = distinctIds(purchases.customers.filter((_, entry) => past[entry] === 1));
  const productIds = distinctIds(purchases.products.filter((_, entry) => past[entry] === 1));
  const train = purchaseMatrix(purchases, customerIds, productIds, isPast);
  const test = purchaseMatrix(purchases, customerIds, productIds, (entry) => !isPast(entry));
  if (test.columns.length === 0) return null;
  return { testFromDay, productIds, train, test };
}
