import { describe, expect, it } from 'vitest';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import {
  choosePicks,
  type PickModel,
  popularityOnly,
} from '../../../src/domain/recommender/pick-model.js';
import { matrixOf } from '../../contract/recommender.js';
import { askingOf } from '../../support/lessons.js';

// Items 0 and 1 go together, 4 sells best, then 3; 5 never sold.
const shop = matrixOf([[0, 1], [0, 1], [4, 3], [4]], 6);
const model: PickModel = {
  name: 'item-knn',
  productIds: Int32Array.of(10, 11, 12, 13, 14, 15),
  learnt: { similarities: itemKnn.fit(shop, { k: 5, shrink: 0 }).similarities },
  popularity: Float32Array.of(0.1, 0.2, 0.05, 3, 7, 0),
};

describe('choosePicks', () => {
  it('puts similar products first and fills up with popular ones', () => {
    const bought = matrixOf([[0]], 6);
    const [list] = choosePicks(model, askingOf(bought), { count: 3, exclude: bought });
    expect(list).toEqual([
      { item: 1, score: expect.closeTo(1, 6), because: 'bought', becauseOf: 0 },
      { item: 4, score: 0, because: 'popular', becauseOf: -1 },
      { item: 3, score: 0, because: 'popular', becauseOf: -1 },
    ]);
  });

  it('gives popular products to a customer who bought nothing', () => {
    const [list] = choosePicks(model, askingOf(matrixOf([[]], 6)), { count: 9, exclude: null });
    expect(list?.map(({ item }) => item)).toEqual([4, 3, 1, 0, 2]);
  });

  it('picks no product twice that is similar and popular', () => {
    const bought = matrixOf([[4]], 6);
    const [list] = choosePicks(model, askingOf(bought), { count: 4, exclude: bought });
    expect(list?.map(({ item }) => item)).toEqual([3, 1, 0, 2]);
  });

  it('picks only candidates, and an empty list where there is none', () => {
    const bought = matrixOf([[0], [4]], 6);
    const candidates = Uint8Array.of(0, 0, 0, 1, 0, 0);
    const lists = choosePicks(model, askingOf(bought), { count: 2, exclude: bought, candidates });
    expect(lists.map((list) => list.map(({ item }) => item))).toEqual([[3], [3]]);
    const none = choosePicks(model, askingOf(bought), {
      count: 2,
      exclude: null,
      candidates: new Uint8Array(6),
    });
    expect(none).toEqual([[], []]);
  });
});

it('without training knows only what sells', () => {
  const untrained = popularityOnly({
    productIds: Int32Array.of(10, 11),
    popularity: Float32Array.of(1, 2),
  });
  const lists = choosePicks(untrained, askingOf(matrixOf([[0]], 2)), { count: 2, exclude: null });
  expect(lists[0]?.map(({ item, becauseOf }) => [item, becauseOf])).toEqual([
    [1, -1],
    [0, -1],
  ]);
});

it('does not fill up a list of what to buy again', () => {
  const habits: PickModel = {
    ...model,
    name: 'personal-frequency',
    learnt: { buyers: Int32Array.of(2, 2, 0, 1, 2, 0), halfLifeDays: 180 },
  };
  const bought = matrixOf([[3], []], 6);
  const lists = choosePicks(habits, askingOf(bought), { count: 3, exclude: null });
  expect(lists).toEqual([
    [{ item: 3, score: expect.closeTo(1, 5), because: 'again', becauseOf: -1 }],
    [],
  ]);
});
