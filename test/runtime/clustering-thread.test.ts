import { expect, it } from 'vitest';
import { type ClusterOptions, fitClusters } from '../../src/domain/segment/cluster/fit-clusters.js';
import { clusteringThread } from '../../src/runtime/clustering-thread.js';

const options: ClusterOptions = {
  method: 'kmeans',
  features: ['purchaseCount'],
  clusters: 2,
  seed: 1,
};
const figures = () => ({
  customerIds: Int32Array.of(1, 2, 3, 4),
  values: Float64Array.of(1, 1, 9, 9),
});

it('finds in a thread what is found in place, and takes the figures over', async () => {
  const given = figures();
  expect(await clusteringThread().fit(given, options)).toEqual(fitClusters(figures(), options));
  expect(given.values).toHaveLength(0);
});

it('says that a thread failed, and why', async () => {
  const impossible = { ...options, clusters: 0 };
  await expect(clusteringThread().fit(figures(), impossible)).rejects.toMatchObject({
    message: 'the clustering thread failed',
    cause: { message: '4 points cannot make 0 clusters' },
  });
});
