import type { Chance } from '../../random.js';
import { lloyd, type Partition } from './lloyd.js';
import type { Points } from './points.js';
import { seedCentres } from './seed-centres.js';

export interface KmeansOptions {
  /** From 1 to 255; never more than there are points. */
  readonly clusters: number;
  readonly chance: Chance;
  /** The best of so many starts is kept; 10 unless given. */
  readonly restarts?: number;
  /** 300 unless given. */
  readonly maxIterations?: number;
  /** A distance: ends once no centre moves further. 1e-4 unless given, for standardised features. */
  readonly tolerance?: number;
}

/**
 * The partition of the least sum of squared distances to the centres that several starts find.
 *
 * @throws RangeError if there are fewer points than clusters
 * @see Lloyd 1982; Arthur & Vassilvitskii 2007
 */
export function kmeans(points: Points, options: KmeansOptions): Partition {
  const { clusters, chance, restarts = 10, maxIterations = 300, tolerance = 1e-4 } = options;
  if (!(clusters >= 1 && clusters <= 255 && clusters <= points.count))
    throw new RangeError(`${points.count} points cannot make ${clusters} clusters`);
  let best: Partition | null = null;
  for (let start = 0; start < Math.max(1, restarts); start++) {
    const seeds = seedCentres(points, clusters, chance);
    const found = lloyd(points, seeds, { maxIterations, tolerance });
    if (best === null || found.inertia < best.inertia) best = found;
  }
  return best as Partition;
}
