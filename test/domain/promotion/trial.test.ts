import { describe, expect, it } from 'vitest';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { Till } from '../../../src/domain/promotion/till.js';
import { tryOn } from '../../../src/domain/promotion/trial.js';

const context = { at: 0, codes: [], customerTags: [] };
// 30.00 of bags, 25.00 for a lamp.
const till = () =>
  new Till({
    currency: 'GBP',
    shippingMinor: 0,
    lines: [
      { id: 'bag', unitPriceMinor: 1000, quantity: 3, category: 'bags' },
      { id: 'lamp', unitPriceMinor: 2500, quantity: 1 },
    ],
  });

const elevenOff: Promotion = {
  ...promotionDefaults,
  id: 'eleven',
  phase: 'order',
  effect: { type: 'amount_off', amountMinor: 1100, per: 'order' },
};

const tried = (more: Partial<Promotion>, on = till()) =>
  tryOn({ ...elevenOff, ...more }, on, context);
const reason = (more: Partial<Promotion>) => {
  const trial = tried(more);
  return trial.kind === 'refused' ? trial.rejection : null;
};

const from = (amountMinor: number) =>
  ({ type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' }) as const;
const units = (quantity: number) => ({ type: 'quantity_at_least', quantity, scope: {} }) as const;
const vip = { type: 'customer_tag', tag: 'vip' } as const;

it('gives by line, and takes nothing itself', () => {
  const own = till();
  expect(tried({}, own)).toMatchObject({
    kind: 'gives',
    giving: { discounts: [600, 500] },
    conditions: [],
  });
  expect(own.lines.map(({ remainingMinor }) => remainingMinor)).toEqual([3000, 2500]);
});

describe('a refusal', () => {
  it('at the gate tells nothing of the conditions', () => {
    expect(reason({ code: 'SAVE', conditions: [from(1)] })).toEqual({
      id: 'eleven',
      version: null,
      reason: 'CODE_REQUIRED',
      conditions: [],
    });
  });

  it('is for the first condition that fails, and tells what is missing and all the others', () => {
    expect(reason({ conditions: [units(4), units(6), from(6000)] })).toMatchObject({
      reason: 'QUANTITY_TOO_LOW',
      missing: 2,
      conditions: [{ missing: 0 }, { missing: 2 }, { missing: 500 }],
    });
    expect(reason({ conditions: [from(6000)] })).toMatchObject({
      reason: 'SUBTOTAL_TOO_LOW',
      missing: 500,
    });
  });

  it('for who somebody is has no amount that would help', () => {
    expect(reason({ conditions: [vip] })).toEqual({
      id: 'eleven',
      version: null,
      reason: 'CUSTOMER_NOT_ELIGIBLE',
      conditions: [{ type: 'customer_tag', wanted: 'vip', found: null, isMet: false }],
    });
  });

  it('is for want of anything to lower, whatever the budget', () => {
    const scope = { categories: ['hats'] };
    expect(reason({ scope })?.reason).toBe('NOTHING_TO_DISCOUNT');
    const budget = { leftMinor: 0, partial: false };
    expect(reason({ scope, budget })?.reason).toBe('NOTHING_TO_DISCOUNT');
  });
});

describe('a budget', () => {
  it.each([
    { leftMinor: 1100, partial: false, gives: [600, 500] },
    { leftMinor: 1099, partial: false, gives: null },
    // 5.50 over 30.00 and 25.00.
    { leftMinor: 550, partial: true, gives: [300, 250] },
    { leftMinor: 1, partial: true, gives: [1, 0] },
    { leftMinor: 0, partial: true, gives: null },
    { leftMinor: -5, partial: true, gives: null },
  ])('with $leftMinor left (partial: $partial) gives $gives of 11.00', ({ gives, ...budget }) => {
    const trial = tried({ budget });
    expect(trial.kind === 'gives' ? trial.giving.discounts : null).toEqual(gives);
    if (trial.kind === 'refused') expect(trial.rejection.reason).toBe('BUDGET_EXCEEDED');
  });
});
