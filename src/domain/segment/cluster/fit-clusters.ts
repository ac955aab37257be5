import { type Chance, chanceOf } from '../../random.js';
import { chooseClusterCount } from './choose-clusters.js';
import type { ClusterFeature } from './cluster-feature.js';
import type { Cluster, ClusterMethod, ClusterModel, ClusterTree } from './cluster-model.js';
import { clusterKey, clusterNames } from './cluster-name.js';
import { kmeans } from './kmeans.js';
import { nearestCentres } from './lloyd.js';
import type { Points } from './points.js';
import { sampledSilhouette } from './silhouette.js';
import { standardise, unscaled } from './standardise.js';
import { ward } from './ward.js';
import { type Grouping, wardGroups } from './ward-groups.js';

/** What is known of customers, a row for each; NaN where a feature is unknown. */
export interface CustomerFigures {
  /** Ascending. */
  readonly customerIds: Int32Array;
  /** customers × features */
  readonly values: Float64Array;
}

export interface ClusterOptions {
  readonly method: ClusterMethod;
  readonly features: readonly ClusterFeature[];
  /** From 2 to 20; null for the number of the best silhouette. */
  readonly clusters: number | null;
  readonly seed: number;
}

export type ClusterFit =
  | { readonly kind: 'fitted'; readonly model: ClusterModel; readonly codes: Uint8Array }
  /** So few customers of whom all features are known. */
  | { readonly kind: 'too-few'; readonly customers: number };

export const mostClusters = 20;

// More than this many groups nobody can write for.
const mostChosen = 8;

/**
 * Groups customers who are alike. All features are figures that a few customers have very much of (days, counts, money),
 * so the logarithm is taken of each before they are standardised, and the outermost hundredth at each end is drawn in.
 *
 * @returns `codes`: for each customer id the place of the cluster counted from 1, or 0 (see ClusterModel)
 */
export function fitClusters(figures: CustomerFigures, options: ClusterOptions): ClusterFit {
  const { features, method, seed } = options;
  const { rows, points: known } = knownOf(figures, features.length);
  const needed = Math.max(2, options.clusters ?? 2);
  if (rows.length <= needed) return { kind: 'too-few', customers: rows.length };
  const chance = chanceOf(seed);
  const { points, scales } = standardise(known, {
    isLog: features.map(() => true),
    cutShare: 0.01,
  });
  const grouping =
    method === 'ward' ? byWard(points, options, chance) : byMeans(points, options, chance);
  const { order, labels } = bySize(nearestCentres(points, grouping.centres).labels);
  const silhouette = sampledSilhouette(points, labels, { most: 2_000, chance });
  const sizes = order.map(({ size }) => size);
  const scores = order.map(({ label }) => rowOf(grouping.centres, label, features.length));
  return {
    kind: 'fitted',
    model: {
      method,
      seed,
      features,
      scales,
      clusters: described({ features, scales, sizes, scores }),
      customers: rows.length,
      leftOut: figures.customerIds.length - rows.length,
      silhouette,
      tried: grouping.tried,
      tree: placed(grouping, order),
    },
    codes: codesOf(figures.customerIds, rows, labels),
  };
}

function rowOf(centres: Float64Array, row: number, dimensions: number): number[] {
  return Array.from(centres.subarray(row * dimensions, (row + 1) * dimensions));
}

function described(
  of: Pick<ClusterModel, 'features' | 'scales'> & {
    readonly sizes: readonly number[];
    readonly scores: readonly (readonly number[])[];
  },
): Cluster[] {
  return clusterNames(of.features, of.scores).map((name, place) => {
    const scores = of.scores[place] ?? [];
    const typical = of.scales.map((scale, f) => unscaled(scores[f] ?? 0, scale));
    return { key: clusterKey(name), name, size: of.sizes[place] ?? 0, scores, typical };
  });
}

/** Customers of whom every feature is known. */
function knownOf({ customerIds, values }: CustomerFigures, dimensions: number) {
  const rows: number[] = [];
  for (let row = 0; row < customerIds.length; row++) {
    let sum = 0;
    for (let p = row * dimensions; p < (row + 1) * dimensions; p++) sum += values[p] as number;
    if (!Number.isNaN(sum)) rows.push(row);
  }
  const known = new Float64Array(rows.length * dimensions);
  rows.forEach((row, place) => {
    known.set(values.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  });
  const points: Points = { values: known, count: rows.length, dimensions };
  return { rows: Int32Array.from(rows), points };
}

function byMeans(points: Points, { clusters }: ClusterOptions, chance: Chance): Grouping {
  const choice = clusters === null ? chooseClusterCount(points, mostChosen, chance) : null;
  const { centres, labels } = kmeans(points, {
    clusters: choice?.clusters ?? clusters ?? 1,
    chance,
  });
  const weights = new Float64Array(centres.length / points.dimensions);
  for (const label of labels) weights[label] = (weights[label] as number) + 1;
  const tree = ward(
    { values: centres, count: weights.length, dimensions: points.dimensions },
    weights,
  );
  const leaves = Array.from(weights, (weight, cluster) => ({ weight, cluster }));
  return { centres, tree, leaves, tried: choice?.tried ?? [] };
}

function byWard(points: Points, { clusters }: ClusterOptions, chance: Chance): Grouping {
  return wardGroups(points, { clusters, most: mostChosen, chance });
}

/** Largest first; of equals the one that came first. A cluster that nobody is in is left out. */
function bySize(labels: Uint8Array) {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = [...sizes]
    .map(([label, size]) => ({ label, size }))
    .sort((a, b) => b.size - a.size || a.label - b.label);
  const placeOf = new Uint8Array(256);
  order.forEach(({ label }, place) => {
    placeOf[label] = place;
  });
  return { order, labels: labels.map((label) => placeOf[label] as number) };
}

function placed(
  { tree, leaves }: Grouping,
  order: readonly { readonly label: number }[],
): ClusterTree {
  return {
    leaves: leaves.map(({ weight, cluster }) => ({
      weight,
      cluster: order.findIndex(({ label }) => label === cluster),
    })),
    merges: Array.from(tree.heights, (height, merge) => ({
      pair: [tree.pairs[2 * merge] as number, tree.pairs[2 * merge + 1] as number],
      height,
    })),
  };
}

function codesOf(customerIds: Int32Array, rows: Int32Array, labels: Uint8Array): Uint8Array {
  const codes = new Uint8Array((customerIds.at(-1) ?? 0) + 1);
  rows.forEach((row, place) => {
    codes[customerIds[row] as number] = (labels[place] as number) + 1;
  });
  return codes;
}
