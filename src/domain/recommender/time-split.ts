import { type History, historyOf, minutesPerDay } from './history.js';
import { type DailyPurchases, distinctIds, indexOfId, purchaseMatrix } from './purchases.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** The past to learn from, and what customers bought after it. Same rows, same columns. */
export interface TimeSplit {
  /** First day of the test period, days since 1970-01-01 UTC. */
  readonly testFromDay: number;
  readonly customerIds: Int32Array;
  readonly productIds: Int32Array;
  readonly past: History;
  /** First purchases only; rows of customers, and columns of products, that the past does not know are absent. */
  readonly fresh: SparseMatrix;
  /** The others: what a customer had before and bought again. */
  readonly again: SparseMatrix;
}

/**
 * Splits at one instant for everybody: a random split would let a model learn from the future.
 *
 * @param testShare of the days between the first and the last purchase, in (0, 1); at least one day
 * @returns null if there is no past, or nobody of the past bought anything new after it
 */
export function timeSplit(purchases: DailyPurchases, testShare: number): TimeSplit | null {
  const { days } = purchases;
  if (days.length === 0) return null;
  const firstDay = days.reduce((least, day) => Math.min(least, day));
  const lastDay = days.reduce((most, day) => Math.max(most, day));
  const testDays = Math.max(1, Math.round((lastDay - firstDay + 1) * testShare));
  return splitAt(purchases, lastDay + 1 - testDays);
}

/** The same, with the first test day given. */
export function splitAt(purchases: DailyPurchases, testFromDay: number): TimeSplit | null {
  const past = purchasesBefore(purchases, testFromDay);
  const customerIds = distinctIds(past.customers);
  const productIds = distinctIds(past.products);
  const isLater = (entry: number) => (purchases.days[entry] as number) >= testFromDay;
  const history = historyOfPurchases(past, customerIds, productIds);
  const later = purchaseMatrix(purchases, customerIds, productIds, isLater);
  const fresh = among(later, history.matrix, false);
  if (fresh.columns.length === 0) return null;
  const again = among(later, history.matrix, true);
  return { testFromDay, customerIds, productIds, past: history, fresh, again };
}

export function purchasesBefore(
  { customers, products, days }: DailyPurchases,
  day: number,
): DailyPurchases {
  const isPast = (_: number, entry: number) => (days[entry] as number) < day;
  return {
    customers: customers.filter(isPast),
    products: products.filter(isPast),
    days: days.filter(isPast),
  };
}

/** Every entry's ids must be in the two ascending lists. */
export function historyOfPurchases(
  purchases: DailyPurchases,
  customerIds: Int32Array,
  productIds: Int32Array,
): History {
  const lines = {
    customers: purchases.customers.map((id) => indexOfId(customerIds, id)),
    items: purchases.products.map((id) => indexOfId(productIds, id)),
    weights: null,
    minutes: purchases.days.map((day) => day * minutesPerDay),
  };
  return historyOf(lines, { customerCount: customerIds.length, itemCount: productIds.length });
}

/** The entries of `matrix` that `known` has too, or those that it has not. */
function among(matrix: SparseMatrix, known: SparseMatrix, isKnown: boolean): SparseMatrix {
  const starts = new Int32Array(matrix.rowCount + 1);
  const columns = new Int32Array(matrix.columns.length);
  // The row that knows a column last: marks need no clearing between rows.
  const knownBy = new Int32Array(matrix.columnCount).fill(-1);
  let size = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = known.starts[row] as number; at < (known.starts[row + 1] as number); at++)
      knownBy[known.columns[at] as number] = row;
    for (let at = matrix.starts[row] as number; at < (matrix.starts[row + 1] as number); at++) {
      const column = matrix.columns[at] as number;
      if ((knownBy[column] === row) === isKnown) columns[size++] = column;
    }
    starts[row + 1] = size;
  }
  return { ...matrix, starts, columns: columns.slice(0, size), weights: null };
}
