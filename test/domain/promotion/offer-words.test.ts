import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../src/domain/promotion/condition.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import { definitionDefaults, noLimits } from '../../../src/domain/promotion/offer.js';
import { minimumSpend } from '../../../src/domain/promotion/offer-phrases.js';
import { nameIn, offerWords } from '../../../src/domain/promotion/offer-words.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';

const percent = (bps: number, capMinor: number | null = null): Effect => ({
  type: 'percent_off',
  bps,
  capMinor,
  rounding: 'line',
  basis: 'remaining',
});
const amount = (amountMinor: number, per: 'order' | 'line' | 'unit' = 'order'): Effect => ({
  type: 'amount_off',
  amountMinor,
  per,
});
const from = (
  amountMinor: number,
  type: 'subtotal_at_least' | 'subtotal_more_than' = 'subtotal_at_least',
): Condition => ({ type, amountMinor, scope: {}, basis: 'remaining' });

const promotionWith = (effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  ...promotionDefaults,
  id: 'p',
  phase: 'order',
  effect,
  ...more,
});

function offers(effect: Effect, more: Partial<Promotion> = {}): string[] {
  const promotion = promotionWith(effect, more);
  const whole = { ...definitionDefaults, promotion, codePrefix: '', limits: noLimits, names: {} };
  return ['en', 'zh-CN'].map(
    (locale) => offerWords({ ...whole, trigger: 'automatic' }, 'GBP', locale).offer,
  );
}

describe('an offer in English and Chinese', () => {
  // In Chinese one says how many tenths are left to pay.
  it.each([
    { bps: 1500, words: ['15% off', '8.5折'] },
    { bps: 5000, words: ['50% off', '5折'] },
    { bps: 1250, words: ['12.5% off', '8.75折'] },
    { bps: 2907, words: ['29.07% off', '7.093折'] },
    { bps: 10_000, words: ['100% off', '免单'] },
  ])('of $bps basis points', ({ bps, words }) => {
    expect(offers(percent(bps))).toEqual(words);
  });

  it.each([
    { per: 'order', words: ['£5 off', '立减£5'] },
    { per: 'line', words: ['£5 off each line', '每项减£5'] },
    { per: 'unit', words: ['£5 off each piece', '每件减£5'] },
  ] as const)('of an amount for each $per', ({ per, words }) => {
    expect(offers(amount(500, per))).toEqual(words);
  });

  it('says from what and up to what', () => {
    expect(offers(amount(500), { conditions: [from(2000)] })).toEqual([
      '£5 off from £20',
      '满£20减£5',
    ]);
    expect(offers(percent(1500, 3000), { conditions: [from(2000)] })).toEqual([
      '15% off from £20, at most £30',
      '满£20享8.5折，最多减£30',
    ]);
  });

  it('says on what only', () => {
    expect(offers(percent(1500), { scope: { categories: ['bags'], brands: ['Lux'] } })).toEqual([
      '15% off, only on bags, Lux',
      '8.5折，限bags、Lux',
    ]);
  });

  it.each([
    { skus: ['b1'] },
    { tags: ['sale'] },
    { minUnitPriceMinor: 500 },
    { maxUnitPriceMinor: 0 },
  ])('never promises all where only %j is lowered', (scope) => {
    expect(offers(percent(1500), { scope })).toEqual([
      '15% off, only on selected products',
      '8.5折，限指定商品',
    ]);
  });
});

describe('the smallest cart', () => {
  it('is any where nothing is said of its amount', () => {
    expect(minimumSpend(promotionWith(amount(1)))).toBeNull();
    const many: Condition = { type: 'quantity_at_least', quantity: 3, scope: {} };
    expect(minimumSpend(promotionWith(amount(1), { conditions: [many] }))).toBeNull();
  });

  it('is the largest of all that are asked for, one more where it must be more', () => {
    const least = (...conditions: Condition[]) =>
      minimumSpend(promotionWith(amount(1), { conditions }));
    expect(least(from(2000), from(3000), from(1000))).toBe(3000);
    expect(least(from(2000), from(2000, 'subtotal_more_than'))).toBe(2001);
  });
});

describe('a name', () => {
  const names = { 'zh-CN': '券', en: 'Coupon', fr: 'Bon' };

  it.each([
    { locale: 'fr', name: 'Bon' },
    { locale: 'en-GB', name: 'Coupon' },
    { locale: 'zh', name: '券' },
    { locale: 'de', name: '券' },
  ])('in $locale is $name', ({ locale, name }) => {
    expect(nameIn(names, locale)).toBe(name);
  });

  it('falls back to the promotion’s id where the shop gave none', () => {
    const promotion = promotionWith(amount(1));
    const nameless = {
      ...definitionDefaults,
      promotion,
      codePrefix: '',
      limits: noLimits,
      names: {},
    };
    expect(nameIn({}, 'en')).toBeUndefined();
    expect(offerWords({ ...nameless, trigger: 'coupon' }, 'GBP', 'en').name).toBe('p');
  });
});
