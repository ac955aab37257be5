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
  const rows = [1, 1, 1, 9, 9].map((orders) => [orders, orders * 1_000]);
  const fit = fitClusters(
    { customerIds: Int32Array.of(1, 2, 3, 4, 5), values: Float64Array.from(rows.flat()) },
    { method: 'kmeans', features: ['purchaseCount', 'averageBasketMinor'], clusters: 2, seed: 1 },
  );
  if (fit.kind !== 'fitted') throw new Error('there are enough');
  const stored = { version: 7, madeAt: Date.UTC(2026, 10, 30, 12), model: fit.model };
  const words = { currency: 'GBP', timezone: 'Europe/London' };
  const text = clustersText(stored, words);
  expect(text).toContain('version 7');
  expect(text).toMatch(/big-baskets-often +大单、常购 +2 +40.0 % +9.0 +£90.00/);
  expect(text).toMatch(/small-baskets-seldom +小单、少购 +3 +60.0 % +1.0 +£10.00/);
  const page = clustersPage(stored, words);
  for (const part of ['big baskets, often', '大单、常购', '£90.00', '<svg'])
    expect(page).toContain(part);
});
