import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TopList } from '../../../src/domain/recommender/top-list.js';

function topOf(capacity: number, offers: readonly (readonly [number, number])[]) {
  const list = new TopList(capacity);
  for (const [score, item] of offers) list.offer(score, item);
  const items = new Int32Array(list.size);
  list.drain(items, new Float32Array(list.size), 0);
  return [...items];
}

it('keeps the best, best first, equal scores by lower item', () => {
  const offers = [
    [1, 9],
    [3, 7],
    [2, 5],
    [3, 2],
    [2, 4],
  ] as const;
  expect(topOf(3, offers)).toEqual([2, 7, 4]);
});

it('keeps nothing with a capacity of 0', () => {
  expect(topOf(0, [[1, 1]])).toEqual([]);
});

it('agrees with sorting, whatever the order of offers', () => {
  const offers = fc.uniqueArray(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 50 })), {
    selector: ([, item]) => item,
  });
  fc.assert(
    fc.property(fc.nat({ max: 8 }), offers, (capacity, pairs) => {
      const sorted = [...pairs].sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      expect(topOf(capacity, pairs)).toEqual(sorted.slice(0, capacity).map(([, item]) => item));
    }),
  );
});
