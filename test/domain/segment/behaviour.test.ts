import { describe, expect, it } from 'vitest';
import { deedsOf, isEnough } from '../../../src/domain/segment/behaviour.js';
import { asOf, boughtBag, dayMs, didCondition } from '../../support/customer-facts.js';

const bags = { categories: ['bags'] };

describe('what a person did', () => {
  it('counts an order of two such products once, and all of their money', () => {
    const facts = [
      boughtBag({ id: 1, orderId: 9 }),
      boughtBag({ id: 2, orderId: 9, amountMinor: 250 }),
      boughtBag({ id: 3, orderId: 8, product: { sku: 't', category: 'tea', brand: null } }),
    ];
    const deeds = deedsOf(facts, didCondition({ products: bags }), asOf);
    expect(deeds).toEqual({ times: 1, amountMinor: 1_250 });
  });

  it('counts looks one by one, even those that led to one order', () => {
    const facts = [1, 2].map((id) => boughtBag({ id, kind: 'browse', orderId: 9 }));
    expect(deedsOf(facts, didCondition({ did: 'browse' }), asOf).times).toBe(2);
  });

  it.each([
    { ageMs: 0, isIn: true },
    { ageMs: 7 * dayMs - 1, isIn: true },
    { ageMs: 7 * dayMs, isIn: false },
    { ageMs: -1, isIn: false },
  ])('within 7 days holds an age of $ageMs ms: $isIn', ({ ageMs, isIn }) => {
    const facts = [boughtBag({ id: 1, occurredAt: asOf - ageMs })];
    const deeds = deedsOf(facts, didCondition({ withinMs: 7 * dayMs }), asOf);
    expect(deeds.times).toBe(isIn ? 1 : 0);
  });

  it('a product must be in every list given', () => {
    const facts = [boughtBag({ id: 1 }), boughtBag({ id: 2, product: null })];
    const timesOf = (products: Parameters<typeof didCondition>[0]['products']) =>
      deedsOf(facts, didCondition({ products: products ?? null }), asOf).times;
    expect(timesOf({ categories: ['tea', 'bags'], skus: ['b1'] })).toBe(1);
    expect(timesOf({ categories: ['bags'], skus: ['b2'] })).toBe(0);
    expect(timesOf({ brands: ['north'] })).toBe(0);
  });
});

it.each([
  { times: 2, amountMinor: 5_001, isIt: true },
  { times: 2, amountMinor: 5_000, isIt: false },
  { times: 1, amountMinor: 9_999, isIt: false },
])('twice and more than 50.00: $times times for $amountMinor is $isIt', ({ isIt, ...deeds }) => {
  const condition = didCondition({ times: { atLeast: 2 }, amountMinor: { atLeast: 5_001 } });
  expect(isEnough(deeds, condition)).toBe(isIt);
});
