import { describe, expect, it } from 'vitest';
import type { DailyPurchases } from '../../../src/domain/recommender/purchases.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';
import { splitAt, timeSplit } from '../../../src/domain/recommender/time-split.js';

interface Bought {
  readonly customer: number;
  readonly product: number;
  readonly first: number;
  readonly last?: number;
}

function purchasesOf(bought: readonly Bought[]): DailyPurchases {
  const list = bought.flatMap(({ first, last, ...pair }) =>
    [first, ...(last === undefined ? [] : [last])].map((day) => ({ ...pair, day })),
  );
  return {
    customers: Int32Array.from(list, ({ customer }) => customer),
    products: Int32Array.from(list, ({ product }) => product),
    days: Int32Array.from(list, ({ day }) => day),
  };
}

const history = purchasesOf([
  { customer: 7, product: 30, first: 100, last: 199 },
  { customer: 7, product: 10, first: 150 },
  { customer: 7, product: 20, first: 195 },
  { customer: 9, product: 20, first: 120 },
  { customer: 9, product: 99, first: 196 },
  { customer: 11, product: 10, first: 197 },
]);

describe('timeSplit', () => {
  it('holds back the last share of the days for everybody alike', () => {
    expect(timeSplit(history, 0.1)?.testFromDay).toBe(190);
  });

  it('holds back one day at least', () => {
    const late = purchasesOf([
      { customer: 7, product: 30, first: 100 },
      { customer: 9, product: 20, first: 120 },
      { customer: 7, product: 20, first: 199 },
    ]);
    expect(timeSplit(late, 0.001)?.testFromDay).toBe(199);
  });

  it('is null without a purchase, or when all fall on one day', () => {
    expect(timeSplit(purchasesOf([]), 0.1)).toBeNull();
    expect(timeSplit(purchasesOf([{ customer: 1, product: 1, first: 5 }]), 0.1)).toBeNull();
  });
});

describe('splitAt', () => {
  const split = splitAt(history, 190);

  it('trains on what was bought before, repeats after it changing nothing', () => {
    expect([...(split?.productIds ?? [])]).toEqual([10, 20, 30]);
    // Customers 7 and 9; the purchase of 30 on day 199 is a repeat.
    expect(split && [...rowOf(split.past.matrix, 0)]).toEqual([0, 2]);
    expect(split && [...rowOf(split.past.matrix, 1)]).toEqual([1]);
  });

  it('tests on first purchases after it, without unknown customers and products', () => {
    expect(split?.fresh.rowCount).toBe(2);
    expect(split && [...rowOf(split.fresh, 0)]).toEqual([1]);
    expect(split && [...rowOf(split.fresh, 1)]).toEqual([]);
  });

  it('tells what was bought again from what is new', () => {
    expect(split && [...rowOf(split.again, 0)]).toEqual([2]);
    expect(split && [...rowOf(split.again, 1)]).toEqual([]);
  });

  it('keeps the days of the past, which older models weigh by', () => {
    expect(split && [...(split.past.lines.minutes ?? [])]).toEqual(
      [100, 150, 120].map((day) => day * 1_440),
    );
  });

  it('is null when nobody known bought anything new', () => {
    expect(splitAt(history, 198)).toBeNull();
  });
});
