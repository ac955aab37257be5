import type { ItemKnnModel } from './item-knn.js';

/**
 * Items that customers of this one buy too, most similar first.
 *
 * @param isWanted tells which may be shown
 */
export function similarItems(
  { similarities: { starts, columns, weights } }: ItemKnnModel,
  item: number,
  isWanted: (item: number) => boolean,
): number[] {
  const from = starts[item] as number;
  const others = [...columns.subarray(from, starts[item + 1] as number)];
  return others
    .map((other, at) => ({ other, weight: weights?.[from + at] ?? 1 }))
    .filter(({ other }) => other !== item && isWanted(other))
    .sort((a, b) => b.weight - a.weight || a.other - b.other)
    .map(({ other }) => other);
}
