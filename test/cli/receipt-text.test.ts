import { describe, expect, it } from 'vitest';
import { receiptText } from '../../src/cli/receipt-text.js';
import type { Cart } from '../../src/domain/promotion/cart.js';
import type { QuoteContext } from '../../src/domain/promotion/context.js';
import type { Effect } from '../../src/domain/promotion/effect.js';
import { nearMisses } from '../../src/domain/promotion/near-misses.js';
import { definitionDefaults, noLimits } from '../../src/domain/promotion/offer.js';
import { type Promotion, promotionDefaults } from '../../src/domain/promotion/promotion.js';
import { quote } from '../../src/domain/promotion/quote.js';

const promotion = (id: string, effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  ...promotionDefaults,
  id,
  phase: 'order',
  effect,
  ...more,
});
const spend = (amountMinor: number) =>
  ({ type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' }) as const;
const five: Effect = { type: 'amount_off', amountMinor: 500, per: 'order' };
const eighth: Effect = {
  type: 'percent_off',
  bps: 1250,
  capMinor: null,
  rounding: 'line',
  basis: 'remaining',
};

const promotions: readonly Promotion[] = [
  promotion('five', five, { conditions: [spend(4000)], priority: 1 }),
  promotion('eighth', eighth, {
    version: 3,
    conditions: [spend(2000)],
    funding: [
      { party: 'shop', bps: 6000 },
      { party: 'brand-x', bps: 4000 },
    ],
  }),
  promotion('cup', {
    type: 'gift',
    sku: 'CUP',
    quantity: 1,
    unitValueMinor: 500,
    perQuantity: null,
  }),
  promotion('half-shipping', { type: 'shipping_percent', bps: 5000 }, { phase: 'shipping' }),
  promotion(
    'own',
    { type: 'points', available: 300, minorPerPoint: 1, maxShareBps: 5000 },
    { phase: 'tender' },
  ),
  promotion(
    'back',
    { type: 'points_back', bps: 500, minorPerPoint: 1, mostPoints: null },
    { phase: 'reward' },
  ),
  promotion('members', five, {
    conditions: [{ type: 'customer_tier', tiers: ['gold', 'silver'] }],
  }),
  promotion('secret', five, { code: 'AB' }),
];
const cart: Cart = {
  currency: 'GBP',
  shippingMinor: 395,
  lines: [
    { id: 'bag', unitPriceMinor: 1500, quantity: 2 },
    { id: 'mug', unitPriceMinor: 700, quantity: 1 },
  ],
};
const context: QuoteContext = { at: 0, codes: [], customerTags: [] };
const name = {
  ...definitionDefaults,
  trigger: 'automatic',
  codePrefix: '',
  limits: noLimits,
} as const;

const tell = (
  of: Cart,
  all: readonly Promotion[],
  more: { locale?: string; named?: boolean } = {},
) =>
  receiptText({
    receipt: quote(of, all, context),
    nearMisses: nearMisses(of, all, context),
    promotions: all,
    definitions: more.named
      ? all.map((each) => ({ ...name, promotion: each, names: { en: `The ${each.id}` } }))
      : [],
    locale: more.locale ?? 'en',
    timezone: 'Europe/London',
  }).split('\n');

// 37.00 of goods; 12.5 % is 4.625, half up 4.63: bag 3.75, mug 0.88. Left 32.37. Half of 3.95 is 1.975, half up 1.98.
// 32.37 + 1.97 = 34.34, of which 300 points pay 3.00. Of these 300 · 32.37 / 34.34, rounded up 2.83, are for goods:
// 5 % of 29.54 are 147 points.
describe('a receipt, told', () => {
  it.each([
    'bag        2  £15.00  £30.00  -£3.75  £26.25  (1 × £13.12 + 1 × £13.13)',
    'mug        1  £7.00   £7.00   -£0.88  £6.12',
    '1. eighth  -£4.63  [on the whole order, version 3]',
    '   12.5% off from £20',
    '   ✓ goods for at least £20.00 (found £37.00)',
    '   12.5% of £37.00 is 4.625, rounded half up',
    '   bag  £30.00  →  £26.25  -£3.75',
    '   mug   £7.00  →   £6.12  -£0.88',
    // 4.63 · 60 % = 2.778.
    '   who pays for it: the shop £2.78, brand-x £1.85',
    '2. cup  [on the whole order]',
    '   + 1 × CUP, worth £5.00',
    '   shipping: -£1.98',
    '   300 points pay £3.00',
    '   gives 147 points once the order is paid',
    'goods             £37.00',
    'half-shipping     -£1.98',
    'paid with points  -£3.00',
    'to pay            £31.34',
    '· five: the cart is too small',
    '   ✗ goods for at least £40.00 (found £37.00, add £3.00)',
    '   ✗ the customer is a member: gold or silver (nothing known)',
    '· secret: its code was not entered',
    // 40.00 − 5.00 = 35.00, less 12.5 % (4.375, half up 4.38) 30.62: 32.37 + 3.00 − 30.62 = 4.75.
    '· add £3.00 and save £4.75 (five)',
  ])('%s', (line) => {
    expect(tell(cart, promotions)).toContain(line);
  });

  it.each([
    '1. eighth  -£4.63  [整单优惠, 第3版]',
    '   ✓ 商品金额满£20.00（实际为£37.00）',
    '   £37.00的12.5%为4.625，四舍五入',
    '   费用承担：本店 £2.78、brand-x £1.85',
    '积分抵扣       -£3.00',
    '应付           £31.34',
    '· five: 金额未达门槛',
    '   ✗ 商品金额满£40.00（实际为£37.00，还差£3.00）',
    '   ✗ 会员等级：gold或silver（实际未知）',
    '· 再买£3.00可省£4.75（five）',
  ])('%s', (line) => {
    expect(tell(cart, promotions, { locale: 'zh-CN' })).toContain(line);
  });

  it('names what the shop has named', () => {
    const lines = tell(cart, promotions, { named: true });
    expect(lines).toContain('1. The eighth (eighth)  -£4.63  [on the whole order, version 3]');
    expect(lines).toContain('· add £3.00 and save £4.75 (The five (five))');
  });

  it('says what is due now and what later', () => {
    const presale = promotion(
      'presale',
      {
        type: 'presale',
        depositMinor: 1000,
        worthMinor: 2000,
        balanceFromAt: Date.parse('2026-11-11T00:00:00Z'),
        balanceUntilAt: Date.parse('2026-11-13T00:00:00Z'),
      },
      { phase: 'item' },
    );
    const tv: Cart = {
      ...cart,
      shippingMinor: 0,
      lines: [{ id: 'tv', unitPriceMinor: 5900, quantity: 1 }],
    };
    const lines = tell(tv, [presale]);
    // The deposit of 10.00 counts for 20.00.
    for (const line of [
      '   a deposit of £10.00 now, the rest from 11 Nov 2026, 00:00 until 13 Nov 2026, 00:00',
      'to pay        £49.00',
      '  of it now   £10.00',
      '  and later   £39.00',
    ])
      expect(lines).toContain(line);
  });

  it('says which of two excluded the other', () => {
    const alone = promotion('alone', five, { stack: { kind: 'exclusive' } });
    expect(tell(cart, [alone, promotion('other', five)])).toContain(
      '· other: does not go together with alone',
    );
  });
});
