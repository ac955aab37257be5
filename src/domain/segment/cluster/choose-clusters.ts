import type { Chance } from '../../random.js';
import { kmeans } from './kmeans.js';
import { type Points, rowsOf } from './points.js';
import { sampleRows } from './sample-rows.js';
import { sampledSilhouette } from './silhouette.js';

export interface CountChoice {
  readonly clusters: number;
  /** What each number of clusters scored, from 2 on. */
  readonly tried: readonly { readonly clusters: number; readonly silhouette: number }[];
}

// Enough that the best number does not hang on the draw, and few enough that nobody waits.
const sample = { fit: 20_000, score: 2_000, restarts: 4 };

/**
 * The number of clusters whose mean silhouette is highest; the smaller of equals. Each is fitted by k-means to a sample.
 *
 * @param most the largest number tried, at least 2
 */
export function chooseClusterCount(points: Points, most: number, chance: Chance): CountChoice {
  const few = rowsOf(points, sampleRows(points.count, sample.fit, chance));
  const tried = [];
  for (let clusters = 2; clusters <= Math.min(most, few.count - 1); clusters++) {
    const { labels } = kmeans(few, { clusters, chance, restarts: sample.restarts });
    tried.push({
      clusters,
      silhouette: sampledSilhouette(few, labels, { most: sample.score, chance }),
    });
  }
  const best = tried.reduce<(typeof tried)[number] | null>(
    (found, each) => (found === null || each.silhouette > found.silhouette ? each : found),
    null,
  );
  return { clusters: best?.clusters ?? 1, tried };
}
