import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  basketMatrix,
  itemRules,
  likelihoodRatio,
} from '../../../src/domain/recommender/item-rules.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';
import { matrixOf } from '../../contract/recommender.js';

const all = { minSupport: 1, minLift: 0 };

describe('itemRules', () => {
  it('has support, confidence and lift as by hand', () => {
    // 5 baskets; 0 is in 3, 1 in 4, 2 in 2.
    const baskets = matrixOf([[0, 1], [0, 1, 2], [0], [1], [1, 2]], 4);
    const rules = itemRules(baskets, 0, all);
    // 0 → 2: 1/3 over 2/5; 0 → 1: 2/3 over 4/5: both lift 5/6.
    expect(rules.map(({ consequent, support }) => [consequent, support])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(rules[0]?.confidence).toBeCloseTo(2 / 3, 12);
    expect(rules[0]?.lift).toBeCloseTo(5 / 6, 12);
    expect(rules[1]?.lift).toBeCloseTo(5 / 6, 12);
    expect(itemRules(baskets, 0, { minSupport: 2, minLift: 0 })).toHaveLength(1);
    expect(itemRules(baskets, 0, { minSupport: 1, minLift: 1 })).toEqual([]);
    expect(itemRules(baskets, 3, all)).toEqual([]);
  });

  it('puts what is surely together before a rare coincidence and before what is everywhere', () => {
    // 0 with 1 in 8 of 10; 2 is in one basket, with 0; 3 is in all.
    const baskets = matrixOf(
      Array.from({ length: 20 }, (_, basket) =>
        [basket < 10 ? [0] : [], basket < 8 ? [1] : [], basket === 9 ? [2] : [], [3]].flat(),
      ),
      4,
    );
    expect(itemRules(baskets, 0, all).map(({ consequent }) => consequent)).toEqual([1, 2, 3]);
  });

  it('measures surprise by G²', () => {
    // Observed 8, 2, 0, 10 against expected 4, 6, 4, 6: 2 (8 ln 2 + 2 ln(1/3) + 10 ln(5/3)).
    const byHand = 2 * (8 * Math.log(2) + 2 * Math.log(1 / 3) + 10 * Math.log(5 / 3));
    expect(likelihoodRatio(8, 10, 8, 20)).toBeCloseTo(byHand, 9);
    expect(likelihoodRatio(5, 10, 10, 20)).toBeCloseTo(0, 9);
  });

  it('counts as brute force does', () => {
    const basket = fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 9 }), (rows) => {
        for (const rule of itemRules(matrixOf(rows, 6), 2, all)) {
          const { consequent } = rule;
          const mine = rows.filter((row) => row.includes(2));
          const both = mine.filter((row) => row.includes(consequent)).length;
          const share = rows.filter((row) => row.includes(consequent)).length / rows.length;
          expect(rule.support).toBe(both);
          expect(rule.lift).toBeCloseTo(both / mine.length / share, 9);
        }
      }),
    );
  });
});

it('takes what a customer bought on one day for a basket', () => {
  const purchases = {
    customers: Int32Array.of(7, 7, 7, 9),
    products: Int32Array.of(30, 10, 30, 10),
    days: Int32Array.of(100, 100, 101, 100),
  };
  const baskets = basketMatrix(purchases, Int32Array.of(10, 20, 30));
  expect([0, 1, 2].map((row) => [...rowOf(baskets, row)])).toEqual([[0, 2], [2], [0]]);
});
