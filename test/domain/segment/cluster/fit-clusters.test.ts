import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../../src/domain/random.js';
import type { ClusterFeature } from '../../../../src/domain/segment/cluster/cluster-feature.js';
import type { ClusterMethod } from '../../../../src/domain/segment/cluster/cluster-model.js';
import { clusterKey, clusterNames } from '../../../../src/domain/segment/cluster/cluster-name.js';
import { fitClusters } from '../../../../src/domain/segment/cluster/fit-clusters.js';

const features: ClusterFeature[] = ['purchaseCount', 'averageBasketMinor'];

/** 60 who buy often and little, 30 who buy seldom and much, ids with gaps; and two of whom nobody knows the basket. */
function shop() {
  const chance = chanceOf(3);
  const rows = Array.from({ length: 92 }, (_, i) => {
    if (i >= 90) return [0, Number.NaN];
    return i % 3 < 2
      ? [20 + 5 * chance(), 500 + 50 * chance()]
      : [1 + chance(), 9_000 + 900 * chance()];
  });
  return {
    customerIds: Int32Array.from(rows, (_, i) => 10 + 2 * i),
    values: Float64Array.from(rows.flat()),
  };
}

function fitted(method: ClusterMethod, clusters: number | null) {
  const fit = fitClusters(shop(), { method, features, clusters, seed: 1 });
  if (fit.kind !== 'fitted') throw new Error('there are enough');
  return fit;
}

describe.each<ClusterMethod>(['kmeans', 'ward'])('clusters by %s', (method) => {
  it('tell the two planted kinds of customers apart, the larger first', () => {
    const { model, codes } = fitted(method, null);
    expect(model.clusters.map(({ size }) => size)).toEqual([60, 30]);
    expect(codes).toHaveLength(10 + 2 * 91 + 1);
    const planted = shop().customerIds.map((_, i) => (i >= 90 ? 0 : 1 + Math.floor((i % 3) / 2)));
    expect([...shop().customerIds].map((id) => codes[id])).toEqual([...planted]);
    expect(codes.filter((code) => code > 0)).toHaveLength(90);
  });

  it('say how many were left out, what is typical and how sure it is', () => {
    const { model } = fitted(method, 2);
    expect(model).toMatchObject({ customers: 90, leftOut: 2, tried: [] });
    expect(model.silhouette).toBeGreaterThan(0.8);
    const [often, much] = model.clusters;
    expect(often?.typical[0]).toBeGreaterThan(20);
    expect(often?.typical[0]).toBeLessThan(25);
    expect(much?.typical[1]).toBeGreaterThan(9_000);
    expect(much?.key).toBe('big-baskets-seldom');
  });

  it('come with a tree that ends in one', () => {
    const { tree, clusters } = fitted(method, 2).model;
    expect(tree.merges).toHaveLength(tree.leaves.length - 1);
    expect(tree.leaves.reduce((sum, { weight }) => sum + weight, 0)).toBe(90);
    expect(new Set(tree.leaves.map(({ cluster }) => cluster)).size).toBe(clusters.length);
  });

  it('are the same for the same seed', () => {
    expect(fitted(method, null)).toEqual(fitted(method, null));
  });

  it('are refused where there are too few customers', () => {
    const few = { customerIds: Int32Array.of(1, 2, 3), values: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const fit = fitClusters(few, { method, features, clusters: 3, seed: 1 });
    expect(fit).toEqual({ kind: 'too-few', customers: 3 });
  });

  it('are fewer where there are not so many different customers', () => {
    const same = {
      customerIds: Int32Array.of(1, 2, 3, 4, 5),
      values: Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 9, 9),
    };
    const fit = fitClusters(same, { method, features, clusters: 3, seed: 1 });
    expect(fit.kind === 'fitted' && fit.model.clusters.map(({ size }) => size)).toEqual([4, 1]);
  });
});

describe('the name of a cluster', () => {
  it('says the two features that set it most apart, the stronger first', () => {
    const [name] = clusterNames(['recencyDays', ...features], [[0.3, -0.8, 1.4]]);
    expect(name).toEqual({ en: 'big baskets, seldom', 'zh-CN': '大单、少购' });
    expect(clusterKey({ en: 'big baskets, seldom', 'zh-CN': '' })).toBe('big-baskets-seldom');
  });

  it('says nothing of what is near the mean', () => {
    expect(
      clusterNames(features, [
        [0.1, -0.9],
        [0.2, -0.2],
      ]).map(({ en }) => en),
    ).toEqual(['small baskets', 'like most']);
  });

  it('is another for each: a third feature, then a number', () => {
    const alike = [1, 0.9, 0.5];
    const names = clusterNames(
      ['purchaseCount', 'averageBasketMinor', 'recencyDays'],
      [alike, alike, alike, alike],
    );
    expect(names.map(({ en }) => en)).toEqual([
      'often, big baskets',
      'often, big baskets, long away',
      'often, big baskets 2',
      'often, big baskets 3',
    ]);
  });
});
