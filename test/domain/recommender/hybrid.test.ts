import { describe, expect, it } from 'vitest';
import { chanceOf, indexBelow } from '../../../src/domain/random.js';
import { blendGain, learnBlend } from '../../../src/domain/recommender/blend-learning.js';
import { historyOf, recencyMatrix } from '../../../src/domain/recommender/history.js';
import { hybrid } from '../../../src/domain/recommender/hybrid.js';
import { newItems, splitHistory } from '../../../src/domain/recommender/hybrid-lesson.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';
import {
  checkerboard,
  denseOf,
  learnsTheCheckerboard,
  listsOf,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

const parameters = { lambda: 1, halfLifeDays: 30 };

recommenderContract(hybrid, parameters);
learnsTheCheckerboard(hybrid, parameters);

const day = 1_440;

/** 60 customers who buy again, every ten days, one of the two items that are their own; item 8 sells from day 80 on. */
function loyalShop() {
  const customers: number[] = [];
  const items: number[] = [];
  const minutes: number[] = [];
  const chance = chanceOf(5);
  for (let customer = 0; customer < 60; customer++) {
    for (let at = 0; at <= 100; at += 10) {
      customers.push(customer);
      items.push(at >= 80 && chance() < 0.5 ? 8 : (customer % 4) * 2 + indexBelow(2, chance));
      minutes.push(at * day + customer);
    }
  }
  const lines = {
    customers: Int32Array.from(customers),
    items: Int32Array.from(items),
    weights: null,
    minutes: Int32Array.from(minutes),
  };
  return historyOf(lines, { customerCount: 60, itemCount: 9 });
}

describe('hybrid', () => {
  const history = loyalShop();
  const model = hybrid.fit(history.matrix, { ...parameters, history });

  it('shows again what a customer buys often, if it may', () => {
    const fitRows = Int32Array.from(history.matrix.starts.keys()).slice(0, 60);
    const lists = listsOf(
      hybrid.recommend(model, history.matrix, { count: 3, exclude: null, fitRows }),
    );
    const own = lists.filter((list, customer) => {
      const pair = [(customer % 4) * 2, (customer % 4) * 2 + 1];
      return list.filter((item) => pair.includes(item)).length === 2;
    });
    expect(own.length).toBeGreaterThan(54);
  });

  it('shows to those who lack it what has begun to sell', () => {
    const lacking = Int32Array.from(history.matrix.starts.keys())
      .slice(0, 60)
      .filter((row) => !rowOf(history.matrix, row).includes(8));
    const exclude = matrixOf(
      [...lacking].map((row) => [...rowOf(history.matrix, row)]),
      9,
    );
    const lists = listsOf(
      hybrid.recommend(model, exclude, { count: 1, exclude, fitRows: lacking }),
    );
    expect(lists).toEqual([...lacking].map(() => [8]));
  });

  it('gives a stranger a list by what they have', () => {
    const stranger = matrixOf([[2]], 9);
    const [list] = listsOf(hybrid.recommend(model, stranger, { count: 9, exclude: stranger }));
    expect(list).toHaveLength(8);
    expect(list?.slice(0, 2).sort()).toEqual([3, 8]);
  });
});

describe('a validation split', () => {
  it('learns from the past and is tried on what comes after, of the same customers', () => {
    const history = loyalShop();
    const split = splitHistory(history);
    // 85 % of 100 days and 59 minutes: days 90 and 100 are the future, and the past knows nothing of them.
    expect(Math.max(...(split?.past.lines.minutes ?? []))).toBeLessThan(85 * day);
    expect(split?.isTimed).toBe(true);
    for (const row of split?.customers ?? [])
      expect(split && newItems(split.past.matrix, split.future, row).length).toBeGreaterThan(0);
  });

  it('is by chance, and always the same one, where no time is known', () => {
    const { shop } = checkerboard();
    const rows = Int32Array.from(shop.columns, (_, line) => Math.floor(line / 3));
    const lines = { customers: rows, items: shop.columns, weights: null, minutes: null };
    const size = { customerCount: 10, itemCount: 8 };
    const split = splitHistory(historyOf(lines, size));
    expect(splitHistory(historyOf(lines, size))).toEqual(split);
  });

  it('is not made of too few', () => {
    const lines = {
      customers: Int32Array.of(0, 0),
      items: Int32Array.of(1, 2),
      weights: null,
      minutes: Int32Array.of(0, 10),
    };
    expect(splitHistory(historyOf(lines, { customerCount: 3, itemCount: 4 }))).toBeNull();
  });
});

describe('learnBlend', () => {
  // Two sources for two customers × four items; the second knows what they want, the first says the opposite.
  const lesson = {
    itemCount: 12,
    scores: [
      Float32Array.from({ length: 24 }, (_, at) => -(at % 12)),
      Float32Array.from({ length: 24 }, (_, at) => at % 12),
    ],
    wanted: [Int32Array.of(11), Int32Array.of(10)],
    barred: [Int32Array.of(), Int32Array.of(11)],
  };

  it('finds the source that knows', () => {
    const learnt = learnBlend(lesson, [0.3, 0]);
    expect(blendGain(lesson, learnt)).toBe(1);
    expect(learnt[1] ?? 0).toBeGreaterThan(learnt[0] ?? 0);
  });

  it('leaves out who is not asked', () => {
    expect(learnBlend(lesson, [0.3, Number.NaN])[1]).toBe(0);
  });

  it('counts nDCG@10 over what may be shown', () => {
    // By item number alone: customer 0 gets 11 first, customer 1, for whom 11 is barred, 10.
    expect(blendGain(lesson, [0, 1])).toBe(1);
    expect(
      blendGain({ ...lesson, barred: [[], []].map(() => Int32Array.of()) }, [0, 1]),
    ).toBeCloseTo((1 + 1 / Math.log2(3)) / 2, 12);
  });
});

it('recency weighs a pair by when it was last met', () => {
  const lines = {
    customers: Int32Array.of(0, 0, 0, 1),
    items: Int32Array.of(2, 2, 0, 1),
    weights: null,
    minutes: Int32Array.of(0, 10 * day, 0, 20 * day),
  };
  const history = historyOf(lines, { customerCount: 2, itemCount: 3 });
  expect(denseOf(recencyMatrix(history, 10))).toEqual([
    [expect.closeTo(0.25, 6), 0, expect.closeTo(0.5, 6)],
    [0, 1, 0],
  ]);
  expect(recencyMatrix(history, null)).toBe(history.matrix);
});
