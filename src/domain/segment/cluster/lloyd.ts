import { type Points, type Rows, squaredDistance, squaredDistances } from './points.js';

export interface Partition {
  /** clusters × dimensions */
  readonly centres: Float64Array;
  /** For each point the cluster of its nearest centre, from 0. */
  readonly labels: Uint8Array;
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
}

export interface LloydLimits {
  readonly maxIterations: number;
  /** Ends once no centre moved further than this (a distance). */
  readonly tolerance: number;
}

interface State {
  readonly points: Points;
  readonly clusters: number;
  readonly centres: Rows;
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly labels: Uint8Array;
  /** At least the distance to the own centre. */
  readonly upper: Float64Array;
  /** At most the distance to the second nearest centre. */
  readonly lower: Float64Array;
  /** One for each cluster, of the point at hand. */
  readonly squares: Float64Array;
}

/**
 * Lloyd's iterations from given centres until nothing changes. Bounds by the triangle inequality spare most
 * distances and change no result. A cluster that lost its last point takes the point that lies furthest from its own
 * centre; it stays empty only when every point sits on a centre.
 *
 * @param seeds clusters × dimensions, at most 255 clusters; not changed
 * @see Hamerly 2010, "Making k-means even faster"
 */
export function lloyd(points: Points, seeds: Float64Array, limits: LloydLimits): Partition {
  const clusters = seeds.length / points.dimensions;
  const state: State = {
    points,
    clusters,
    centres: { values: seeds.slice(), dimensions: points.dimensions },
    sums: new Float64Array(seeds.length),
    sizes: new Float64Array(clusters),
    labels: new Uint8Array(points.count),
    upper: new Float64Array(points.count).fill(Number.POSITIVE_INFINITY),
    lower: new Float64Array(points.count),
    squares: new Float64Array(clusters),
  };
  for (let i = 0; i < points.count; i++) credit(state, i, 0, 1);
  let iterations = 0;
  for (let isMoving = true; isMoving && iterations < limits.maxIterations; iterations++) {
    const changed = assign(state);
    const repaired = fillEmpty(state);
    const furthest = moveCentres(state);
    isMoving = changed + repaired > 0 && furthest > limits.tolerance;
  }
  return { ...finish(state), iterations };
}

/** @returns how many points changed cluster */
function assign(state: State): number {
  const { points, centres, labels, upper, lower } = state;
  const halfGaps = halfGapsOf(state);
  let changed = 0;
  for (let i = 0; i < points.count; i++) {
    const own = labels[i] as number;
    const safe = Math.max(halfGaps[own] as number, lower[i] as number);
    if ((upper[i] as number) <= safe) continue;
    const squared = squaredDistance(points, i, centres, own);
    upper[i] = Math.sqrt(squared);
    if ((upper[i] as number) <= safe) continue;
    const nearest = nearestOf(state, i, squared);
    if (nearest === own) continue;
    credit(state, i, own, -1);
    credit(state, i, nearest, 1);
    labels[i] = nearest;
    changed++;
  }
  return changed;
}

/** The nearest centre by all distances, whose bounds are set anew; the own one wins a tie. */
function nearestOf(state: State, i: number, ownSquared: number): number {
  const { points, clusters, centres, labels, upper, lower, squares } = state;
  const own = labels[i] as number;
  squaredDistances(points, i, centres, squares);
  let best = own;
  let nearest = ownSquared;
  let second = Number.POSITIVE_INFINITY;
  for (let c = 0; c < clusters; c++) {
    const squared = squares[c] as number;
    // Asked first: most are neither, and a branch that is foreseen costs nothing.
    if (squared >= second || c === own) continue;
    if (squared >= nearest) {
      second = squared;
      continue;
    }
    second = nearest;
    nearest = squared;
    best = c;
  }
  upper[i] = Math.sqrt(nearest);
  lower[i] = Math.sqrt(second);
  return best;
}

/** Half the distance from each centre to the nearest other: who is nearer than that to its own is nearest to it. */
function halfGapsOf({ clusters, centres }: State): Float64Array {
  const gaps = new Float64Array(clusters).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < clusters; a++)
    for (let b = 0; b < a; b++) {
      const gap = Math.sqrt(squaredDistance(centres, a, centres, b)) / 2;
      gaps[a] = Math.min(gaps[a] as number, gap);
      gaps[b] = Math.min(gaps[b] as number, gap);
    }
  return gaps;
}

function fillEmpty(state: State): number {
  let filled = 0;
  for (let cluster = 0; cluster < state.clusters; cluster++) {
    if (state.sizes[cluster] !== 0) continue;
    const furthest = furthestPoint(state);
    if (furthest === null) return filled;
    credit(state, furthest, state.labels[furthest] as number, -1);
    credit(state, furthest, cluster, 1);
    state.labels[furthest] = cluster;
    // Bounds that hold wherever the centre goes.
    state.upper[furthest] = Number.POSITIVE_INFINITY;
    state.lower[furthest] = 0;
    filled++;
  }
  return filled;
}

/** Of clusters that have more than one; null if every point sits on its centre. */
function furthestPoint({ points, centres, sizes, labels }: State): number | null {
  let furthest: number | null = null;
  let most = 0;
  for (let i = 0; i < points.count; i++) {
    const own = labels[i] as number;
    if ((sizes[own] as number) < 2) continue;
    const squared = squaredDistance(points, i, centres, own);
    if (squared > most) {
      most = squared;
      furthest = i;
    }
  }
  return furthest;
}

/** Puts each centre on the mean of its points and keeps the bounds true; the longest way that one moved. */
function moveCentres({ points, clusters, centres, sums, sizes, labels, upper, lower }: State) {
  const { dimensions, count } = points;
  const moved = new Float64Array(clusters);
  for (let c = 0; c < clusters; c++) {
    const size = sizes[c] as number;
    let squared = 0;
    for (let p = c * dimensions; size > 0 && p < (c + 1) * dimensions; p++) {
      const mean = (sums[p] as number) / size;
      squared += (mean - (centres.values[p] as number)) ** 2;
      centres.values[p] = mean;
    }
    moved[c] = Math.sqrt(squared);
  }
  const first = moved.indexOf(Math.max(...moved));
  const most = moved[first] as number;
  const next = Math.max(0, ...moved.filter((_, c) => c !== first));
  for (let i = 0; i < count; i++) {
    const own = labels[i] as number;
    upper[i] = (upper[i] as number) + (moved[own] as number);
    lower[i] = (lower[i] as number) - (own === first ? next : most);
  }
  return most;
}

function credit({ points, sums, sizes }: State, i: number, cluster: number, by: 1 | -1): void {
  const { values, dimensions } = points;
  for (let f = 0; f < dimensions; f++)
    sums[cluster * dimensions + f] =
      (sums[cluster * dimensions + f] as number) + by * (values[i * dimensions + f] as number);
  sizes[cluster] = (sizes[cluster] as number) + by;
}

/** Once more against the centres as they are now. */
function finish(state: State): Pick<Partition, 'centres' | 'labels' | 'inertia'> {
  assign(state);
  const { points, centres, labels } = state;
  let inertia = 0;
  for (let i = 0; i < points.count; i++)
    inertia += squaredDistance(points, i, centres, labels[i] as number);
  return { centres: centres.values, labels, inertia };
}

/** For each point the nearest centre, the first of equals. */
export function nearestCentres(
  points: Points,
  centres: Float64Array,
): Pick<Partition, 'labels' | 'inertia'> {
  const { count, dimensions } = points;
  const rows = { values: centres, dimensions };
  const labels = new Uint8Array(count);
  let inertia = 0;
  for (let i = 0; i < count; i++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let c = 0; c * dimensions < centres.length; c++) {
      const squared = squaredDistance(points, i, rows, c);
      if (squared >= nearest) continue;
      nearest = squared;
      labels[i] = c;
    }
    inertia += nearest;
  }
  return { labels, inertia };
}
