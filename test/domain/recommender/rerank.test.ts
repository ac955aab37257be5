import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RerankFacts, rerank } from '../../../src/domain/recommender/rerank.js';

const plain = { diversity: 0, mostPerCategory: null, boost: { margin: 0, stock: 0 } };

function product(category: string | null, facts: Partial<RerankFacts> = {}): RerankFacts {
  return { category, priceMinor: 1_000, costMinor: null, stock: null, ...facts };
}

const pool = [product('tea'), product('tea'), product('tea'), product('cup'), product(null)];

describe('rerank', () => {
  it('keeps the model’s order where nothing is asked', () => {
    expect(rerank(pool, plain, 3)).toEqual([0, 1, 2]);
  });

  it('weighs relevance against what is in the list already', () => {
    // Relevance 1, .8, .6, .4, .2. After 0: at d = .3 the second tea has .56 − .3, the cup .28, no category .14.
    expect(rerank(pool, { ...plain, diversity: 0.3 }, 3)).toEqual([0, 3, 1]);
    // At d = .2: .64 − .2 = .44 against .32 and .16.
    expect(rerank(pool, { ...plain, diversity: 0.2 }, 2)).toEqual([0, 1]);
    // At d = 1 all that counts is to be new: the first of each, and then the first again.
    expect(rerank(pool, { ...plain, diversity: 1 }, 4)).toEqual([0, 3, 4, 1]);
  });

  it('takes no more of a category than asked, and a shorter list rather than more', () => {
    expect(rerank(pool, { ...plain, mostPerCategory: 1 }, 4)).toEqual([0, 3, 4]);
    expect(rerank(pool, { ...plain, mostPerCategory: 2 }, 4)).toEqual([0, 1, 3, 4]);
  });

  it('does not limit, or find alike, products without a category', () => {
    const none = [product(null), product(null), product('tea')];
    expect(rerank(none, { ...plain, diversity: 0.9, mostPerCategory: 1 }, 3)).toEqual([0, 1, 2]);
  });

  it('raises what earns more by its share of the price', () => {
    const goods = [
      product('a', { costMinor: 900 }),
      product('b', { costMinor: 100 }),
      product('c'),
      product('d', { costMinor: 5_000 }),
    ];
    // 1 × 1.1 against .75 × 1.9 = 1.425; sold below cost is no minus.
    expect(rerank(goods, { ...plain, boost: { margin: 1, stock: 0 } }, 4)).toEqual([1, 0, 2, 3]);
    // 1 × 1.02 against .75 × 1.18 = .885
    expect(rerank(goods, { ...plain, boost: { margin: 0.2, stock: 0 } }, 2)).toEqual([0, 1]);
  });

  it('raises what lies in stock by its share of the fullest', () => {
    const goods = [product('a', { stock: 1 }), product('b', { stock: 100 }), product('c')];
    // 1 × 1.01 against .667 × 2
    expect(rerank(goods, { ...plain, boost: { margin: 0, stock: 1 } }, 3)).toEqual([1, 0, 2]);
  });

  it('never takes a place twice, never more than asked, and all there is without a limit', () => {
    const facts = fc.record({
      category: fc.constantFrom('a', 'b', null),
      priceMinor: fc.nat({ max: 5_000 }),
      costMinor: fc.option(fc.nat({ max: 6_000 })),
      stock: fc.option(fc.nat({ max: 9 })),
    });
    const amount = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(facts, { maxLength: 9 }),
        fc.record({ diversity: amount, margin: amount, stock: amount }),
        fc.nat({ max: 12 }),
        (goods, { diversity, margin, stock }, count) => {
          const rules = { diversity, mostPerCategory: null, boost: { margin, stock } };
          const places = rerank(goods, rules, count);
          expect(new Set(places).size).toBe(places.length);
          expect(places).toHaveLength(Math.min(count, goods.length));
        },
      ),
    );
  });
});
