import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../../src/domain/random.js';
import { chooseClusterCount } from '../../../../src/domain/segment/cluster/choose-clusters.js';
import { kmeans } from '../../../../src/domain/segment/cluster/kmeans.js';
import { lloyd, nearestCentres } from '../../../../src/domain/segment/cluster/lloyd.js';
import { type Points, pointsOf } from '../../../../src/domain/segment/cluster/points.js';
import { sampleRows } from '../../../../src/domain/segment/cluster/sample-rows.js';
import { seedCentres } from '../../../../src/domain/segment/cluster/seed-centres.js';

/** Sum of squared distances to the means of the groups, by the definition. */
function inertiaOf(rows: readonly (readonly number[])[], labels: ArrayLike<number>): number {
  let sum = 0;
  for (const label of new Set(Array.from(labels))) {
    const own = rows.filter((_, i) => labels[i] === label);
    const mean = (own[0] ?? []).map(
      (_, f) => own.reduce((total, row) => total + (row[f] ?? 0), 0) / own.length,
    );
    for (const row of own) sum += row.reduce((s, x, f) => s + (x - (mean[f] ?? 0)) ** 2, 0);
  }
  return sum;
}

/** The least inertia of all ways to put each point in one of so many groups. */
function leastInertia(rows: readonly (readonly number[])[], clusters: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < clusters ** rows.length; code++) {
    const labels = rows.map((_, i) => Math.floor(code / clusters ** i) % clusters);
    least = Math.min(least, inertiaOf(rows, labels));
  }
  return least;
}

/** Lloyd's iterations as the textbook has them. */
function plainLloyd(points: Points, seeds: Float64Array): Uint8Array {
  const d = points.dimensions;
  let centres = seeds.slice();
  for (;;) {
    const { labels } = nearestCentres(points, centres);
    const next = centres.slice();
    for (let c = 0; c < seeds.length / d; c++) {
      const own = [...labels.keys()].filter((i) => labels[i] === c);
      if (own.length === 0) continue;
      for (let f = 0; f < d; f++)
        next[c * d + f] = own.reduce((s, i) => s + (points.values[i * d + f] ?? 0), 0) / own.length;
    }
    if (next.every((x, p) => x === centres[p])) return labels;
    centres = next;
  }
}

/** Points around centres that lie far apart, in order of their groups. */
function planted(centres: readonly (readonly number[])[], each: number, seed: number) {
  const chance = chanceOf(seed);
  return pointsOf(
    centres.flatMap((centre) =>
      Array.from({ length: each }, () => centre.map((x) => x + chance() + chance() - 1)),
    ),
  );
}

const farApart = [
  [0, 0, 0],
  [9, 0, 2],
  [0, 9, 4],
  [9, 9, 6],
  [-9, 3, 9],
];

describe('k-means', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 3,
    maxLength: 7,
  });

  it('finds the best of all partitions of a few points', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 3 }), fc.nat(), (points, clusters, seed) => {
        const options = { clusters, chance: chanceOf(seed), restarts: 60, tolerance: 0 };
        const found = kmeans(pointsOf(points), options);
        expect(found.inertia).toBeCloseTo(leastInertia(points, clusters), 9);
        expect(inertiaOf(points, found.labels)).toBeCloseTo(found.inertia, 9);
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('spares distances without changing what Lloyd’s iterations find', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const chance = chanceOf(seed);
      const values = Float64Array.from({ length: 300 * 4 }, () => chance() ** 2);
      const points = { values, count: 300, dimensions: 4 };
      const seeds = seedCentres(points, 6, chance);
      const { labels } = lloyd(points, seeds, { maxIterations: 1_000, tolerance: 0 });
      expect(labels).toEqual(plainLloyd(points, seeds));
    }
  });

  it('finds planted clusters again', () => {
    const { labels } = kmeans(planted(farApart, 40, 3), { clusters: 5, chance: chanceOf(8) });
    const groups = farApart.map((_, g) => new Set(labels.subarray(g * 40, (g + 1) * 40)));
    expect(groups.every((group) => group.size === 1)).toBe(true);
    expect(new Set(groups.flatMap((group) => [...group])).size).toBe(5);
  });

  it('finds the same from the same seed', () => {
    const points = planted(farApart, 30, 5);
    const once = kmeans(points, { clusters: 4, chance: chanceOf(2), restarts: 2 });
    expect(kmeans(points, { clusters: 4, chance: chanceOf(2), restarts: 2 })).toEqual(once);
  });

  it('gives an empty cluster the point that lies furthest from its centre', () => {
    const points = pointsOf([[0], [1], [10]]);
    // The second centre is nobody's nearest.
    const { labels, centres } = lloyd(points, Float64Array.of(0.5, 99), {
      maxIterations: 50,
      tolerance: 0,
    });
    expect([...labels]).toEqual([0, 0, 1]);
    expect([...centres]).toEqual([0.5, 10]);
  });

  it('ends where there are fewer distinct points than clusters', () => {
    const { inertia } = kmeans(pointsOf([[2], [2], [2], [5]]), {
      clusters: 3,
      chance: chanceOf(1),
    });
    expect(inertia).toBe(0);
  });

  it('refuses more clusters than points', () => {
    const options = { clusters: 3, chance: chanceOf(1) };
    expect(() => kmeans(pointsOf([[1], [2]]), options)).toThrow(RangeError);
  });
});

describe('first centres', () => {
  it('are drawn in proportion to the squared distance', () => {
    // From 0 the others are drawn 1 : 9; from 1, 1 : 4; from 3, 9 : 4.
    const points = pointsOf([[0], [1], [3]]);
    const counts = new Map<string, number>();
    const chance = chanceOf(17);
    const draws = 30_000;
    for (let i = 0; i < draws; i++) {
      const key = seedCentres(points, 2, chance).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const share = (key: string) => (counts.get(key) ?? 0) / draws;
    expect(share('0,1')).toBeCloseTo(1 / 30, 2);
    expect(share('0,3')).toBeCloseTo(9 / 30, 2);
    expect(share('1,3')).toBeCloseTo(4 / 15, 2);
    expect(share('3,0')).toBeCloseTo(9 / 39, 2);
  });
});

describe('the number of clusters', () => {
  it.each([2, 3, 5])('is %i where so many were planted', (count) => {
    const points = planted(farApart.slice(0, count), 60, 9);
    expect(chooseClusterCount(points, 8, chanceOf(1)).clusters).toBe(count);
  });

  it('is one where there are too few points to divide', () => {
    expect(chooseClusterCount(pointsOf([[1], [2]]), 8, chanceOf(1)).clusters).toBe(1);
  });
});

describe('a sample of rows', () => {
  it('holds each number at most once, ascending, each as often', () => {
    const chance = chanceOf(6);
    const drawn = new Float64Array(7);
    for (let i = 0; i < 7_000; i++) {
      const rows = [...sampleRows(7, 3, chance)];
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
      for (const row of rows) drawn[row] = (drawn[row] ?? 0) + 1;
    }
    for (const count of drawn) expect(count / 3_000).toBeCloseTo(1, 1);
  });

  it('holds all where there are no more', () => {
    expect([...sampleRows(3, 5, chanceOf(1))]).toEqual([0, 1, 2]);
  });
});
