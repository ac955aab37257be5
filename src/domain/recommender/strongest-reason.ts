import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Which of a customer's items speaks loudest for `item`; -1 if none speaks for it. Ties go to the lower index.
 *
 * @param similarities bought item × recommended item
 * @param bought customers × items; a weight says how much an entry counts
 */
export function strongestReason(
  similarities: SparseMatrix,
  bought: SparseMatrix,
  { row, item }: { readonly row: number; readonly item: number },
): number {
  let best = -1;
  let loudest = 0;
  for (let at = bought.starts[row] as number; at < (bought.starts[row + 1] as number); at++) {
    const source = bought.columns[at] as number;
    const voice = (bought.weights?.[at] ?? 1) * similarityOf(similarities, source, item);
    if (voice > loudest) [best, loudest] = [source, voice];
  }
  return best;
}

/** All that a customer's items say of one item. */
export function summedReasons(
  similarities: SparseMatrix,
  bought: SparseMatrix,
  { row, item }: { readonly row: number; readonly item: number },
): number {
  let sum = 0;
  for (let at = bought.starts[row] as number; at < (bought.starts[row + 1] as number); at++)
    sum +=
      (bought.weights?.[at] ?? 1) * similarityOf(similarities, bought.columns[at] as number, item);
  return sum;
}

function similarityOf({ starts, columns, weights }: SparseMatrix, source: number, item: number) {
  let low = starts[source] as number;
  const end = starts[source + 1] as number;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns[middle] as number) < item) low = middle + 1;
    else high = middle;
  }
  return low < end && columns[low] === item ? (weights?.[low] ?? 1) : 0;
}
