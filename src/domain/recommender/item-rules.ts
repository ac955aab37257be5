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
 * What is bought with one item, for a person to read: rules from it to each other item that keep the limits, by
 * descending lift, equal ones by confidence, then by item.
 *
 * @param baskets baskets × items
 * @param limits least baskets with both, and least lift
 * @see Brin, Motwani, Ullman & Tsur 1997, on lift (there "interest")
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
  const rules: ItemRule[] = [];
  together.forEach((support, consequent) => {
    if (consequent === item || support < limits.minSupport) return;
    const confidence = support / withItem.length;
    const lift = confidence / ((all[consequent] as number) / baskets.rowCount);
    if (lift >= limits.minLift) rules.push({ consequent, support, confidence, lift });
  });
  return rules.sort(
    (a, b) => b.lift - a.lift || b.confidence - a.confidence || a.consequent - b.consequent,
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
