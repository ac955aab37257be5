import { DenseRows } from './dense-rows.js';
import type { Factors } from './factors.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * The product of a customer's factors with each item's, customers by ascending row.
 *
 * @param own customers × width
 * @param items items × width
 * @returns fills `scores` (one per item) for a row of `own`
 */
export function factorScores(
  own: Factors,
  items: Factors,
): (row: number, scores: Float64Array) => void {
  // Each factor is a row over all items, and a customer's score a weighted sum of these rows.
  const rows = new DenseRows(items.width, items.rowCount);
  for (let item = 0; item < items.rowCount; item++)
    for (let factor = 0; factor < items.width; factor++)
      rows.set(factor, item, items.numbers[item * items.width + factor] as number);
  return rows.sumsFor(asMatrix(own));
}

function asMatrix({ rowCount, width, numbers }: Factors): SparseMatrix {
  return {
    rowCount,
    columnCount: width,
    starts: Int32Array.from({ length: rowCount + 1 }, (_, row) => row * width),
    columns: Int32Array.from({ length: rowCount * width }, (_, at) => at % width),
    weights: Float32Array.from(numbers),
  };
}
