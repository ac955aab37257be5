import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Cart, CartLine } from '../../../src/domain/promotion/cart.js';
import type { Condition } from '../../../src/domain/promotion/condition.js';
import { type Effect, type EffectType, phasesOf } from '../../../src/domain/promotion/effect.js';
import {
  type Promotion,
  promotionDefaults,
  type Stack,
} from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import type { Receipt } from '../../../src/domain/promotion/receipt.js';
import type { Scope } from '../../../src/domain/promotion/scope.js';
import { unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

// Ten thousand carts each take a while where much else runs beside them.
vi.setConfig({ testTimeout: 180_000 });
const runs = { numRuns: 10_000 };
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
const quantity = fc.integer({ min: 1, max: 4 });
const tier = fc.record({
  at: fc.nat(12_000),
  gives: fc.oneof(
    fc.nat(3_000).map((amountMinor) => ({ kind: 'amount' as const, amountMinor })),
    fc.nat(10_000).map((bps) => ({ kind: 'percent' as const, bps })),
  ),
});
const effects: { readonly [Type in EffectType]: fc.Arbitrary<Extract<Effect, { type: Type }>> } = {
  percent_off: fc.record({
    type: fc.constant('percent_off' as const),
    bps: fc.integer({ min: 0, max: 10_000 }),
    capMinor: fc.option(fc.nat(3_000)),
    rounding: fc.constantFrom('line' as const, 'unit' as const),
    basis,
  }),
  amount_off: fc
    .record({
      type: fc.constant('amount_off' as const),
      amountMinor: fc.nat(5_000),
      per: fc.constantFrom('order' as const, 'line' as const, 'unit' as const),
      size: fc.option(quantity),
    })
    .map(({ size, ...each }) =>
      size === null || each.per !== 'unit' ? each : { ...each, completeGroupsOf: size },
    ),
  tiers: fc.record({
    type: fc.constant('tiers' as const),
    by: fc.constantFrom('subtotal' as const, 'quantity' as const),
    table: fc
      .array(tier, { minLength: 1, maxLength: 3 })
      .map((table) => table.toSorted((x, y) => x.at - y.at)),
  }),
  every: fc.record({
    type: fc.constant('every' as const),
    stepMinor: fc.integer({ min: 1, max: 9_000 }),
    amountMinor: fc.nat(2_000),
    mostTimes: fc.option(quantity),
  }),
  buy_get: fc.record({
    type: fc.constant('buy_get' as const),
    buy: fc.record({ quantity, scope }),
    get: fc.record({ quantity, bps: fc.nat(10_000), scope }),
    mostTimes: fc.option(quantity),
    pick: fc.constantFrom('cheapest' as const, 'dearest' as const),
  }),
  set_unit_price: fc.record({
    type: fc.constant('set_unit_price' as const),
    priceMinor: fc.nat(15_000),
    mostUnits: fc.option(quantity),
  }),
  bundle_price: fc.record({
    type: fc.constant('bundle_price' as const),
    items: fc.array(fc.record({ scope, quantity }), { minLength: 1, maxLength: 3 }),
    priceMinor: fc.nat(20_000),
    mostTimes: fc.option(quantity),
  }),
  gift: fc.record({
    type: fc.constant('gift' as const),
    sku: fc.constant('MUG'),
    quantity,
    unitValueMinor: fc.nat(900),
    perQuantity: fc.option(quantity),
  }),
  presale: fc
    .record({
      type: fc.constant('presale' as const),
      depositMinor: fc.integer({ min: 1, max: 2_000 }),
      more: fc.nat(2_000),
      balanceFromAt: fc.constant(10),
      balanceUntilAt: fc.constant(20),
    })
    .map(({ more, ...each }) => ({ ...each, worthMinor: each.depositMinor + more })),
  shipping_percent: fc.record({
    type: fc.constant('shipping_percent' as const),
    bps: fc.nat(10_000),
  }),
  points: fc.record({
    type: fc.constant('points' as const),
    available: fc.nat(9_000),
    minorPerPoint: fc.integer({ min: 1, max: 7 }),
    maxShareBps: fc.nat(10_000),
  }),
  gift_card: fc.record({
    type: fc.constant('gift_card' as const),
    balanceMinor: fc.nat(20_000),
  }),
  points_back: fc.record({
    type: fc.constant('points_back' as const),
    bps: fc.nat(10_000),
    minorPerPoint: fc.integer({ min: 1, max: 7 }),
    mostPoints: fc.option(fc.integer({ min: 1, max: 500 })),
  }),
};
/** An effect in one of the phases in which it may stand. */
const placed = fc
  .oneof(...Object.values<fc.Arbitrary<Effect>>(effects))
  .chain((effect) => fc.constantFrom(...phasesOf[effect.type]).map((phase) => ({ phase, effect })));
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
    placed,
    scope,
    conditions: fc.array(condition, { maxLength: 2 }),
    priority: fc.integer({ min: -1, max: 2 }),
    stack,
    budget: fc.option(fc.record({ leftMinor: fc.nat(4_000), partial: fc.boolean() })),
    unitsLeft: fc.option(fc.nat(5)),
    funding: fc.constantFrom(
      [],
      [
        { party: 'shop', bps: 3_333 },
        { party: 'brand', bps: 6_667 },
      ],
    ),
  })
  .map(({ placed: at, ...each }) => ({ ...promotionDefaults, ...each, ...at }));
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
      const { shippingDiscountMinor: shipping } = receipt;
      expect(total(receipt.lines.map((each) => each.discountMinor)) + shipping).toBe(
        receipt.discountMinor,
      );
      expect(total(receipt.applied.map((each) => each.discountMinor))).toBe(receipt.discountMinor);
      expect(receipt.payableMinor).toBe(
        receipt.subtotalMinor + receipt.shippingMinor - receipt.discountMinor - receipt.tenderMinor,
      );
      expect(receipt.payableMinor).toBeGreaterThanOrEqual(0);
      expect(receipt.dueNowMinor).toBeGreaterThanOrEqual(0);
      expect(receipt.dueNowMinor).toBeLessThanOrEqual(receipt.payableMinor);
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

it('who pays for a promotion pays all of it, and nobody less than nothing', () => {
  fc.assert(
    fc.property(cart, promotions, (bought, rules) => {
      for (const { id, funding, discountMinor, gift, pointsBack } of quote(bought, rules, context)
        .applied) {
        const rule = rules.find((each) => each.id === id);
        if (rule?.funding.length === 0) {
          expect(funding).toEqual([]);
          continue;
        }
        const worth = rule?.effect.type === 'points_back' ? rule.effect.minorPerPoint : 0;
        const given = (gift?.quantity ?? 0) * (gift?.unitValueMinor ?? 0) + pointsBack * worth;
        expect(total(funding.map(({ amountMinor }) => amountMinor))).toBe(discountMinor + given);
        for (const { amountMinor } of funding) expect(amountMinor).toBeGreaterThanOrEqual(0);
      }
    }),
    runs,
  );
});

it('a promotion with so many pieces left lowers or gives no more than these', () => {
  const counted = fc
    .oneof(effects.set_unit_price, effects.gift, effects.presale)
    .chain((effect) =>
      fc.constantFrom(...phasesOf[effect.type]).map((phase) => ({ phase, effect })),
    );
  fc.assert(
    fc.property(cart, promotion, counted, fc.nat(5), (bought, rule, at, unitsLeft) => {
      const receipt = quote(bought, [{ ...rule, ...at, id: 'p', unitsLeft }], context);
      for (const { unitCount } of receipt.applied) expect(unitCount).toBeLessThanOrEqual(unitsLeft);
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
        const [applied] = quote(bought, [{ ...rule, id: 'p', budget }], context).applied;
        const giftMinor = (applied?.gift?.quantity ?? 0) * (applied?.gift?.unitValueMinor ?? 0);
        return (applied?.discountMinor ?? 0) + giftMinor;
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
