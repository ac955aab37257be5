import type { ClusterModel } from './cluster-model.js';

/** How the clusters were found and how far they are to be trusted, in sentences. */
export function clusterNotes(model: ClusterModel): string[] {
  const { customers, leftOut, silhouette, tried, method } = model;
  const how =
    method === 'kmeans'
      ? 'By k-means, the best of ten starts'
      : 'By Ward’s tree of at most 5,000 customers; everybody is in the cluster of the nearest centre';
  const left =
    leftOut === 0
      ? ''
      : ` ${leftOut.toLocaleString('en')} are in none: of them not all of these figures are known.`;
  const scores = tried.map((each) => `${each.clusters}: ${each.silhouette.toFixed(2)}`).join(', ');
  return [
    `${how}. ${customers.toLocaleString('en')} customers are in one.${left}`,
    `Silhouette ${silhouette.toFixed(2)} of at most 1: the clusters are ${clarityOf(silhouette)}.`,
    ...(scores === '' ? [] : [`So many clusters would score: ${scores}.`]),
  ];
}

/** @see Kaufman & Rousseeuw 1990, table 4: how a silhouette is read */
function clarityOf(silhouette: number): string {
  if (silhouette > 0.7) return 'clearly apart';
  if (silhouette > 0.5) return 'apart';
  if (silhouette > 0.25) return 'weakly apart, a way to cut what goes over into each other';
  return 'hardly apart; do not build much on them';
}
