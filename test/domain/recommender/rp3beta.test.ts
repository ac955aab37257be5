import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rp3beta } from '../../../src/domain/recommender/rp3beta.js';
import {
  anyShop,
  denseOf,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

recommenderContract(rp3beta, { alpha: 0.8, beta: 0.4, k: 5 });
learnsTheCheckerboard(rp3beta, { alpha: 1, beta: 0.5, k: 8 });

it('rp3beta walks item, customer, item with powers of each step, and divides by popularity', () => {
  fc.assert(
    fc.property(anyShop, (rows) => {
      const x = denseOf(matrixOf(rows, 7));
      const size = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
      const buyers = Array.from({ length: 7 }, (_, item) => size(x.map((row) => row[item] ?? 0)));
      const reached = denseOf(
        rp3beta.fit(matrixOf(rows, 7), { alpha: 0.7, beta: 0.3, k: 7 }).similarities,
      );
      for (let i = 0; i < 7; i++) {
        for (let j = 0; j < 7; j++) {
          const walks = x.map((row) =>
            (row[i] ?? 0) * (row[j] ?? 0) === 0
              ? 0
              : (1 / (buyers[i] ?? 1)) ** 0.7 * (1 / size(row)) ** 0.7,
          );
          const expected = i === j || size(walks) === 0 ? 0 : size(walks) / (buyers[j] ?? 1) ** 0.3;
          expect(reached[i]?.[j]).toBeCloseTo(expected, 5);
        }
      }
    }),
  );
});

it('rp3beta keeps the k best that each bought item leads to', () => {
  const { similarities } = rp3beta.fit(matrixOf([[0, 1, 2], [0, 1], [0, 3], [1]], 5), {
    alpha: 1,
    beta: 0,
    k: 1,
  });
  // From 0 over customers 0, 1 and 2: to 1 by 1/3·(1/3 + 1/2), to 2 by 1/9, to 3 by 1/6.
  expect(denseOf(similarities)[0]).toEqual([0, expect.closeTo(5 / 18, 6), 0, 0, 0]);
});
