import { expect, it } from 'vitest';
import type { Cart } from '../../../src/domain/promotion/cart.js';
import { nearMisses } from '../../../src/domain/promotion/near-misses.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';

const context = { at: 0, codes: [], customerTags: [] };
const cart: Cart = {
  currency: 'GBP',
  shippingMinor: 500,
  lines: [
    { id: 'tea', unitPriceMinor: 1_440, quantity: 2, category: 'tea' },
    { id: 'mug', unitPriceMinor: 600, quantity: 1, category: 'cups' },
  ],
};
const from = (amountMinor: number, scope = {}) =>
  ({ type: 'subtotal_at_least', amountMinor, scope, basis: 'remaining' }) as const;
const off = (id: string, amountMinor: number, more: Partial<Promotion>): Promotion => ({
  ...promotionDefaults,
  id,
  phase: 'order',
  effect: { type: 'amount_off', amountMinor, per: 'order' },
  ...more,
});

it('says how much more to spend, and what that saves', () => {
  const rules = [off('ten-off-36', 1_000, { conditions: [from(3_600)] })];
  expect(nearMisses(cart, rules, context)).toEqual([
    { promotion: 'ten-off-36', kind: 'spend', missing: 120, savesMinor: 1_000 },
  ]);
});

it('counts what a threshold takes from other promotions: 10.00 off leaves 26.00, and free delivery is lost', () => {
  const rules = [
    off('ten-off-36', 1_000, { conditions: [from(3_600)] }),
    off('free-delivery', 0, {
      phase: 'shipping',
      effect: { type: 'shipping_percent', bps: 10_000 },
      conditions: [from(3_000)],
    }),
  ];
  expect(nearMisses(cart, rules, context)).toEqual([
    { promotion: 'ten-off-36', kind: 'spend', missing: 120, savesMinor: 500 },
  ]);
});

it('says how many more pieces of what counts, the cheapest', () => {
  const rules: Promotion[] = [
    off('three', 0, {
      phase: 'item',
      effect: {
        type: 'buy_get',
        buy: { quantity: 2, scope: {} },
        get: { quantity: 1, bps: 10_000, scope: {} },
        mostTimes: 1,
        pick: 'cheapest',
      },
      scope: { categories: ['tea'] },
    }),
  ];
  // The third tea is free: it costs 14.40 and saves 14.40.
  expect(nearMisses(cart, rules, context)).toEqual([
    { promotion: 'three', kind: 'pieces', missing: 1, savesMinor: 1_440 },
  ]);
});

it('says how many people, and names what saves most first', () => {
  const rules = [
    off('one', 100, { conditions: [from(4_000)] }),
    off('three', 300, { conditions: [{ type: 'group_size_at_least', size: 3 }] }),
  ];
  expect(nearMisses(cart, rules, { ...context, groupSize: 1 })).toEqual([
    { promotion: 'three', kind: 'people', missing: 2, savesMinor: 300 },
    { promotion: 'one', kind: 'spend', missing: 520, savesMinor: 100 },
  ]);
});

it('names nothing that would still not apply, and nothing for who somebody is', () => {
  const vip = { type: 'customer_tag', tag: 'vip' } as const;
  const rules = [
    off('two-things', 500, { conditions: [from(4_000), vip] }),
    off('vip', 500, { conditions: [vip] }),
    off('over', 500, { conditions: [from(4_000)], window: { fromAt: null, untilAt: 0 } }),
  ];
  expect(nearMisses(cart, rules, context)).toEqual([]);
});
