import { describe, expect, it } from 'vitest';
import {
  type Condition,
  findingOf,
  isMet,
  unmetReason,
} from '../../../src/domain/promotion/condition.js';
import { Till } from '../../../src/domain/promotion/till.js';

const nobody = { at: 0, codes: [], customerTags: [] };
// Two bags of 10.00 and a lamp of 5.00.
const till = () =>
  new Till({
    currency: 'GBP',
    shippingMinor: 395,
    lines: [
      { id: 'bag', unitPriceMinor: 1000, quantity: 2, category: 'bags' },
      { id: 'lamp', unitPriceMinor: 500, quantity: 1, category: 'light' },
    ],
  });

type Subtotal = Extract<Condition, { amountMinor: number }>;

const subtotal = (type: Subtotal['type'], amountMinor: number, more: Partial<Subtotal> = {}) =>
  ({ type, amountMinor, scope: {}, basis: 'remaining', ...more }) as const;

describe('a subtotal', () => {
  it.each([
    { type: 'subtotal_at_least', amountMinor: 2500, missing: 0 },
    { type: 'subtotal_at_least', amountMinor: 2501, missing: 1 },
    { type: 'subtotal_more_than', amountMinor: 2499, missing: 0 },
    { type: 'subtotal_more_than', amountMinor: 2500, missing: 1 },
    { type: 'subtotal_more_than', amountMinor: 3000, missing: 501 },
  ] as const)(
    'of 25.00 lacks $missing for $type $amountMinor',
    ({ type, amountMinor, missing }) => {
      const finding = findingOf(subtotal(type, amountMinor), till(), nobody);
      expect(finding).toEqual({ type, wantedMinor: amountMinor, foundMinor: 2500, missing });
      expect(isMet(finding)).toBe(missing === 0);
    },
  );

  it('counts only the lines meant, and never the postage', () => {
    const bags = subtotal('subtotal_at_least', 2000, { scope: { categories: ['bags'] } });
    expect(findingOf(bags, till(), nobody)).toMatchObject({ foundMinor: 2000, missing: 0 });
  });

  it('is of what is left, or of the cart’s own prices where that is asked', () => {
    const lowered = till();
    lowered.take({ discounts: [300, 0], parts: null, shippingMinor: 0, tenderMinor: 0 });
    const found = (basis: 'remaining' | 'original') =>
      findingOf(subtotal('subtotal_at_least', 2500, { basis }), lowered, nobody);
    expect(found('remaining')).toMatchObject({ foundMinor: 2200, missing: 300 });
    expect(found('original')).toMatchObject({ foundMinor: 2500, missing: 0 });
  });
});

it('counts units, not lines', () => {
  const units = (quantity: number, categories?: string[]) =>
    findingOf(
      {
        type: 'quantity_at_least',
        quantity,
        scope: categories === undefined ? {} : { categories },
      },
      till(),
      nobody,
    );
  expect(units(3)).toEqual({ type: 'quantity_at_least', wanted: 3, found: 3, missing: 0 });
  expect(units(3, ['bags'])).toMatchObject({ found: 2, missing: 1 });
  expect(units(1, ['hats'])).toMatchObject({ found: 0, missing: 1 });
});

it('wants a customer’s tag as it is written', () => {
  const vip = { type: 'customer_tag', tag: 'vip' } as const;
  expect(isMet(findingOf(vip, till(), { ...nobody, customerTags: ['new', 'vip'] }))).toBe(true);
  expect(isMet(findingOf(vip, till(), { ...nobody, customerTags: ['VIP', 'vipp'] }))).toBe(false);
  expect(isMet(findingOf(vip, till(), nobody))).toBe(false);
});

describe('a fact of the customer', () => {
  const of = (condition: Condition, context: object) =>
    findingOf(condition, till(), { ...nobody, ...context });

  it.each([
    {
      condition: { type: 'customer_tier', tiers: ['gold', 'silver'] },
      context: { tier: 'silver' },
    },
    { condition: { type: 'segment', segment: 'regulars' }, context: { segments: ['regulars'] } },
    { condition: { type: 'channel', channels: ['telegram'] }, context: { channel: 'telegram' } },
    // The third order: two were paid before.
    { condition: { type: 'order_number', from: 3, to: 3 }, context: { orderCount: 2 } },
    { condition: { type: 'order_number', from: 2, to: null }, context: { orderCount: 7 } },
    { condition: { type: 'group_size_at_least', size: 3 }, context: { groupSize: 3 } },
  ] as const)('$condition.type is met by $context', ({ condition, context }) => {
    expect(isMet(of(condition, context))).toBe(true);
  });

  it.each([
    { condition: { type: 'customer_tier', tiers: ['gold'] }, context: { tier: 'silver' } },
    { condition: { type: 'customer_tier', tiers: ['gold'] }, context: {} },
    { condition: { type: 'segment', segment: 'regulars' }, context: {} },
    { condition: { type: 'channel', channels: ['telegram'] }, context: { channel: 'qq' } },
    { condition: { type: 'order_number', from: 1, to: 1 }, context: { orderCount: 1 } },
    { condition: { type: 'order_number', from: 2, to: 4 }, context: { orderCount: 4 } },
    // Nobody knows: a guest has no first order.
    { condition: { type: 'order_number', from: 1, to: 1 }, context: {} },
  ] as const)('$condition.type is not met by $context', ({ condition, context }) => {
    expect(isMet(of(condition, context))).toBe(false);
  });

  it('tells how many people a group lacks', () => {
    const finding = of({ type: 'group_size_at_least', size: 3 }, { groupSize: 1 });
    expect(finding).toMatchObject({ wanted: 3, found: 1, missing: 2 });
    expect(unmetReason(finding)).toBe('GROUP_TOO_SMALL');
  });
});
