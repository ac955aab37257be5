import { describe, expect, it } from 'vitest';
import {
  decayedSales,
  popularity,
  popularityOf,
} from '../../../src/domain/recommender/popularity.js';
import { listsOf, matrixOf, recommenderContract } from '../../contract/recommender.js';

recommenderContract(popularity, {});

const bought = [
  [0, 3],
  [3, 1],
  [3, 1, 0, 4],
];

describe('popularity', () => {
  it('ranks by how many customers have an item, ties by lower index, unsold items nowhere', () => {
    const model = popularity.fit(matrixOf(bought, 6), {});
    expect([...model.order]).toEqual([3, 0, 1, 4]);
  });

  it('gives everybody the same list, less what they are not to have', () => {
    const matrix = matrixOf(bought, 6);
    const model = popularity.fit(matrix, {});
    expect(listsOf(popularity.recommend(model, matrix, { count: 2, exclude: matrix }))).toEqual([
      [1, 4],
      [0, 4],
      [],
    ]);
  });
});

describe('decayedSales', () => {
  const sales = {
    items: Int32Array.of(0, 0, 2, 1),
    days: Int32Array.of(100, 90, 80, 101),
    counts: Int32Array.of(1, 6, 4, 9),
  };

  it('halves a sale for each half-life of its age, and does not see the future', () => {
    // Item 0: 1 + 6/2; item 2: 4/4; item 1 sells tomorrow.
    const scores = decayedSales(sales, 4, { asOfDay: 100, halfLifeDays: 10 });
    expect([...scores]).toEqual([4, 0, 1, 0]);
  });

  it('counts every sale alike without a half-life', () => {
    const scores = decayedSales(sales, 4, { asOfDay: 101, halfLifeDays: null });
    expect([...scores]).toEqual([7, 9, 4, 0]);
    expect([...popularityOf(scores).order]).toEqual([1, 0, 2]);
  });
});
