import type { EaseModel } from './ease.js';
import { NeighbourLists } from './neighbour-lists.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * EASE's weights small enough to be stored: for each item that may be recommended the `k` that move its score most,
 * for it or against it.
 *
 * @returns bought item × recommended item
 */
export function prunedWeights({ itemCount, weights }: EaseModel, k: number): SparseMatrix {
  const kept = new NeighbourLists(itemCount, k);
  for (let target = 0; target < itemCount; target++)
    for (let bought = 0; bought < itemCount; bought++) {
      const weight = weights.get(bought, target);
      if (weight !== 0) kept.offer(target, bought, Math.abs(weight));
    }
  const magnitudes = kept.byNeighbour();
  const { starts, columns } = magnitudes;
  const signed = new Float32Array(columns.length);
  for (let bought = 0; bought < itemCount; bought++)
    for (let at = starts[bought] as number; at < (starts[bought + 1] as number); at++)
      signed[at] = weights.get(bought, columns[at] as number);
  return { ...magnitudes, weights: signed };
}
