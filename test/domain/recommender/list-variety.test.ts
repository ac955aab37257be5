import { expect, it } from 'vitest';
import { listVariety } from '../../../src/domain/recommender/list-variety.js';

// 8 customers; items that 4, 2, 1, 0 and 8 of them have.
const known = { buyers: Int32Array.of(4, 2, 1, 0, 8), customerCount: 8 };

it('counts shown items, and bits of surprise as a mean of means', () => {
  const items = Int32Array.of(0, 1, 4, 0, 2, 4, -1, -1, -1);
  const ranking = { count: 3, items, scores: new Float32Array(9) };
  // First two of each: (1 + 2) / 2 and (1 + 3) / 2; the empty list has no surprise to count.
  expect(listVariety(ranking, 2, known)).toEqual({ coverage: 3 / 5, novelty: (1.5 + 2) / 2 });
});

it('takes an item that nobody has for as rare as one that a single customer has', () => {
  const ranking = { count: 1, items: Int32Array.of(3), scores: new Float32Array(1) };
  expect(listVariety(ranking, 1, known)).toEqual({ coverage: 1 / 5, novelty: 3 });
});

it('is 0, not NaN, where there is no list', () => {
  const ranking = { count: 1, items: Int32Array.of(-1), scores: new Float32Array(1) };
  expect(listVariety(ranking, 1, known)).toEqual({ coverage: 0, novelty: 0 });
});
