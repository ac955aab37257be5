import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ease } from '../../../src/domain/recommender/ease.js';
import {
  anyShop,
  denseOf,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

recommenderContract(ease, { lambda: 0.5 });
learnsTheCheckerboard(ease, { lambda: 1 });

/** |X − XB|² + λ|B|²: what B must make as small as it can with a diagonal of 0. */
function loss(x: number[][], b: number[][], lambda: number): number {
  const misses = x.map((row) =>
    row.map((value, j) => value - row.reduce((sum, other, i) => sum + other * (b[i]?.[j] ?? 0), 0)),
  );
  const square = (rows: number[][]) => rows.flat().reduce((sum, value) => sum + value * value, 0);
  return square(misses) + lambda * square(b);
}

describe('ease', () => {
  it('has the least loss of all weights around it', () => {
    fc.assert(
      fc.property(anyShop, fc.nat({ max: 6 }), fc.nat({ max: 6 }), (rows, i, j) => {
        const x = denseOf(matrixOf(rows, 7));
        const { weights } = ease.fit(matrixOf(rows, 7), { lambda: 0.7 });
        const b =
          x[0]?.map((_, row) => x[0]?.map((_unused, column) => weights.get(row, column)) ?? []) ??
          [];
        const least = loss(x, b, 0.7);
        expect(b.map((row, at) => row[at])).toEqual([0, 0, 0, 0, 0, 0, 0]);
        for (const change of i === j ? [] : [0.01, -0.01]) {
          const moved = b.map((row) => [...row]);
          (moved[i] as number[])[j] = (b[i]?.[j] ?? 0) + change;
          expect(loss(x, moved, 0.7)).toBeGreaterThan(least);
        }
      }),
    );
  });

  it('rebuilds weighted rows as they are', () => {
    const shop = {
      ...matrixOf(
        [
          [0, 1],
          [0, 1],
          [1, 2],
        ],
        3,
      ),
      weights: Float32Array.of(1, 0.5, 1, 0.25, 1, 1),
    };
    const x = denseOf(shop);
    const { weights } = ease.fit(shop, { lambda: 0.3 });
    const b = [0, 1, 2].map((row) => [0, 1, 2].map((column) => weights.get(row, column)));
    const least = loss(x, b, 0.3);
    for (const [i, j] of [
      [0, 1],
      [1, 0],
      [2, 1],
      [1, 2],
    ] as const) {
      const moved = b.map((row) => [...row]);
      (moved[i] as number[])[j] = (b[i]?.[j] ?? 0) + 0.01;
      expect(loss(x, moved, 0.3)).toBeGreaterThan(least);
    }
  });
});
