import { describe, expect, it } from 'vitest';
import type { Cart } from '../../../src/domain/promotion/cart.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import { isWithinHours } from '../../../src/domain/promotion/recurring.js';
import { unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

const context = { at: 0, codes: [], customerTags: [] };
const cart: Cart = {
  currency: 'CNY',
  shippingMinor: 1_000,
  lines: [
    { id: 'a', unitPriceMinor: 9_900, quantity: 3, category: 'tea' },
    { id: 'b', unitPriceMinor: 5_000, quantity: 1 },
  ],
};
const rule = (
  id: string,
  phase: Promotion['phase'],
  effect: Effect,
  more: Partial<Promotion> = {},
): Promotion => ({ ...promotionDefaults, id, phase, effect, ...more });
const percent = (bps: number) =>
  ({ type: 'percent_off', bps, capMinor: null, rounding: 'line', basis: 'remaining' }) as const;
const price = (priceMinor: number, mostUnits: number | null = null) =>
  ({ type: 'set_unit_price', priceMinor, mostUnits }) as const;
const found = (...rules: readonly Promotion[]) => quote(cart, rules, context);

describe('base prices', () => {
  it('give each unit the lowest: flash for two, the member’s price for the third', () => {
    const receipt = found(
      rule('member', 'base', percent(1_000)),
      rule('flash', 'base', price(5_900, 2), { scope: { categories: ['tea'] } }),
    );
    expect(receipt.lines.map(({ units }) => unitDiscounts(units))).toEqual([
      [4_000, 4_000, 990],
      [500],
    ]);
    expect(receipt.applied.map(({ id, discountMinor }) => [id, discountMinor])).toEqual([
      ['member', 1_490],
      ['flash', 8_000],
    ]);
  });

  it('tell who was lower where one gives nothing', () => {
    const receipt = found(
      rule('dear', 'base', price(6_000), { scope: { categories: ['tea'] } }),
      rule('cheap', 'base', price(5_000), { scope: { categories: ['tea'] } }),
    );
    expect(receipt.rejected).toMatchObject([{ id: 'dear', reason: 'BETTER_EXISTS', by: 'cheap' }]);
  });

  it('share what a promotion leaves whose budget does not reach', () => {
    const budget = { leftMinor: 100, partial: false };
    const receipt = found(
      rule('poor', 'base', price(1_000), { budget }),
      rule('next', 'base', price(9_000), { scope: { categories: ['tea'] } }),
    );
    expect(receipt.applied.map(({ id, discountMinor }) => [id, discountMinor])).toEqual([
      ['next', 2_700],
    ]);
    expect(receipt.rejected).toMatchObject([{ id: 'poor', reason: 'BUDGET_EXCEEDED' }]);
  });
});

describe('a presale', () => {
  const presale = {
    type: 'presale',
    depositMinor: 1_000,
    worthMinor: 3_000,
    balanceFromAt: 5,
    balanceUntilAt: 9,
  } as const;

  it('asks for the deposit now, which counts for more, and for the rest later', () => {
    const receipt = found(rule('p', 'item', presale, { scope: { categories: ['tea'] } }));
    // Three times 20.00 off; now 30.00 of deposits, the other line and the postage.
    expect(receipt).toMatchObject({
      discountMinor: 6_000,
      payableMinor: 29_700,
      dueNowMinor: 9_000,
    });
    expect(receipt.applied[0]?.deposit).toEqual({
      promotion: 'p',
      depositMinor: 3_000,
      balanceFromAt: 5,
      balanceUntilAt: 9,
    });
  });
});

describe('what pays and what comes back', () => {
  it('points first, a card for the rest, and cashback for what money paid for goods', () => {
    const receipt = found(
      rule('card', 'tender', { type: 'gift_card', balanceMinor: 9_999_999 }, { priority: -1 }),
      rule('points', 'tender', {
        type: 'points',
        available: 1_000,
        minorPerPoint: 7,
        maxShareBps: 5_000,
      }),
    );
    expect(receipt.applied.map(({ id, tendered }) => [id, tendered])).toEqual([
      ['points', { amountMinor: 7_000, points: 1_000 }],
      // 347.00 and 10.00 of postage, less 70.00.
      ['card', { amountMinor: 28_700, points: null }],
    ]);
    expect(receipt.payableMinor).toBe(0);
  });

  it('cashback counts no postage and nothing that points paid', () => {
    const back = { type: 'points_back', bps: 500, minorPerPoint: 1, mostPoints: null } as const;
    const half = {
      type: 'points',
      available: 17_850,
      minorPerPoint: 1,
      maxShareBps: 5_000,
    } as const;
    expect(found(rule('back', 'reward', back)).applied[0]?.pointsBack).toBe(1_735);
    // 178.50 of 357.00 in points: half of the goods, 173.50 of 347.00, was paid in money.
    const receipt = found(rule('back', 'reward', back), rule('half', 'tender', half));
    expect(receipt.applied.map(({ pointsBack }) => pointsBack)).toEqual([0, 867]);
  });

  it('a gift card pays beside an exclusive promotion', () => {
    const only = rule('only', 'order', percent(1_000), { stack: { kind: 'exclusive' } });
    const card = rule('card', 'tender', { type: 'gift_card', balanceMinor: 500 });
    expect(found(card, only).applied.map(({ id }) => id)).toEqual(['only', 'card']);
  });
});

describe('hours that come again', () => {
  const night = { zone: 'Asia/Shanghai', days: [5], fromMinute: 22 * 60, untilMinute: 2 * 60 };

  it.each([
    // Friday 20 November 2026 in Shanghai is UTC+8.
    { at: '2026-11-20T13:59:00Z', is: false, why: 'before ten in the evening' },
    { at: '2026-11-20T14:00:00Z', is: true, why: 'at ten' },
    { at: '2026-11-20T17:59:00Z', is: true, why: 'just before two on Saturday, of Friday’s hours' },
    { at: '2026-11-20T18:00:00Z', is: false, why: 'at two' },
    { at: '2026-11-19T17:00:00Z', is: false, why: 'at one on Friday, of Thursday’s hours' },
  ])('$why: $is', ({ at, is }) => {
    expect(isWithinHours(Date.parse(at), night)).toBe(is);
  });
});

it('a gift is given once, or for each so many pieces, within what its budget and stock leave', () => {
  const gift = {
    type: 'gift',
    sku: 'MUG',
    quantity: 2,
    unitValueMinor: 300,
    perQuantity: 2,
  } as const;
  const given = (more: Partial<Promotion>, perQuantity: number | null = 2) =>
    found(rule('g', 'order', { ...gift, perQuantity }, more)).applied[0]?.gift?.quantity;
  // Four pieces: twice two.
  expect(given({})).toBe(4);
  expect(given({}, null)).toBe(2);
  expect(given({ unitsLeft: 3 })).toBe(3);
  expect(given({ budget: { leftMinor: 700, partial: true } })).toBe(2);
  expect(given({ budget: { leftMinor: 700, partial: false } })).toBeUndefined();
});

it('who funds a promotion funds its gifts too', () => {
  const gift = {
    type: 'gift',
    sku: 'MUG',
    quantity: 1,
    unitValueMinor: 301,
    perQuantity: null,
  } as const;
  const funding = [
    { party: 'shop', bps: 5_000 },
    { party: 'brand', bps: 5_000 },
  ];
  expect(found(rule('g', 'order', gift, { funding })).applied[0]?.funding).toEqual([
    { party: 'shop', amountMinor: 151 },
    { party: 'brand', amountMinor: 150 },
  ]);
});
