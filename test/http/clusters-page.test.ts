import { expect, it } from 'vitest';
import { clustersText } from '../../src/cli/clusters-text.js';
import { fitClusters } from '../../src/domain/segment/cluster/fit-clusters.js';
import { clustersPage } from '../../src/http/clusters-page.js';
import { dendrogramSvg } from '../../src/http/dendrogram.js';

const tree = {
  leaves: [
    { weight: 4, cluster: 0 },
    { weight: 1_200, cluster: 1 },
    { weight: 6, cluster: 0 },
  ],
  merges: [
    { pair: [0, 2] as const, height: 1 },
    { pair: [1, 3] as const, height: 4 },
  ],
};

it('draws a tree without crossings: what merges first lies side by side', () => {
  const svg = dendrogramSvg(tree, ['few & <far>', 'many'], ['red', 'blue']);
  const rows = [...svg.matchAll(/y="([\d.]+)" text-anchor="end"[^>]*>([^<]+)<\/text>/g)];
  const leaves = rows.slice(0, 3).sort((a, b) => Number(a[1]) - Number(b[1]));
  expect(leaves.map(([, , text]) => text)).toEqual([
    'many · 1,200',
    'few &amp; &lt;far> · 4',
    'few &amp; &lt;far> · 6',
  ]);
  // Within a cluster in its colour, across clusters in none.
  expect([...svg.matchAll(/stroke="(\w+)"/g)].map(([, color]) => color)).toEqual(['red']);
});

it('shows clusters with money as money, in the terminal and on the page', () => {
  // Baskets differ within a cluster, so that orders set it more apart; their logarithms have the mean of ln 9,001 and
  // ln 20,001: √(9,001·20,001) − 1 = 13,416.5 pence.
  const rows = [
    [1, 1_000],
    [1, 1_000],
    [1, 1_000],
    [9, 9_000],
    [9, 20_000],
  ];
  const fit = fitClusters(
    { customerIds: Int32Array.of(1, 2, 3, 4, 5), values: Float64Array.from(rows.flat()) },
    { method: 'kmeans', features: ['purchaseCount', 'averageBasketMinor'], clusters: 2, seed: 1 },
  );
  if (fit.kind !== 'fitted') throw new Error('there are enough');
  const stored = { version: 7, madeAt: Date.UTC(2026, 10, 30, 12), model: fit.model };
  const words = { currency: 'GBP', timezone: 'Europe/London' };
  const text = clustersText(stored, words);
  expect(text).toContain('version 7');
  expect(text).toMatch(/often-big-baskets +常购、大单 +2 +40.0 % +9.0 +£134.16/);
  expect(text).toMatch(/seldom-small-baskets +少购、小单 +3 +60.0 % +1.0 +£10.00/);
  const page = clustersPage(stored, words);
  for (const part of ['often, big baskets', '常购、大单', '£134.16', '<svg'])
    expect(page).toContain(part);
});
