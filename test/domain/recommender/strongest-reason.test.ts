import { describe, expect, it } from 'vitest';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import {
  strongestReason,
  summedReasons,
} from '../../../src/domain/recommender/strongest-reason.js';
import { matrixOf } from '../../contract/recommender.js';

const { similarities } = itemKnn.fit(matrixOf([[0, 2], [0, 2], [1, 2], [0], [1, 3]], 5), {
  k: 5,
  shrink: 0,
});
const bought = matrixOf([[0, 1], [1], [0], []], 5);
// s(0,2) = 2/√9, s(1,2) = 1/√6

describe('strongestReason', () => {
  it('is the bought item of the largest similarity', () => {
    expect(strongestReason(similarities, bought, { row: 0, item: 2 })).toBe(0);
    expect(strongestReason(similarities, bought, { row: 1, item: 2 })).toBe(1);
  });

  it('is -1 where nothing bought speaks for the item', () => {
    expect(strongestReason(similarities, bought, { row: 2, item: 3 })).toBe(-1);
    expect(strongestReason(similarities, bought, { row: 3, item: 2 })).toBe(-1);
  });

  it('hears an old purchase less', () => {
    const aged = { ...bought, weights: Float32Array.of(0.5, 1, 1, 1) };
    // 0.5 × .667 < 1 × .408
    expect(strongestReason(similarities, aged, { row: 0, item: 2 })).toBe(1);
  });

  it('is never an item that speaks against it', () => {
    const against = { ...similarities, weights: similarities.weights?.map((w) => -w) ?? null };
    expect(strongestReason(against, bought, { row: 0, item: 2 })).toBe(-1);
  });
});

it('sums what all of a customer’s items say', () => {
  const aged = { ...bought, weights: Float32Array.of(0.5, 1, 1, 1) };
  const sum = summedReasons(similarities, aged, { row: 0, item: 2 });
  expect(sum).toBeCloseTo(0.5 * (2 / 3) + 1 / Math.sqrt(6), 6);
});
