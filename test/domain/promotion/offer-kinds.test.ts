import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../src/domain/promotion/condition.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import { phasesOf } from '../../../src/domain/promotion/effect.js';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
  type PromotionLimits,
} from '../../../src/domain/promotion/offer.js';
import { offerWords } from '../../../src/domain/promotion/offer-words.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';

interface Told extends Partial<Promotion> {
  readonly effect: Effect;
  readonly limits?: Partial<PromotionLimits>;
  readonly seats?: number;
}

function wordsOf({ limits, seats, ...promotion }: Told, currency: string, locale: string) {
  const { effect } = promotion;
  const definition: PromotionDefinition = {
    ...definitionDefaults,
    promotion: { ...promotionDefaults, id: 'p', phase: phasesOf[effect.type][0], ...promotion },
    trigger: 'automatic',
    codePrefix: '',
    limits: { ...noLimits, ...limits },
    names: {},
    groupBuy: seats === undefined ? null : { seats, openForMs: 1 },
  };
  return offerWords(definition, currency, locale);
}

const both = (told: Told) => [
  wordsOf(told, 'GBP', 'en').offer,
  wordsOf(told, 'CNY', 'zh-CN').offer,
];

const spend = (amountMinor: number, scope = {}): Condition => ({
  type: 'subtotal_at_least',
  amountMinor,
  scope,
  basis: 'remaining',
});
const pieces = (quantity: number): Condition => ({
  type: 'quantity_at_least',
  quantity,
  scope: {},
});
const tier: Condition = { type: 'customer_tier', tiers: ['gold'] };
const price = (priceMinor: number, mostUnits: number | null = null): Effect => ({
  type: 'set_unit_price',
  priceMinor,
  mostUnits,
});
const buyGet = (bps: number, more: Partial<Extract<Effect, { type: 'buy_get' }>> = {}): Effect => ({
  type: 'buy_get',
  buy: { quantity: 1, scope: {} },
  get: { quantity: 1, bps, scope: {} },
  mostTimes: 1,
  pick: 'cheapest',
  ...more,
});
const percent: Effect = {
  type: 'percent_off',
  bps: 1000,
  capMinor: null,
  rounding: 'line',
  basis: 'remaining',
};
const two = { quantity: 2, scope: {} };

// As shops write it on a poster, in English and, with yuan, in Chinese.
it.each<{ told: Told; words: readonly [string, string] }>([
  {
    told: {
      effect: { type: 'amount_off', amountMinor: 3000, per: 'order' },
      conditions: [spend(20_000)],
    },
    words: ['£30 off from £200', '满200减30'],
  },
  {
    told: {
      effect: { type: 'amount_off', amountMinor: 250, per: 'order' },
      conditions: [spend(1999)],
    },
    words: ['£2.50 off from £19.99', '满19.99减2.50'],
  },
  {
    told: { effect: { type: 'amount_off', amountMinor: 100, per: 'unit', completeGroupsOf: 4 } },
    words: ['£1 off each piece in full groups of 4', '每满4件，每件减1'],
  },
  {
    told: { effect: percent, conditions: [pieces(3)] },
    words: ['10% off from 3 pieces', '满3件享9折'],
  },
  {
    told: { effect: percent, conditions: [spend(2000, { categories: ['tea'] })] },
    words: ['10% off from £20 of tea', 'tea满20享9折'],
  },
  {
    told: { effect: percent, phase: 'base', conditions: [tier] },
    words: ['10% off, for gold members', '会员价9折，限gold会员'],
  },
  {
    told: {
      effect: {
        type: 'tiers',
        by: 'subtotal',
        table: [
          { at: 10_000, gives: { kind: 'amount', amountMinor: 1000 } },
          { at: 20_000, gives: { kind: 'percent', bps: 1500 } },
        ],
      },
    },
    words: ['£10 off from £100, 15% off from £200', '满100减10，满200享8.5折'],
  },
  {
    told: {
      effect: {
        type: 'tiers',
        by: 'quantity',
        table: [{ at: 3, gives: { kind: 'percent', bps: 1000 } }],
      },
    },
    words: ['10% off from 3 pieces', '满3件享9折'],
  },
  {
    told: { effect: { type: 'every', stepMinor: 20_000, amountMinor: 3000, mostTimes: 3 } },
    words: ['£30 off for every £200, at most £90', '每满200减30，最高减90'],
  },
  { told: { effect: buyGet(5000) }, words: ['buy 1, get 1 half price', '第二件半价'] },
  {
    told: { effect: buyGet(2000, { mostTimes: null }) },
    words: ['buy 1, get 1 at 20% off, as often as you like', '第二件8折，可累计'],
  },
  {
    told: { effect: buyGet(10_000, { buy: two, mostTimes: 3 }) },
    words: ['buy 2, get 1 free, up to 3 times', '买2送1，最多3次'],
  },
  {
    told: {
      effect: buyGet(10_000, {
        buy: { quantity: 1, scope: { categories: ['tea'] } },
        get: { quantity: 1, bps: 10_000, scope: { categories: ['cups'] } },
      }),
    },
    words: ['buy 1 of tea, get 1 of cups free', '买1件tea送1件cups'],
  },
  {
    told: { effect: price(5900), phase: 'base', limits: { stock: 100 } },
    words: ['flash price £59', '秒杀价¥59'],
  },
  {
    told: { effect: price(5900, 2), phase: 'base', scope: { skus: ['TV'] } },
    words: [
      '£59 each, at most 2 pieces, only on selected products',
      '特价¥59，每单限2件，限指定商品',
    ],
  },
  {
    told: { effect: price(5900), phase: 'base', conditions: [tier] },
    words: ['member price £59, for gold members', '会员价¥59，限gold会员'],
  },
  {
    told: { effect: price(4500), phase: 'base', seats: 3 },
    words: ['£45 each for 3 who buy together', '3人团 ¥45'],
  },
  { told: { effect: price(0, 1), phase: 'base' }, words: ['a free sample', '免费试用'] },
  {
    told: { effect: price(100, 1), phase: 'base', limits: { perCustomer: 1 } },
    words: ['a trial for £1, at most 1 piece', '试用价¥1，每单限1件'],
  },
  {
    told: {
      effect: {
        type: 'bundle_price',
        items: [
          { scope: { categories: ['tea'] }, quantity: 2 },
          { scope: { categories: ['cups'] }, quantity: 1 },
        ],
        priceMinor: 12_000,
        mostTimes: null,
      },
    },
    words: ['2 tea + cups for £120', 'tea×2+cups套装价¥120'],
  },
  {
    told: {
      effect: {
        type: 'bundle_price',
        items: [{ scope: { skus: ['a'] }, quantity: 3 }],
        priceMinor: 500,
        mostTimes: 1,
      },
    },
    words: ['3 together for £5', '3件套装价¥5'],
  },
  {
    told: {
      effect: { type: 'gift', sku: 'cup', quantity: 1, unitValueMinor: 2500, perQuantity: null },
      conditions: [spend(10_000)],
    },
    words: ['a free gift worth £25 from £100', '满100送赠品（价值¥25）'],
  },
  {
    told: {
      effect: { type: 'gift', sku: 'cup', quantity: 2, unitValueMinor: 500, perQuantity: 3 },
    },
    words: ['2 free gifts worth £5 each for every 3 pieces', '每3件送2件赠品（价值¥5）'],
  },
  {
    told: {
      effect: {
        type: 'presale',
        depositMinor: 1000,
        worthMinor: 2000,
        balanceFromAt: 1,
        balanceUntilAt: 2,
      },
    },
    words: ['£10 deposit now that counts for £20, the rest later', '定金10抵20'],
  },
  {
    told: {
      effect: {
        type: 'presale',
        depositMinor: 1000,
        worthMinor: 1000,
        balanceFromAt: 1,
        balanceUntilAt: 2,
      },
    },
    words: ['£10 deposit now, the rest later', '定金¥10预订'],
  },
  {
    told: { effect: { type: 'shipping_percent', bps: 10_000 }, conditions: [spend(3000)] },
    words: ['free shipping from £30', '满30包邮'],
  },
  {
    told: { effect: { type: 'shipping_percent', bps: 5000 } },
    words: ['50% off shipping', '运费5折'],
  },
  {
    told: { effect: { type: 'amount_off', amountMinor: 300, per: 'order' }, phase: 'shipping' },
    words: ['£3 off shipping', '运费减3'],
  },
  {
    told: { effect: { type: 'points_back', bps: 500, minorPerPoint: 1, mostPoints: 500 } },
    words: ['5% back in points, at most 500 points', '返5%积分，最多返500积分'],
  },
  {
    told: { effect: { type: 'points', available: 10, minorPerPoint: 1, maxShareBps: 5000 } },
    words: ['pay up to 50% with points', '积分抵现，最高抵50%'],
  },
  {
    told: { effect: { type: 'gift_card', balanceMinor: 5000 } },
    words: ['a gift card of £50', '礼品卡¥50'],
  },
  {
    told: { effect: percent, conditions: [{ type: 'order_number', from: 1, to: 1 }] },
    words: ['10% off, on the first order', '9折，限首单'],
  },
  {
    told: { effect: percent, conditions: [{ type: 'order_number', from: 3, to: 3 }] },
    words: ['10% off, on the 3rd order', '9折，限第3单'],
  },
  {
    told: { effect: percent, conditions: [{ type: 'order_number', from: 2, to: 5 }] },
    words: ['10% off, on orders 2 to 5', '9折，限第2至5单'],
  },
  {
    told: { effect: percent, conditions: [{ type: 'order_number', from: 22, to: null }] },
    words: ['10% off, from the 22nd order on', '9折，限第22单起'],
  },
])('$words', ({ told, words }) => {
  expect(both(told)).toEqual(words);
});

describe('what it is worth, in a word', () => {
  const worth = (effect: Effect) => [
    wordsOf({ effect }, 'GBP', 'en').worth,
    wordsOf({ effect }, 'CNY', 'zh-CN').worth,
  ];

  it.each<{ effect: Effect; words: readonly [string, string] }>([
    { effect: percent, words: ['10%', '9折'] },
    { effect: { type: 'shipping_percent', bps: 10_000 }, words: ['free shipping', '包邮'] },
    { effect: price(0, 1), words: ['a free sample', '免费试用'] },
    { effect: buyGet(10_000, { buy: two }), words: ['1 free', '买2送1'] },
    {
      effect: { type: 'every', stepMinor: 20_000, amountMinor: 3000, mostTimes: null },
      words: ['£30', '每满200减30'],
    },
    {
      effect: {
        type: 'tiers',
        by: 'subtotal',
        table: [{ at: 1, gives: { kind: 'amount', amountMinor: 1000 } }],
      },
      words: ['up to £10', '最高减10'],
    },
    {
      effect: {
        type: 'presale',
        depositMinor: 1000,
        worthMinor: 2000,
        balanceFromAt: 1,
        balanceUntilAt: 2,
      },
      words: ['£10', '¥10'],
    },
    {
      effect: { type: 'points_back', bps: 500, minorPerPoint: 1, mostPoints: null },
      words: ['5% in points', '返5%积分'],
    },
  ])('$words', ({ effect, words }) => {
    expect(worth(effect)).toEqual(words);
  });

  it('keeps the sign where the money is not the language’s own, and decimals where there are any', () => {
    const five: Effect = { type: 'amount_off', amountMinor: 500, per: 'order' };
    expect(wordsOf({ effect: five, conditions: [spend(3050)] }, 'GBP', 'zh-CN')).toMatchObject({
      minimum: '£30.50',
      offer: '满£30.50减£5',
    });
    expect(wordsOf({ effect: five }, 'JPY', 'en').offer).toBe('¥500 off');
    expect(wordsOf({ effect: { ...five, amountMinor: 5000 } }, 'KWD', 'en').worth).toMatch(/5$/);
  });
});
