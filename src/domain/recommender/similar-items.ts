import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Items that customers of this one buy too, most similar first.
 *
 * @param similarities bought item × recommended item
 * @param isWanted tells which may be shown
 */
export function similarItems(
  { starts, columns, weights }: SparseMatrix,
  item: number,
  isWanted: (item: number) => boolean,
): number[] {
  const from = starts[item] as number;
  const others = [...columns.subarray(from, starts[item + 1] as number)];
  return others
    .map((other, at) => ({ other, weight: weights?.[from + at] ?? 1 }))
    .filter(({ other, weight }) => weight > 0 && other !== item && isWanted(other))
    .sort((a, b) => b.weight - a.weight || a.other - b.other)
    .map(({ other }) => other);
}
