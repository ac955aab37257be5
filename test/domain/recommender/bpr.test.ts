import { describe, expect, it } from 'vitest';
import { bpr } from '../../../src/domain/recommender/bpr.js';
import {
  checkerboard,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

const parameters = { factors: 4, regularization: 0.01, iterations: 200, seed: 2 };

recommenderContract(bpr, { ...parameters, iterations: 20 });
learnsTheCheckerboard(bpr, parameters);

describe('bpr', () => {
  const { shop } = checkerboard();

  it('scores what customers have above what they have not', () => {
    const { customers, items } = bpr.fit(shop, parameters);
    const score = (u: number, i: number) =>
      Array.from(
        { length: 4 },
        (_, f) => (customers.numbers[u * 4 + f] ?? 0) * (items.numbers[i * 4 + f] ?? 0),
      ).reduce((a, b) => a + b);
    for (let customer = 0; customer < 10; customer++) {
      const own = [...shop.columns.subarray(customer * 3, customer * 3 + 3)];
      const other = [0, 1, 2, 3, 4, 5, 6, 7].filter((item) => item % 2 !== customer % 2);
      const least = Math.min(...own.map((item) => score(customer, item)));
      for (const item of other) expect(score(customer, item)).toBeLessThan(least);
    }
  });

  it('knows those it learnt from by their rows', () => {
    const model = bpr.fit(shop, parameters);
    const fitRows = Int32Array.of(3);
    const asking = matrixOf([[]], 8);
    const ranking = bpr.recommend(model, asking, { count: 4, exclude: null, fitRows });
    expect([...ranking.items].sort()).toEqual([1, 3, 5, 7]);
  });

  it('learns from one who has everything, without an end', () => {
    const full = matrixOf([[0, 1], [0]], 2);
    expect(bpr.fit(full, parameters).itemCount).toBe(2);
  });

  it('is the same by the same seed only', () => {
    const first = bpr.fit(shop, parameters);
    expect(bpr.fit(shop, parameters)).toEqual(first);
    expect(bpr.fit(shop, { ...parameters, seed: 9 })).not.toEqual(first);
  });
});
