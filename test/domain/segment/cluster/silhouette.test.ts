import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../../src/domain/random.js';
import { pointsOf } from '../../../../src/domain/segment/cluster/points.js';
import {
  sampledSilhouette,
  silhouette,
} from '../../../../src/domain/segment/cluster/silhouette.js';
import { standardise, unscaled } from '../../../../src/domain/segment/cluster/standardise.js';

describe('the silhouette', () => {
  it('is the mean width worked out by hand', () => {
    // 0: a = 1, b = (4 + 6)/2 → 0.8; 1: a = 1, b = (3 + 5)/2 → 0.75; 4: a = 2, b = 3.5 → 1.5/3.5; 6: a = 2, b = 5.5 → 3.5/5.5
    const width = silhouette(pointsOf([[0], [1], [4], [6]]), Uint8Array.of(0, 0, 1, 1));
    expect(width).toBeCloseTo((0.8 + 0.75 + 1.5 / 3.5 + 3.5 / 5.5) / 4, 12);
  });

  it('counts 0 for a point alone in its cluster, and leaves a number that nobody has out', () => {
    const width = silhouette(pointsOf([[0], [1], [5]]), Uint8Array.of(0, 0, 3));
    expect(width).toBeCloseTo((4 / 5 + 3 / 4 + 0) / 3, 12);
  });

  it('is 0 for one cluster', () => {
    expect(silhouette(pointsOf([[0], [1]]), Uint8Array.of(0, 0))).toBe(0);
  });

  it('is the same of a sample that holds all', () => {
    const points = pointsOf([[0], [1], [4], [6]]);
    const labels = Uint8Array.of(0, 0, 1, 1);
    const sampled = sampledSilhouette(points, labels, { most: 4, chance: chanceOf(1) });
    expect(sampled).toBe(silhouette(points, labels));
  });
});

describe('standardised features', () => {
  it('have mean 0 and deviation 1, by hand', () => {
    const { points, scales } = standardise(
      pointsOf([
        [1, 5],
        [3, 5],
      ]),
      { isLog: [false, false], cutShare: 0 },
    );
    expect([...points.values]).toEqual([-1, 0, 1, 0]);
    expect(scales).toEqual([
      { isLog: false, mean: 2, deviation: 1 },
      { isLog: false, mean: 5, deviation: 1 },
    ]);
  });

  it('are of logarithms where asked, also of money that came back', () => {
    const { points, scales } = standardise(pointsOf([[Math.E - 1], [1 - Math.E]]), {
      isLog: [true],
      cutShare: 0,
    });
    expect(points.values[0]).toBeCloseTo(1, 12);
    expect(points.values[1]).toBeCloseTo(-1, 12);
    const [scale] = scales;
    if (scale === undefined) throw new Error('one feature');
    expect(unscaled(-1, scale)).toBeCloseTo(1 - Math.E, 12);
  });

  it('count a share at each end as the next value inwards', () => {
    const rows = [[-900], [1], [2], [3], [4], [5], [6], [7], [8], [4_000]];
    const { points, scales } = standardise(pointsOf(rows), { isLog: [false], cutShare: 0.1 });
    // 1, 1, 2 … 8, 8: the mean is 4.5, the squares around it sum to 2·(3.5² + 3.5² + 2.5² + 1.5² + 0.5²).
    const deviation = Math.sqrt((2 * (12.25 + 12.25 + 6.25 + 2.25 + 0.25)) / 10);
    expect(scales[0]?.mean).toBeCloseTo(4.5, 12);
    expect(scales[0]?.deviation).toBeCloseTo(deviation, 12);
    expect(points.values[0]).toBe(points.values[1]);
    expect(points.values[9]).toBeCloseTo(3.5 / deviation, 12);
  });
});
