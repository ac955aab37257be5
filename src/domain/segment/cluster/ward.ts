import { type Points, squaredDistance } from './points.js';

/** n − 1 merges of n points, lowest first. Points are 0..n−1; the i-th merge makes cluster n + i. */
export interface Dendrogram {
  readonly count: number;
  /** Two clusters for each merge, the lower number first. */
  readonly pairs: Int32Array;
  /** How far apart they were: √(2·a·b/(a+b))·‖centre − centre‖; for two points their distance. */
  readonly heights: Float64Array;
  /** Weight of the points below the merge: how many there are, unless weights were given. */
  readonly sizes: Float64Array;
}

/**
 * Hierarchical clusters by the least growth of the within-cluster sum of squares. A chain of nearest neighbours
 * finds the same merges as looking for the nearest pair each time, in O(n²·d) time; distances are computed from
 * centres as they are asked for, so that memory is O(n·d).
 *
 * @param weights of the points; 1 each unless given
 * @see Ward 1963; Murtagh 1983 (nearest-neighbour chain); heights as in Murtagh & Legendre 2014, "Ward2"
 */
export function ward(points: Points, weights?: Float64Array): Dendrogram {
  const forest = forestOf(points, weights);
  const merges = points.count - 1;
  const raw = { pairs: new Int32Array(2 * merges), heights: new Float64Array(merges) };
  const chain: number[] = [];
  for (let merge = 0; merge < merges; merge++) {
    if (chain.length === 0) chain.push(forest.active[0] as number);
    for (;;) {
      const tip = chain.at(-1) as number;
      const previous = chain.at(-2) ?? -1;
      const { slot, distance } = nearestTo(forest, tip, previous);
      if (slot === previous) {
        chain.length -= 2;
        raw.pairs.set([tip, slot], 2 * merge);
        raw.heights[merge] = Math.sqrt(distance);
        join(forest, tip, slot);
        break;
      }
      chain.push(slot);
    }
  }
  return numbered(points.count, raw, forest.weights);
}

interface Forest {
  readonly dimensions: number;
  /** Centres of the clusters, by the slot of one of their points. */
  readonly centres: Float64Array;
  readonly sizes: Float64Array;
  readonly weights: Float64Array;
  /** Slots of the clusters there are, the first `alive` of it. */
  readonly active: Int32Array;
  readonly placeOf: Int32Array;
  alive: number;
}

function forestOf({ values, count, dimensions }: Points, weights?: Float64Array): Forest {
  const own = weights ?? new Float64Array(count).fill(1);
  return {
    dimensions,
    centres: values.slice(),
    sizes: own.slice(),
    weights: own,
    active: Int32Array.from({ length: count }, (_, i) => i),
    placeOf: Int32Array.from({ length: count }, (_, i) => i),
    alive: count,
  };
}

/** The nearest other cluster, with the height squared; the one before in the chain wins a tie, or it would go in rings. */
function nearestTo(forest: Forest, tip: number, previous: number) {
  const { centres, sizes, active, alive, dimensions } = forest;
  const size = sizes[tip] as number;
  let slot = previous;
  let distance = previous < 0 ? Number.POSITIVE_INFINITY : heightSquared(forest, tip, previous);
  for (let place = 0; place < alive; place++) {
    const other = active[place] as number;
    if (other === tip) continue;
    const otherSize = sizes[other] as number;
    const factor = (2 * size * otherSize) / (size + otherSize);
    const bound = distance / factor;
    let squared = 0;
    // Most are too far by the first few features already.
    for (let f = 0, p = tip * dimensions, q = other * dimensions; f < dimensions; f++, p++, q++) {
      const gap = (centres[p] as number) - (centres[q] as number);
      squared += gap * gap;
      if ((f & 3) === 3 && squared >= bound) break;
    }
    if (squared >= bound) continue;
    distance = squared * factor;
    slot = other;
  }
  return { slot, distance };
}

function heightSquared({ centres, sizes, dimensions }: Forest, a: number, b: number): number {
  const rows = { values: centres, dimensions };
  const [m, n] = [sizes[a] as number, sizes[b] as number];
  return ((2 * m * n) / (m + n)) * squaredDistance(rows, a, rows, b);
}

/** The merged cluster takes the slot `b`. */
function join(forest: Forest, a: number, b: number): void {
  const { centres, sizes, active, placeOf, dimensions } = forest;
  const [m, n] = [sizes[a] as number, sizes[b] as number];
  for (let f = 0; f < dimensions; f++) {
    const q = b * dimensions + f;
    centres[q] =
      (m * (centres[a * dimensions + f] as number) + n * (centres[q] as number)) / (m + n);
  }
  sizes[b] = m + n;
  forest.alive -= 1;
  const last = active[forest.alive] as number;
  const place = placeOf[a] as number;
  active[place] = last;
  placeOf[last] = place;
}

/** The chain finds merges out of order and names slots: sorts them and numbers the clusters as they come to be. */
function numbered(
  count: number,
  raw: { readonly pairs: Int32Array; readonly heights: Float64Array },
  weights: Float64Array,
): Dendrogram {
  const merges = count - 1;
  const order = Array.from({ length: Math.max(0, merges) }, (_, i) => i);
  // Stable: of equal heights the inner one was found first.
  order.sort((a, b) => (raw.heights[a] as number) - (raw.heights[b] as number));
  const clusterOf = Int32Array.from({ length: count }, (_, i) => i);
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const size = weights.slice();
  const tree = {
    count,
    pairs: new Int32Array(2 * order.length),
    heights: new Float64Array(order.length),
    sizes: new Float64Array(order.length),
  };
  order.forEach((from, merge) => {
    const a = rootOf(parent, raw.pairs[2 * from] as number);
    const b = rootOf(parent, raw.pairs[2 * from + 1] as number);
    const pair = [clusterOf[a] as number, clusterOf[b] as number].sort((x, y) => x - y);
    tree.pairs.set(pair, 2 * merge);
    tree.heights[merge] = raw.heights[from] as number;
    size[b] = (size[a] as number) + (size[b] as number);
    tree.sizes[merge] = size[b] as number;
    parent[a] = b;
    clusterOf[b] = count + merge;
  });
  return tree;
}

function rootOf(parent: Int32Array, slot: number): number {
  let root = slot;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root] as number] as number;
    root = parent[root] as number;
  }
  return root;
}
