import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slim } from '../../../src/domain/recommender/slim.js';
import {
  anyShop,
  denseOf,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

recommenderContract(slim, { lambda: 0.01, l1Ratio: 0.1 });
learnsTheCheckerboard(slim, { lambda: 0.01, l1Ratio: 0.1 });

it('slim has weights at which no step to a weight of 0 or more lowers the loss', () => {
  const [lambda, l1Ratio] = [0.05, 0.4];
  fc.assert(
    fc.property(anyShop, (rows) => {
      const x = denseOf(matrixOf(rows, 7));
      const w = denseOf(slim.fit(matrixOf(rows, 7), { lambda, l1Ratio }).similarities);
      for (let j = 0; j < 7; j++) {
        const misses = x.map(
          (row) => (row[j] ?? 0) - row.reduce((sum, value, i) => sum + value * (w[i]?.[j] ?? 0), 0),
        );
        for (let i = 0; i < 7; i++) {
          const weight = w[i]?.[j] ?? 0;
          if (i === j) {
            expect(weight).toBe(0);
            continue;
          }
          const slope =
            -misses.reduce((sum, miss, u) => sum + miss * (x[u]?.[i] ?? 0), 0) / x.length;
          const full = slope + lambda * l1Ratio + lambda * (1 - l1Ratio) * weight;
          // Karush, Kuhn and Tucker: the slope is 0 at a weight above 0, and not below 0 at 0.
          if (weight > 0) expect(Math.abs(full)).toBeLessThan(5e-3);
          else expect(full).toBeGreaterThan(-5e-3);
        }
      }
    }),
  );
});
