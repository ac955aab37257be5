import { describe, expect, it } from 'vitest';
import {
  type MessageFacts,
  messageVariables,
  type PickedProduct,
} from '../../../src/domain/campaign/message-values.js';
import type { Condition } from '../../../src/domain/promotion/condition.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import type { PromotionDefinition } from '../../../src/domain/promotion/offer.js';
import { definition } from '../../support/promotions.js';

const lamp: PickedProduct = {
  productId: 5,
  sku: 'L-5',
  name: 'Lamp',
  category: null,
  priceMinor: 123_450,
  imageUrl: null,
  url: null,
  reason: { kind: 'category', category: 'light' },
};

const facts: MessageFacts = {
  locale: 'en',
  timezone: 'Europe/London',
  currency: 'GBP',
  shopName: 'Bags & Co',
  shopUrl: null,
  customerName: null,
  picks: [],
  coupon: null,
};

const valuesOf = (more: Partial<MessageFacts>) => messageVariables({ ...facts, ...more }).values;

describe('a customer', () => {
  it('has a first name, the first word of the name', () => {
    expect(valuesOf({ customerName: '  Ann  Mary\tLee ' })['customer']).toEqual({
      name: 'Ann  Mary\tLee',
      first_name: 'Ann',
    });
    expect(valuesOf({ customerName: '王小明' })['customer']).toMatchObject({
      first_name: '王小明',
    });
  });

  it.each([null, '', '  '])('without a name (%j) has none, rather than an empty one', (name) => {
    expect(valuesOf({ customerName: name })['customer']).toEqual({});
  });
});

describe('a pick', () => {
  it('is worded in the language, and lacks what is not known', () => {
    const inLocale = (locale: string) =>
      messageVariables({ ...facts, locale, picks: [lamp] }).picks;
    expect(inLocale('en')).toEqual([
      {
        productId: 5,
        url: null,
        values: {
          name: 'Lamp',
          sku: 'L-5',
          price: '£1,234.50',
          reason: 'because you like light',
        },
      },
    ]);
    expect(inLocale('zh-CN')[0]?.values).toMatchObject({ reason: '因为您喜欢「light」' });
  });

  it('has the category and picture that are known', () => {
    const known = { ...lamp, category: 'light', imageUrl: 'https://a.example/5.jpg' };
    expect(messageVariables({ ...facts, picks: [known] }).picks[0]?.values).toMatchObject({
      category: 'light',
      image: 'https://a.example/5.jpg',
    });
  });
});

describe('a coupon', () => {
  const percent: Effect = {
    type: 'percent_off',
    bps: 1250,
    capMinor: null,
    rounding: 'line',
    basis: 'remaining',
  };
  // Midnight in London that ends 30 November; in Shanghai it is 1 December by then.
  const validUntil = Date.parse('2026-12-01T00:00:00Z');
  const held = (given: PromotionDefinition, more: Partial<MessageFacts> = {}) =>
    valuesOf({ ...more, coupon: { code: 'SAVE7K3M9XQ2ABCDEFGH5', validUntil, definition: given } })[
      'coupon'
    ];

  it('is absent where there is none', () => {
    expect(valuesOf({})).not.toHaveProperty('coupon');
    expect(messageVariables(facts).couponCode).toBeNull();
  });

  it('says in English and Chinese what it is worth, from when and until when', () => {
    const given = definition({ id: 'ten', effect: percent, minimumMinor: 2000 });
    expect(held(given)).toEqual({
      code: 'SAVE-7K3M-9XQ2-ABCD-EFGH5',
      name: 'ten',
      worth: '12.5%',
      offer: '12.5% off from £20',
      minimum: '£20',
      until: '30 November 2026',
    });
    expect(held(given, { locale: 'zh-CN' })).toMatchObject({
      name: 'ten 券',
      worth: '12.5%',
      offer: '满£20享8.75折',
      until: '2026年11月30日',
    });
    expect(held(given, { timezone: 'Asia/Shanghai' })).toMatchObject({ until: '1 December 2026' });
  });

  it('has no minimum where any basket will do', () => {
    const amount = held(definition({ id: 'five' }));
    expect(amount).toMatchObject({ worth: '£5' });
    expect(amount).not.toHaveProperty('minimum');
  });

  it('has the smallest basket that is enough, also where it must be more than an amount', () => {
    const base = definition({ id: 'five' });
    const more: Condition = {
      type: 'subtotal_more_than',
      amountMinor: 2000,
      scope: {},
      basis: 'remaining',
    };
    const promotion = { ...base.promotion, conditions: [more] };
    expect(held({ ...base, promotion })).toMatchObject({ minimum: '£20.01' });
  });

  it('is named in a sister language rather than in a foreign one', () => {
    const names = { 'zh-CN': '十镑券', en: 'Ten off' };
    const given = { ...definition({ id: 'ten' }), names };
    expect(held(given, { locale: 'en-GB' })).toMatchObject({ name: 'Ten off' });
    expect(held(given, { locale: 'de' })).toMatchObject({ name: '十镑券' });
    expect(held({ ...given, names: {} })).not.toHaveProperty('name');
  });
});
