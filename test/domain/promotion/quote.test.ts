import { describe, expect, it } from 'vitest';
import type { Cart } from '../../../src/domain/promotion/cart.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import { unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

const noon = Date.parse('2026-11-21T12:00:00Z');
const context = { at: noon, codes: [], customerTags: [] };
const cart: Cart = {
  currency: 'GBP',
  shippingMinor: 395,
  lines: [
    { id: 'bag', unitPriceMinor: 1000, quantity: 3, category: 'bags' },
    { id: 'lamp', unitPriceMinor: 2500, quantity: 1, category: 'light', brand: 'Lux' },
  ],
};

function percent(id: string, bps: number, more: Partial<Promotion> = {}): Promotion {
  const effect = {
    type: 'percent_off',
    bps,
    capMinor: null,
    rounding: 'line',
    basis: 'remaining',
  } as const;
  return { ...promotionDefaults, id, phase: 'order', effect, ...more };
}

function amount(id: string, amountMinor: number, more: Partial<Promotion> = {}): Promotion {
  const effect = { type: 'amount_off', amountMinor, per: 'order' } as const;
  return { ...promotionDefaults, id, phase: 'order', effect, ...more };
}

const reasons = (promotions: readonly Promotion[], more: Partial<typeof context> = {}) =>
  quote(cart, promotions, { ...context, ...more }).rejected.map(
    ({ id, reason }) => `${id} ${reason}`,
  );

describe('a receipt', () => {
  // Goods 55.00, half of bags off is 15.00, then 10.00 over 15.00 and 25.00.
  const found = quote(
    cart,
    [
      amount('ten', 1000),
      percent('bags', 5000, { phase: 'item', scope: { categories: ['bags'] } }),
    ],
    context,
  );

  it('adds up', () => {
    expect(found).toMatchObject({
      currency: 'GBP',
      subtotalMinor: 5500,
      shippingMinor: 395,
      discountMinor: 2500,
      payableMinor: 3395,
    });
  });

  it('tells each amount before and after, in order of application', () => {
    expect(found.applied.map(({ id, lines }) => ({ id, lines }))).toEqual([
      {
        id: 'bags',
        lines: [{ lineId: 'bag', beforeMinor: 3000, discountMinor: 1500, afterMinor: 1500 }],
      },
      {
        id: 'ten',
        lines: [
          { lineId: 'bag', beforeMinor: 1500, discountMinor: 375, afterMinor: 1125 },
          { lineId: 'lamp', beforeMinor: 2500, discountMinor: 625, afterMinor: 1875 },
        ],
      },
    ]);
  });

  it('splits each line over its units', () => {
    expect(found.lines.map(({ units }) => unitDiscounts(units))).toEqual([[625, 625, 625], [625]]);
  });

  it('holds wanted and found of every condition, met or not', () => {
    const condition = {
      type: 'subtotal_at_least',
      amountMinor: 6000,
      scope: {},
      basis: 'remaining',
    } as const;
    const many = { type: 'quantity_at_least', quantity: 4, scope: {} } as const;
    const [rejected] = quote(
      cart,
      [percent('big', 1000, { conditions: [many, condition] })],
      context,
    ).rejected;
    expect(rejected).toEqual({
      id: 'big',
      version: null,
      reason: 'SUBTOTAL_TOO_LOW',
      missing: 500,
      conditions: [
        { type: 'quantity_at_least', wanted: 4, found: 4, missing: 0 },
        { type: 'subtotal_at_least', wantedMinor: 6000, foundMinor: 5500, missing: 500 },
      ],
    });
  });
});

describe('who may not', () => {
  it('needs the code', () => {
    const secret = percent('secret', 1000, { code: 'SAVE' });
    expect(reasons([secret])).toEqual(['secret CODE_REQUIRED']);
    expect(reasons([secret], { codes: ['SAVE'] as never })).toEqual([]);
  });

  it('keeps to the window: its first instant is in, its last is out', () => {
    const during = (fromAt: number, untilAt: number) =>
      reasons([percent('p', 1000, { window: { fromAt, untilAt } })]);
    expect(during(noon, noon + 1)).toEqual([]);
    expect(during(noon + 1, noon + 2)).toEqual(['p NOT_STARTED']);
    expect(during(noon - 1, noon)).toEqual(['p EXPIRED']);
  });

  it('needs the tag of the customer', () => {
    const vip = percent('vip', 1000, { conditions: [{ type: 'customer_tag', tag: 'vip' }] });
    expect(reasons([vip])).toEqual(['vip CUSTOMER_NOT_ELIGIBLE']);
    expect(reasons([vip], { customerTags: ['vip'] as never })).toEqual([]);
  });

  it('is told when no line is meant', () => {
    expect(reasons([percent('p', 1000, { scope: { brands: ['Nobody'] } })])).toEqual([
      'p NOTHING_TO_DISCOUNT',
    ]);
  });

  it('is stopped by a limit that only the ledger knows', () => {
    const limited = new Map([['p', 'LIMIT_REACHED' as const]]);
    const found = quote(cart, [percent('p', 1000)], { ...context, limited });
    expect(found.rejected.map(({ reason }) => reason)).toEqual(['LIMIT_REACHED']);
    expect(found.discountMinor).toBe(0);
  });
});

describe('an exclusive promotion', () => {
  const only = percent('only', 1000, { stack: { kind: 'exclusive' } });

  it('knocks nothing out when it may not apply itself', () => {
    const closed = { ...only, window: { fromAt: null, untilAt: noon } };
    expect(quote(cart, [closed, amount('five', 500)], context).discountMinor).toBe(500);
  });

  it('of several goes by priority, whatever the phase', () => {
    const other = percent('other', 2000, { phase: 'item', stack: { kind: 'exclusive' } });
    const found = quote(cart, [other, { ...only, priority: 9 }], context);
    expect(found.applied.map(({ id }) => id)).toEqual(['only']);
  });
});

describe('the best of a group', () => {
  const stack = { kind: 'best_of', group: 'g' } as const;

  it('is chosen line by line in phase item', () => {
    // Bags: 3.00 against 30 % = 9.00; lamp: 3.00 against nothing.
    const flat = {
      ...amount('flat', 300, { phase: 'item', stack }),
      effect: { type: 'amount_off', amountMinor: 300, per: 'line' } as const,
    };
    const bags = percent('bags', 3000, { phase: 'item', stack, scope: { categories: ['bags'] } });
    const found = quote(cart, [flat, bags], context);
    expect(found.lines.map(({ discountMinor }) => discountMinor)).toEqual([900, 300]);
    expect(found.applied.map(({ id }) => id)).toEqual(['flat', 'bags']);
  });

  it('is chosen by the whole order else, ties to the earlier', () => {
    const found = quote(
      cart,
      [amount('a', 550, { stack }), percent('b', 1000, { stack })],
      context,
    );
    expect(found.applied.map(({ id }) => id)).toEqual(['a']);
    expect(found.rejected).toMatchObject([{ id: 'b', reason: 'BETTER_EXISTS', by: 'a' }]);
  });

  it('gives once although its members stand in two phases', () => {
    const item = percent('item', 1000, { phase: 'item', stack });
    const order = amount('order', 900, { stack });
    const found = quote(cart, [item, order, percent('tail', 5000)], context);
    // 9.00 beats 5.50; then half of 46.00.
    expect(found.applied.map(({ id, discountMinor }) => [id, discountMinor])).toEqual([
      ['order', 900],
      ['tail', 2300],
    ]);
  });
});

describe('a money budget', () => {
  const budget = { leftMinor: 400, partial: true };

  it('gives what is left, over the lines as the whole would have gone', () => {
    const found = quote(cart, [amount('p', 1000, { budget })], context);
    // 4.00 over 30.00 and 25.00: 2.18 and 1.82.
    expect(found.lines.map(({ discountMinor }) => discountMinor)).toEqual([218, 182]);
  });

  it('gives no line more than it would have got without it', () => {
    const floored: Cart = {
      ...cart,
      lines: cart.lines.map((each) => ({ ...each, minUnitPriceMinor: each.unitPriceMinor - 50 })),
    };
    const half = percent('p', 5000, { phase: 'item', budget: { leftMinor: 190, partial: true } });
    // Room is 1.50 and 0.50, together 2.00 > 1.90; the lamp's exact share 0.86 exceeds its 0.50.
    expect(quote(floored, [half], context).lines.map((each) => each.discountMinor)).toEqual([
      140, 50,
    ]);
  });
});

it('leaves a cart alone that no promotion touches', () => {
  const found = quote(cart, [], context);
  expect(found).toMatchObject({ applied: [], rejected: [], discountMinor: 0, payableMinor: 5895 });
});
