import type { ClusterFeature } from './cluster-feature.js';
import type { LocalName } from './cluster-name.js';
import type { FeatureScale } from './standardise.js';

export const clusterMethods = ['kmeans', 'ward'] as const;

export type ClusterMethod = (typeof clusterMethods)[number];

/** One group of customers who are alike. */
export interface Cluster {
  /** What a segment calls it: `big-baskets-seldom`. Unique in its model. */
  readonly key: string;
  readonly name: LocalName;
  readonly size: number;
  /** Of the centre, in standard deviations from the mean of all, in the order of the features. */
  readonly scores: readonly number[];
  /** The same in the features' own units. */
  readonly typical: readonly number[];
}

/**
 * One clustering, apart from who is in which: that is a byte for each customer id, 0 for in none and else the place of
 * the cluster counted from 1. Plain data, kept as JSON beside those bytes.
 */
export interface ClusterModel {
  readonly method: ClusterMethod;
  readonly seed: number;
  readonly features: readonly ClusterFeature[];
  readonly scales: readonly FeatureScale[];
  /** Largest first. */
  readonly clusters: readonly Cluster[];
  /** In one of them. */
  readonly customers: number;
  /** In none, because one of the features is unknown of them. */
  readonly leftOut: number;
  /** From −1 to 1, of a sample. */
  readonly silhouette: number;
  /** What other numbers of clusters scored; empty if the number was given. */
  readonly tried: readonly { readonly clusters: number; readonly silhouette: number }[];
  readonly tree: ClusterTree;
}

/** How clusters lie to each other: the top of Ward's tree. */
export interface ClusterTree {
  /** How many customers a leaf stands for, and the place of its cluster, from 0. */
  readonly leaves: readonly { readonly weight: number; readonly cluster: number }[];
  /** Leaves are 0..n−1, the i-th merge makes n + i. */
  readonly merges: readonly { readonly pair: readonly [number, number]; readonly height: number }[];
}
