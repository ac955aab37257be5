import type { Chance } from '../../random.js';
import { type Points, rowsOf, squaredDistance } from './points.js';
import { sampleRows } from './sample-rows.js';

/**
 * How well points sit in their clusters, from −1 to 1: the mean of (b − a) / max(a, b), where a is the mean distance
 * to the rest of the own cluster and b that to the nearest other one. A point alone in its cluster counts 0.
 *
 * @param labels one for each point, at most 255
 * @returns 0 if there is but one cluster
 * @see Rousseeuw 1987
 */
export function silhouette(points: Points, labels: Uint8Array): number {
  const { count } = points;
  const clusters = Math.max(0, ...new Set(labels)) + 1;
  const sizes = new Float64Array(clusters);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  // Distances from each point to each cluster, summed; each pair is measured once.
  const sums = new Float64Array(count * clusters);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(points, i, points, j));
      const [p, q] = [i * clusters + (labels[j] as number), j * clusters + (labels[i] as number)];
      sums[p] = (sums[p] as number) + distance;
      sums[q] = (sums[q] as number) + distance;
    }
  let total = 0;
  for (let i = 0; i < count; i++)
    total += widthOf(sums.subarray(i * clusters, (i + 1) * clusters), sizes, labels[i] as number);
  return count === 0 ? 0 : total / count;
}

function widthOf(sums: Float64Array, sizes: Float64Array, own: number): number {
  const ownSize = sizes[own] as number;
  if (ownSize < 2) return 0;
  const inside = (sums[own] as number) / (ownSize - 1);
  let outside = Number.POSITIVE_INFINITY;
  for (let c = 0; c < sizes.length; c++)
    if (c !== own && (sizes[c] as number) > 0)
      outside = Math.min(outside, (sums[c] as number) / (sizes[c] as number));
  if (outside === Number.POSITIVE_INFINITY || Math.max(inside, outside) === 0) return 0;
  return (outside - inside) / Math.max(inside, outside);
}

/** The same of at most `most` points drawn at random: the time grows with their square. */
export function sampledSilhouette(
  points: Points,
  labels: Uint8Array,
  { most, chance }: { readonly most: number; readonly chance: Chance },
): number {
  const rows = sampleRows(points.count, most, chance);
  return silhouette(
    rowsOf(points, rows),
    Uint8Array.from(rows, (row) => labels[row] as number),
  );
}
