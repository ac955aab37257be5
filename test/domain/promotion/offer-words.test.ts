import { expect, it } from 'vitest';
import { noLimits, type PromotionDefinition } from '../../../src/domain/promotion/offer.js';
import { minimumSpend, offerWords } from '../../../src/domain/promotion/offer-words.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';

const percent = (bps: number, capMinor: number | null = null) =>
  ({ type: 'percent_off', bps, capMinor, rounding: 'line', basis: 'remaining' }) as const;
const amount = (amountMinor: number, per: 'order' | 'line' | 'unit' = 'order') =>
  ({ type: 'amount_off', amountMinor, per }) as const;
const from = (amountMinor: number) =>
  ({ type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' }) as const;

function offering(promotion: Partial<Promotion> & Pick<Promotion, 'effect'>): PromotionDefinition {
  return {
    promotion: { ...promotionDefaults, id: 'p', phase: 'order', ...promotion },
    trigger: 'coupon',
    codePrefix: '',
    limits: noLimits,
    names: { en: 'Welcome', 'zh-CN': '新客礼' },
  };
}

it.each([
  { given: { effect: percent(1000) }, en: '10% off', zh: '9折' },
  { given: { effect: percent(1250) }, en: '12.5% off', zh: '8.75折' },
  { given: { effect: percent(10_000) }, en: '100% off', zh: '免单' },
  {
    given: { effect: percent(1500, 3000), conditions: [from(2000)] },
    en: '15% off from £20.00, at most £30.00',
    zh: '满£20.00享8.5折，最多减£30.00',
  },
  { given: { effect: amount(500) }, en: '£5.00 off', zh: '立减£5.00' },
  {
    given: { effect: amount(500), conditions: [from(3000)] },
    en: '£5.00 off from £30.00',
    zh: '满£30.00减£5.00',
  },
  {
    given: { effect: amount(100, 'unit'), scope: { categories: ['bags'], brands: ['Lux'] } },
    en: '£1.00 off each piece, only on bags, Lux',
    zh: '每件减£1.00，限bags、Lux',
  },
])('$en · $zh', ({ given, en, zh }) => {
  expect(offerWords(offering(given), 'GBP', 'en').offer).toBe(en);
  expect(offerWords(offering(given), 'GBP', 'zh-CN').offer).toBe(zh);
});

it('takes the name of the language, of its sister, or the first there is', () => {
  const nameIn = (locale: string) =>
    offerWords(offering({ effect: amount(1) }), 'GBP', locale).name;
  expect(['en', 'en-GB', 'zh-CN', 'zh-TW', 'fr'].map(nameIn)).toEqual([
    'Welcome',
    'Welcome',
    '新客礼',
    '新客礼',
    'Welcome',
  ]);
});

it('names the smallest cart that meets every minimum', () => {
  const more = { ...from(2000), type: 'subtotal_more_than' } as const;
  const { promotion } = offering({ effect: amount(1), conditions: [from(1500), more] });
  expect(minimumSpend(promotion)).toBe(2001);
  expect(minimumSpend(offering({ effect: amount(1) }).promotion)).toBeNull();
});
