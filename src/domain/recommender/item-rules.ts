import type { AssociationRule } from './association-rules.js';
import type { DailyPurchases } from './purchases.js';
import { indexOfId } from './purchases.js';
import {
  columnCounts,
  rowOf,
  type SparseMatrix,
  sparseMatrix,
  transpose,
} from './sparse-matrix.js';

export type ItemRule = Omit<AssociationRule, 'first' | 'second'>;

/**
 * What is bought with one item, for a person to read: rules from it to each other item that keep the limits, the
 * surest first: by the log-likelihood ratio of being together, which neither a rare coincidence (as with lift) nor what is
 * in every basket (as with confidence) can lead; equal ones by item.
 *
 * @param baskets baskets × items
 * @param limits least baskets with both, and least lift
 * @see Brin, Motwani, Ullman & Tsur 1997, on lift (there "interest"); Dunning 1993, "Accurate Methods for the Statistics
 * of Surprise and Coincidence", on the ratio
 */
export function itemRules(
  baskets: SparseMatrix,
  item: number,
  limits: { readonly minSupport: number; readonly minLift: number },
): ItemRule[] {
  const withItem = rowOf(transpose(baskets), item);
  const all = columnCounts(baskets);
  const together = new Int32Array(baskets.columnCount);
  for (const basket of withItem)
    for (const other of rowOf(baskets, basket)) together[other] = (together[other] as number) + 1;
  const rules: (ItemRule & { readonly surprise: number })[] = [];
  together.forEach((support, consequent) => {
    if (consequent === item || support < limits.minSupport) return;
    const others = all[consequent] as number;
    const confidence = support / withItem.length;
    const lift = confidence / (others / baskets.rowCount);
    if (!(lift >= limits.minLift)) return;
    const surprise = likelihoodRatio(support, withItem.length, others, baskets.rowCount);
    rules.push({ consequent, support, confidence, lift, surprise });
  });
  rules.sort((a, b) => b.surprise - a.surprise || a.consequent - b.consequent);
  return rules.map(({ surprise: _, ...rule }) => rule);
}

/** G² of the 2 × 2 table of baskets with and without each of two items: 2 Σ observed ln(observed / expected). */
export function likelihoodRatio(both: number, first: number, second: number, all: number): number {
  const cell = (observed: number, row: number, column: number) =>
    observed === 0 ? 0 : observed * Math.log((observed * all) / (row * column));
  const [notFirst, notSecond] = [all - first, all - second];
  return (
    2 *
    (cell(both, first, second) +
      cell(first - both, first, notSecond) +
      cell(second - both, notFirst, second) +
      cell(all - first - second + both, notFirst, notSecond))
  );
}

/** What a customer bought on one day is one basket. */
export function basketMatrix(
  { customers, products, days }: DailyPurchases,
  productIds: Int32Array,
): SparseMatrix {
  const numbers = new Map<number, number>();
  const rows = customers.map((customer, entry) => {
    // A customer and a day in one number, exact below 2^53.
    const key = customer * 2 ** 21 + (days[entry] as number);
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
  const columns = products.map((id) => indexOfId(productIds, id));
  return sparseMatrix(
    { rows, columns },
    { rowCount: numbers.size, columnCount: productIds.length },
  );
}
