import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cart, CartLine } from '../../../src/domain/promotion/cart.js';
import {
  type Condition,
  type Effect,
  type Promotion,
  phases,
  promotionDefaults,
  type Stack,
} from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import type { Receipt } from '../../../src/domain/promotion/receipt.js';
import type { Scope } from '../../../src/domain/promotion/scope.js';
import { unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

const runs = { numRuns: 2_000 };
const context = { at: 0, codes: [], customerTags: ['vip'] };
const categories = ['bags', 'hats', 'cups'] as const;

const line = fc.record({
  unitPriceMinor: fc.oneof(fc.nat(30), fc.nat(20_000)),
  quantity: fc.integer({ min: 1, max: 7 }),
  floorPercent: fc.constantFrom(0, 0, 50, 100, 120),
  category: fc.constantFrom(...categories),
});
const cart: fc.Arbitrary<Cart> = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(900))
  .map(([lines, shippingMinor]) => ({
    currency: 'GBP',
    shippingMinor,
    lines: lines.map(
      ({ floorPercent, ...each }, i): CartLine => ({
        ...each,
        id: `l${i}`,
        minUnitPriceMinor: Math.floor((each.unitPriceMinor * floorPercent) / 100),
      }),
    ),
  }));

const basis = fc.constantFrom('remaining' as const, 'original' as const);
const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...categories).map((category) => ({ categories: [category] })),
  fc.constant({ excludeDiscounted: true }),
);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({
    type: fc.constant('percent_off' as const),
    bps: fc.integer({ min: 0, max: 10_000 }),
    capMinor: fc.option(fc.nat(3_000)),
    rounding: fc.constantFrom('line' as const, 'unit' as const),
    basis,
  }),
  fc.record({
    type: fc.constant('amount_off' as const),
    amountMinor: fc.nat(5_000),
    per: fc.constantFrom('order' as const, 'line' as const, 'unit' as const),
  }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    type: fc.constantFrom('subtotal_at_least' as const, 'subtotal_more_than' as const),
    amountMinor: fc.nat(15_000),
    scope,
    basis,
  }),
  fc.record({ type: fc.constant('quantity_at_least' as const), quantity: fc.nat(9), scope }),
  fc.constantFrom('vip', 'nobody').map((tag) => ({ type: 'customer_tag' as const, tag })),
);
const stack: fc.Arbitrary<Stack> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'combine' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'exclusive' as const }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('g', 'h').map((group) => ({ kind: 'best_of' as const, group })),
  },
);
const promotion: fc.Arbitrary<Omit<Promotion, 'id'>> = fc
  .record({
    phase: fc.constantFrom(...phases),
    effect,
    scope,
    conditions: fc.array(condition, { maxLength: 2 }),
    priority: fc.integer({ min: -1, max: 2 }),
    stack,
    budget: fc.option(fc.record({ leftMinor: fc.nat(4_000), partial: fc.boolean() })),
  })
  .map((each) => ({ ...promotionDefaults, ...each }));
const promotions: fc.Arbitrary<Promotion[]> = fc
  .array(promotion, { maxLength: 6 })
  .map((all) => all.map((each, i) => ({ ...each, id: `p${i}` })));

const total = (parts: readonly number[]) => parts.reduce((sum, each) => sum + each, 0);
const amounts = ({ lines, payableMinor, applied }: Receipt) => ({
  lines: lines.map(({ discountMinor, units }) => [discountMinor, unitDiscounts(units)]),
  payableMinor,
  applied: applied.map(({ id, discountMinor }) => [id, discountMinor]),
});

it('lines add up to the order’s discount, promotions and units to their line’s', () => {
  fc.assert(
    fc.property(cart, promotions, (bought, rules) => {
      const receipt = quote(bought, rules, context);
      expect(total(receipt.lines.map((each) => each.discountMinor))).toBe(receipt.discountMinor);
      expect(total(receipt.applied.map((each) => each.discountMinor))).toBe(receipt.discountMinor);
      expect(receipt.payableMinor).toBe(
        receipt.subtotalMinor + receipt.shippingMinor - receipt.discountMinor,
      );
      for (const each of receipt.lines) {
        const units = unitDiscounts(each.units);
        expect(units.length).toBe(each.quantity);
        expect(total(units)).toBe(each.discountMinor);
        const given = receipt.applied.flatMap(({ lines }) =>
          lines.filter(({ lineId }) => lineId === each.lineId).map((part) => part.discountMinor),
        );
        expect(total(given)).toBe(each.discountMinor);
      }
    }),
    runs,
  );
});

it('takes nothing below zero or the floor, not even one unit, and adds nothing', () => {
  fc.assert(
    fc.property(cart, promotions, (bought, rules) => {
      const receipt = quote(bought, rules, context);
      for (const [i, each] of receipt.lines.entries()) {
        const floor = Math.min(each.unitPriceMinor, bought.lines[i]?.minUnitPriceMinor ?? 0);
        for (const discount of unitDiscounts(each.units)) {
          expect(discount).toBeGreaterThanOrEqual(0);
          expect(each.unitPriceMinor - discount).toBeGreaterThanOrEqual(floor);
        }
      }
    }),
    runs,
  );
});

it('every promotion ends in exactly one place: applied or rejected', () => {
  fc.assert(
    fc.property(cart, promotions, (bought, rules) => {
      const { applied, rejected } = quote(bought, rules, context);
      const seen = [...applied.map(({ id }) => id), ...rejected.map(({ id }) => id)];
      expect(seen.sort()).toEqual(rules.map(({ id }) => id).sort());
    }),
    runs,
  );
});

it('the order of promotions does not matter where priorities differ', () => {
  const shuffled = promotions.chain((rules) => {
    const ranked = rules.map((rule, i) => ({ ...rule, priority: i }));
    return fc.tuple(fc.constant(ranked), fc.shuffledSubarray(ranked, { minLength: ranked.length }));
  });
  fc.assert(
    fc.property(cart, shuffled, (bought, [rules, mixed]) => {
      expect(amounts(quote(bought, mixed, context))).toEqual(
        amounts(quote(bought, rules, context)),
      );
    }),
    runs,
  );
});

it('a promotion that may not apply changes no amount', () => {
  const closing = fc.constantFrom<Partial<Promotion>>(
    { code: 'NEVERENTERED' },
    { window: { fromAt: null, untilAt: 0 } },
    { window: { fromAt: 1, untilAt: null } },
    { conditions: [{ type: 'customer_tag', tag: 'nobody' }] },
    { conditions: [{ type: 'quantity_at_least', quantity: 1_000, scope: {} }] },
  );
  const place = fc.nat(6);
  fc.assert(
    fc.property(
      fc.tuple(cart, promotions),
      promotion,
      closing,
      place,
      ([bought, rules], extra, why, at) => {
        const closed = { ...extra, ...why, id: 'closed' };
        const more = [...rules.slice(0, at), closed, ...rules.slice(at)];
        expect(amounts(quote(bought, more, context))).toEqual(
          amounts(quote(bought, rules, context)),
        );
      },
    ),
    runs,
  );
});

it('a bigger budget never gives less, one promotion alone', () => {
  fc.assert(
    fc.property(cart, promotion, fc.nat(4_000), fc.nat(4_000), (bought, rule, left, more) => {
      const given = (leftMinor: number) => {
        const budget = { leftMinor, partial: rule.budget?.partial ?? true };
        return quote(bought, [{ ...rule, id: 'p', budget }], context).discountMinor;
      };
      expect(given(left)).toBeLessThanOrEqual(left);
      expect(given(left + more)).toBeGreaterThanOrEqual(given(left));
    }),
    runs,
  );
});

it('the same inputs give the same receipt', () => {
  fc.assert(
    fc.property(cart, promotions, (bought, rules) => {
      const before = JSON.stringify([bought, rules]);
      expect(quote(bought, rules, context)).toEqual(quote(bought, rules, context));
      expect(JSON.stringify([bought, rules])).toBe(before);
    }),
    { numRuns: 500 },
  );
});
