import { describe, expect, it } from 'vitest';
import { findingOf, isMet } from '../../../src/domain/promotion/condition.js';
import type { Condition } from '../../../src/domain/promotion/promotion.js';
import { Till } from '../../../src/domain/promotion/till.js';

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
      const finding = findingOf(subtotal(type, amountMinor), till(), []);
      expect(finding).toEqual({ type, wantedMinor: amountMinor, foundMinor: 2500, missing });
      expect(isMet(finding)).toBe(missing === 0);
    },
  );

  it('counts only the lines meant, and never the postage', () => {
    const bags = subtotal('subtotal_at_least', 2000, { scope: { categories: ['bags'] } });
    expect(findingOf(bags, till(), [])).toMatchObject({ foundMinor: 2000, missing: 0 });
  });

  it('is of what is left, or of the cart’s own prices where that is asked', () => {
    const lowered = till();
    lowered.take([300, 0]);
    const found = (basis: 'remaining' | 'original') =>
      findingOf(subtotal('subtotal_at_least', 2500, { basis }), lowered, []);
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
      [],
    );
  expect(units(3)).toEqual({ type: 'quantity_at_least', wanted: 3, found: 3, missing: 0 });
  expect(units(3, ['bags'])).toMatchObject({ found: 2, missing: 1 });
  expect(units(1, ['hats'])).toMatchObject({ found: 0, missing: 1 });
});

it('wants a customer’s tag as it is written', () => {
  const vip = { type: 'customer_tag', tag: 'vip' } as const;
  expect(isMet(findingOf(vip, till(), ['new', 'vip']))).toBe(true);
  expect(isMet(findingOf(vip, till(), ['VIP', 'vipp']))).toBe(false);
  expect(isMet(findingOf(vip, till(), []))).toBe(false);
});
