import { expect, it } from 'vitest';
import {
  distinctIds,
  indexOfId,
  purchaseMatrix,
} from '../../../src/domain/recommender/purchases.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';

it('lists each id of several lists once, ascending by number', () => {
  expect([...distinctIds(Int32Array.of(100, 9), Int32Array.of(9, 20, 100))]).toEqual([9, 20, 100]);
});

it('finds an id by its place, and nothing where it is absent', () => {
  const ids = Int32Array.of(3, 8, 9);
  expect([3, 8, 9].map((id) => indexOfId(ids, id))).toEqual([0, 1, 2]);
  expect([2, 5, 10].map((id) => indexOfId(ids, id))).toEqual([-1, -1, -1]);
  expect(indexOfId(new Int32Array(0), 3)).toBe(-1);
});

it('makes the matrix by index and leaves out other ids and what is not to be kept', () => {
  const purchases = {
    customers: Int32Array.of(5, 5, 2, 77, 2),
    products: Int32Array.of(40, 10, 40, 10, 99),
    firstDays: Int32Array.of(1, 2, 3, 4, 5),
    lastDays: Int32Array.of(1, 2, 3, 4, 5),
  };
  const customerIds = Int32Array.of(2, 5);
  const productIds = Int32Array.of(10, 20, 40);
  const all = purchaseMatrix(purchases, customerIds, productIds);
  expect([[...rowOf(all, 0)], [...rowOf(all, 1)]]).toEqual([[2], [0, 2]]);
  const later = purchaseMatrix(purchases, customerIds, productIds, (entry) => entry > 0);
  expect([[...rowOf(later, 0)], [...rowOf(later, 1)]]).toEqual([[2], [0]]);
});
