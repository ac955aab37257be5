import { expect, it } from 'vitest';
import { couponExposure } from '../../../src/domain/campaign/coupon-exposure.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import { giftDefinition } from '../../support/campaigns.js';

const gift = giftDefinition(null);

function definition(effect: Partial<Effect>, minimumMinor = 0, budgetMinor: number | null = null) {
  const condition = {
    type: 'subtotal_at_least' as const,
    amountMinor: minimumMinor,
    scope: {},
    basis: 'remaining' as const,
  };
  return {
    ...gift,
    promotion: {
      ...gift.promotion,
      effect: { ...gift.promotion.effect, ...effect } as Effect,
      conditions: minimumMinor === 0 ? [] : [condition],
    },
    limits: { ...gift.limits, budgetMinor },
  };
}

const baskets = { averageMinor: 4_000, largestMinor: 90_000 };

it.each([
  {
    why: '15 % of an average and of the largest basket',
    of: definition({}),
    each: 600,
    worst: 13_500,
  },
  { why: 'a cap', of: definition({ capMinor: 3_000 }), each: 600, worst: 3_000 },
  { why: 'a minimum above the average', of: definition({}, 10_000), each: 1_500, worst: 13_500 },
  {
    why: 'an amount off',
    of: definition({ type: 'amount_off', amountMinor: 500, per: 'order' }),
    each: 500,
    worst: 500,
  },
])('reckons with $why', ({ of, each, worst }) => {
  expect(couponExposure(of, 10, baskets)).toEqual({
    coupons: 10,
    expectedEachMinor: each,
    expectedMinor: each * 10,
    worstEachMinor: worst,
    worstMinor: worst * 10,
  });
});

it('never exceeds the budget', () => {
  const found = couponExposure(definition({}, 0, 7_000), 10, baskets);
  expect([found.expectedMinor, found.worstMinor]).toEqual([6_000, 7_000]);
});
