import { expect, it } from 'vitest';
import { ials } from '../../../src/domain/recommender/ials.js';
import { solvedFactors } from '../../../src/domain/recommender/ials-solver.js';
import {
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

const parameters = {
  factors: 4,
  unobservedWeight: 0.1,
  regularization: 0.01,
  iterations: 15,
  seed: 3,
};

recommenderContract(ials, parameters);
learnsTheCheckerboard(ials, { ...parameters, factors: 2 });

it('a row of iALS is the least squares solution with its frequency-scaled penalty', () => {
  // Two factors, three others, of which 0 and 2 are met: solved by Cramer's rule.
  const y = [
    [1, 0.5],
    [-0.3, 0.8],
    [0.2, -1],
  ];
  const others = { rowCount: 3, width: 2, numbers: Float64Array.from(y.flat()) };
  const penalties = { unobservedWeight: 0.2, regularization: 0.1 };
  const own = solvedFactors(matrixOf([[0, 2]], 3), others, penalties);
  const penalty = 0.1 * (2 + 0.2 * 3);
  const at = (a: number, b: number) =>
    y.reduce(
      (sum, row, i) => sum + (0.2 + (i === 1 ? 0 : 1)) * (row[a] ?? 0) * (row[b] ?? 0),
      a === b ? penalty : 0,
    );
  const [p, q, r] = [at(0, 0), at(0, 1), at(1, 1)];
  const [s, t] = [1 + 0.2, 0.5 - 1];
  const determinant = p * r - q * q;
  expect(own.numbers[0]).toBeCloseTo((s * r - t * q) / determinant, 3);
  expect(own.numbers[1]).toBeCloseTo((t * p - s * q) / determinant, 3);
});

it('the seed decides, and nothing else does', () => {
  const shop = matrixOf([[0, 1], [1, 2], [0, 3], [2]], 5);
  const first = ials.fit(shop, parameters);
  expect(ials.fit(shop, parameters)).toEqual(first);
  expect(ials.fit(shop, { ...parameters, seed: 4 })).not.toEqual(first);
});
