import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTree, topOf } from '../../../../src/domain/segment/cluster/cut-tree.js';
import { pointsOf } from '../../../../src/domain/segment/cluster/points.js';
import { ward } from '../../../../src/domain/segment/cluster/ward.js';

type Row = readonly number[];

function sumOfSquares(rows: readonly Row[]): number {
  const mean = (rows[0] ?? []).map(
    (_, f) => rows.reduce((s, r) => s + (r[f] ?? 0), 0) / rows.length,
  );
  return rows.reduce(
    (sum, row) => sum + row.reduce((s, x, f) => s + (x - (mean[f] ?? 0)) ** 2, 0),
    0,
  );
}

/** Heights by the definition: each time the pair whose union grows the sum of squares least. */
function heightsByDefinition(rows: readonly Row[]): number[] {
  let clusters = rows.map((row) => [row]);
  const heights: number[] = [];
  while (clusters.length > 1) {
    let best = { growth: Number.POSITIVE_INFINITY, a: 0, b: 0 };
    for (let a = 0; a < clusters.length; a++)
      for (let b = 0; b < a; b++) {
        const [x = [], y = []] = [clusters[a], clusters[b]];
        const growth = sumOfSquares([...x, ...y]) - sumOfSquares(x) - sumOfSquares(y);
        if (growth < best.growth) best = { growth, a, b };
      }
    heights.push(Math.sqrt(2 * best.growth));
    const joined = [...(clusters[best.a] ?? []), ...(clusters[best.b] ?? [])];
    clusters = [...clusters.filter((_, i) => i !== best.a && i !== best.b), joined];
  }
  return heights;
}

describe('Ward’s clusters', () => {
  it('merge four points on a line at the heights worked out by hand', () => {
    // 0 and 1 lie 1 apart, 5 and 7 lie 2 apart; the means 0.5 and 6 of two points each: √(2·2·2/4)·5.5.
    const tree = ward(pointsOf([[5], [0], [7], [1]]));
    expect([...tree.pairs]).toEqual([1, 3, 0, 2, 4, 5]);
    expect(tree.heights.subarray(0, 2)).toEqual(Float64Array.of(1, 2));
    expect(tree.heights[2]).toBeCloseTo(Math.SQRT2 * 5.5, 12);
    expect([...tree.sizes]).toEqual([2, 2, 4]);
  });

  it('merge as the definition says, whatever the points', () => {
    const coordinate = fc.integer({ min: 0, max: 1_000_000 });
    const rows = fc.array(fc.tuple(coordinate, coordinate, coordinate), {
      minLength: 2,
      maxLength: 14,
    });
    fc.assert(
      fc.property(rows, (points) => {
        const { heights } = ward(pointsOf(points));
        const expected = heightsByDefinition(points);
        expect(heights.length).toBe(expected.length);
        heights.forEach((height, i) => {
          expect(height / (expected[i] || 1)).toBeCloseTo(expected[i] === 0 ? 0 : 1, 6);
        });
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('take a weighted point for so many equal ones', () => {
    const apart = ward(pointsOf([[0], [0], [0], [4], [9], [9]]));
    const weighted = ward(pointsOf([[0], [4], [9]]), Float64Array.of(3, 1, 2));
    expect([...weighted.heights]).toEqual([...apart.heights.slice(3)]);
    expect([...weighted.sizes]).toEqual([...apart.sizes.slice(3)]);
  });

  it('end with equal points', () => {
    expect([...ward(pointsOf([[1], [1], [1], [1]])).heights]).toEqual([0, 0, 0]);
    expect(ward(pointsOf([[1]])).heights).toHaveLength(0);
  });
});

describe('a tree cut', () => {
  const tree = ward(pointsOf([[5], [0], [7], [1], [100]]));

  it.each([
    { clusters: 1, labels: [0, 0, 0, 0, 0] },
    { clusters: 2, labels: [0, 0, 0, 0, 1] },
    { clusters: 3, labels: [0, 1, 0, 1, 2] },
    { clusters: 5, labels: [0, 1, 2, 3, 4] },
    { clusters: 9, labels: [0, 1, 2, 3, 4] },
  ])('into $clusters', ({ clusters, labels }) => {
    expect([...cutTree(tree, clusters)]).toEqual(labels);
  });

  it('has a top whose merges are the highest of the whole', () => {
    const top = topOf(tree, 3);
    expect([...top.leafOf]).toEqual([0, 1, 0, 1, 2]);
    expect([...top.leafSizes]).toEqual([2, 2, 1]);
    expect([...top.tree.heights]).toEqual([...tree.heights.slice(2)]);
    expect([...top.tree.pairs].map((node) => node)).toEqual([1, 0, 2, 3]);
  });
});
