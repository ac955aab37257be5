import { DenseRows } from './dense-rows.js';
import type { Factors } from './ials-solver.js';
import { rankScores } from './rank-scores.js';
import type { Ranking, Wanted } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Lists by the product of a customer's factors with each item's; those without factors get nothing.
 *
 * @param own customers × width, row by row beside `customers`
 * @param items items × width
 */
export function factorScores(
  own: Factors,
  items: Factors,
  { customers, wanted }: { readonly customers: SparseMatrix; readonly wanted: Wanted },
): Ranking {
  // Each factor is a row over all items, and a customer's score a weighted sum of these rows.
  const rows = new DenseRows(items.width, items.rowCount);
  for (let item = 0; item < items.rowCount; item++)
    for (let factor = 0; factor < items.width; factor++)
      rows.set(factor, item, items.numbers[item * items.width + factor] as number);
  return rankScores(customers, wanted, items.rowCount, rows.sumsFor(asMatrix(own)));
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
