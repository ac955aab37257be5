import { DenseRows } from './dense-rows.js';
import type { Factors } from './factors.js';

/**
 * Each factor as a row over all items: a customer's scores are sums of these rows, weighted by the customer's factors.
 *
 * @param items items × width
 * @returns width × items
 */
export function factorRows(items: Factors): DenseRows {
  const rows = new DenseRows(items.width, items.rowCount);
  for (let item = 0; item < items.rowCount; item++)
    for (let factor = 0; factor < items.width; factor++)
      rows.set(factor, item, items.numbers[item * items.width + factor] as number);
  return rows;
}
