import type { Chance } from '../../random.js';
import type { CountChoice } from './choose-clusters.js';
import { cutTree, topOf } from './cut-tree.js';
import { type Points, rowsOf } from './points.js';
import { sampleRows } from './sample-rows.js';
import { sampledSilhouette } from './silhouette.js';
import { type Dendrogram, ward } from './ward.js';

/** Centres that make groups, and how these lie to each other. */
export interface Grouping {
  /** groups × dimensions */
  readonly centres: Float64Array;
  readonly tree: Dendrogram;
  /** Of the tree: what each stands for, and its group. */
  readonly leaves: readonly { readonly weight: number; readonly cluster: number }[];
  readonly tried: CountChoice['tried'];
}

// The time grows with the square: half a second for so many.
const mostPoints = 5_000;
const mostLeaves = 30;

/**
 * Groups by Ward's tree of at most 5,000 points drawn at random, cut where the silhouette is best unless a number is given;
 * each group is known by its centre.
 */
export function wardGroups(
  all: Points,
  { clusters, most, chance }: { clusters: number | null; most: number; chance: Chance },
): Grouping {
  const points = rowsOf(all, sampleRows(all.count, mostPoints, chance));
  const tree = ward(points);
  const tried = [];
  for (let count = 2; clusters === null && count <= Math.min(most, points.count - 1); count++) {
    const labels = Uint8Array.from(cutTree(tree, count));
    const silhouette = sampledSilhouette(points, labels, { most: 2_000, chance });
    tried.push({ clusters: count, silhouette });
  }
  const best = tried.toSorted((a, b) => b.silhouette - a.silhouette)[0]?.clusters;
  const labels = cutTree(tree, clusters ?? best ?? 1);
  const top = topOf(tree, mostLeaves);
  return {
    centres: meansOf(points, labels),
    tree: top.tree,
    leaves: Array.from(top.leafSizes, (weight, leaf) => ({
      weight,
      cluster: labels[top.leafOf.indexOf(leaf)] ?? 0,
    })),
    tried,
  };
}

function meansOf({ values, dimensions }: Points, labels: Int32Array): Float64Array {
  const groups = Math.max(...labels) + 1;
  const sums = new Float64Array(groups * dimensions);
  const sizes = new Float64Array(groups);
  labels.forEach((label, i) => {
    sizes[label] = (sizes[label] as number) + 1;
    for (let f = 0; f < dimensions; f++) {
      const q = label * dimensions + f;
      sums[q] = (sums[q] as number) + (values[i * dimensions + f] as number);
    }
  });
  return sums.map((sum, q) => sum / (sizes[Math.floor(q / dimensions)] as number));
}
