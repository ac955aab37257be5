import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cart } from '../../../src/domain/promotion/cart.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import {
  type PaidOrder,
  piecesLeft,
  refusalOf,
  returnAll,
  returnInProportion,
  returnReevaluated,
  splitOverPayments,
} from '../../../src/domain/promotion/refund.js';

const context = { at: 0, codes: [], customerTags: [] };
const thirtyFrom200: Promotion = {
  ...promotionDefaults,
  id: 'full',
  phase: 'order',
  effect: { type: 'amount_off', amountMinor: 3000, per: 'order' },
  conditions: [{ type: 'subtotal_at_least', amountMinor: 20_000, scope: {}, basis: 'remaining' }],
};
const twoThings: Cart = {
  currency: 'GBP',
  lines: [
    { id: 'B', unitPriceMinor: 5000, quantity: 1 },
    { id: 'A', unitPriceMinor: 15_000, quantity: 1 },
  ],
  shippingMinor: 0,
};

function orderOf(cart: Cart, promotions: readonly Promotion[]): PaidOrder {
  const receipt = quote(cart, promotions, context);
  const units = cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const counts = promotions.map(({ id }) => ({ id, unitCount: units }));
  const nothing = { returned: new Map(), refundedMinor: 0 };
  return { receipt, promotions: counts, ...nothing };
}

const without = (cart: Cart, pieces: ReadonlyMap<string, number>): Cart => ({
  ...cart,
  lines: cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - (pieces.get(line.id) ?? 0) }))
    .filter(({ quantity }) => quantity > 0),
});

describe('a refund', () => {
  const order = orderOf(twoThings, [thirtyFrom200]);
  const onlyB = new Map([['B', 1]]);

  it('gives back what was paid for the pieces: 50.00 less its 7.50 of the 30.00', () => {
    expect(returnInProportion(order, onlyB)).toEqual({
      valueMinor: 4250,
      clawbackMinor: 0,
      promotions: [{ id: 'full', applies: true, discountMinor: 2250, pieces: 1 }],
    });
  });

  it('counted again takes off what the kept pieces no longer earn: 42.50 less 22.50', () => {
    const kept = quote(without(twoThings, onlyB), [thirtyFrom200], context);
    expect(returnReevaluated(order, onlyB, kept)).toEqual({
      valueMinor: 2000,
      clawbackMinor: 2250,
      promotions: [{ id: 'full', applies: false, discountMinor: 0, pieces: 0 }],
    });
  });

  it('never asks for money: where the kept pieces cost more than was paid, it is nothing', () => {
    const cheap: Cart = {
      ...twoThings,
      lines: [
        { id: 'B', unitPriceMinor: 100, quantity: 1 },
        { id: 'A', unitPriceMinor: 19_900, quantity: 1 },
      ],
    };
    const kept = quote(without(cheap, onlyB), [thirtyFrom200], context);
    // Paid 170.00; A alone costs 199.00.
    expect(returnReevaluated(orderOf(cheap, [thirtyFrom200]), onlyB, kept)).toMatchObject({
      valueMinor: 0,
      clawbackMinor: 85,
    });
  });

  it('of everything is what was paid, shipping too, less what went back before', () => {
    const shipped = orderOf({ ...twoThings, shippingMinor: 395 }, [thirtyFrom200]);
    expect(returnAll({ ...shipped, refundedMinor: 4250 }).valueMinor).toBe(17_395 - 4250);
  });

  it('knows its lines and how many pieces are left of them', () => {
    const some = { ...order, returned: new Map([['B', 1]]) };
    expect(refusalOf(some, new Map([['B', 1]]))).toBe('TOO_MANY_PIECES');
    expect(refusalOf(some, new Map([['C', 1]]))).toBe('LINE_UNKNOWN');
    expect(refusalOf(some, new Map([['A', 1]]))).toBeNull();
    expect(piecesLeft(some)).toEqual(new Map([['A', 1]]));
  });

  it('takes the last pieces of a line: the dearer of three that share 1.00', () => {
    // 34, 33, 33 off 2.00 each: the last piece was paid 1.67, the first 1.66.
    const dollar = { type: 'amount_off', amountMinor: 100, per: 'line' } as const;
    const each: Promotion = { ...promotionDefaults, id: 'each', phase: 'item', effect: dollar };
    const cart: Cart = {
      ...twoThings,
      lines: [{ id: 'L', unitPriceMinor: 200, quantity: 3 }],
    };
    const three = orderOf(cart, [each]);
    const amounts = [0, 1, 2].map((before) => {
      const now = { ...three, returned: new Map([['L', before]]) };
      return returnInProportion(now, new Map([['L', 1]])).valueMinor;
    });
    expect(amounts).toEqual([167, 167, 166]);
  });

  it('frees the pieces that a promotion lowered only once the others of the line are back', () => {
    const receipt = orderOf(
      { ...twoThings, lines: [{ id: 'L', unitPriceMinor: 200, quantity: 5 }] },
      [
        {
          ...thirtyFrom200,
          id: 'flash',
          conditions: [],
          effect: { type: 'amount_off', amountMinor: 100, per: 'order' },
        },
      ],
    );
    // Two of the five are the flash sale's: the first two.
    const flash = { ...receipt, promotions: [{ id: 'flash', unitCount: 2 }] };
    const kept = [1, 2, 3, 4, 5].map(
      (count) => returnInProportion(flash, new Map([['L', count]])).promotions[0]?.pieces,
    );
    expect(kept).toEqual([2, 2, 2, 1, 0]);
  });

  it('splits over money, points and cards by what each has left', () => {
    expect(splitOverPayments(100, [1000, 500, 500])).toEqual([50, 25, 25]);
    expect(splitOverPayments(3, [1, 1, 1])).toEqual([1, 1, 1]);
    expect(splitOverPayments(9, [1, 0, 3])).toEqual([1, 0, 3]);
  });
});

describe('any order of partial refunds', () => {
  const line = fc.record({
    unitPriceMinor: fc.integer({ min: 1, max: 9_999 }),
    quantity: fc.integer({ min: 1, max: 7 }),
  });
  const effect = fc.oneof(
    fc.record({
      type: fc.constant('percent_off' as const),
      bps: fc.integer({ min: 1, max: 10_000 }),
      capMinor: fc.constant(null),
      rounding: fc.constantFrom('line' as const, 'unit' as const),
      basis: fc.constant('remaining' as const),
    }),
    fc.record({
      type: fc.constant('amount_off' as const),
      amountMinor: fc.integer({ min: 1, max: 5_000 }),
      per: fc.constantFrom('order' as const, 'line' as const, 'unit' as const),
    }),
  );
  const promotion = fc.record({
    phase: fc.constantFrom('item' as const, 'order' as const),
    effect,
  });
  const shops = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    promotions: fc.array(promotion, { minLength: 1, maxLength: 3 }),
    shippingMinor: fc.integer({ min: 0, max: 900 }),
    seed: fc.infiniteStream(fc.nat(1_000)),
  });
  const arranged = shops.map(({ lines, promotions, shippingMinor, seed }) => {
    const cart: Cart = {
      currency: 'GBP',
      lines: lines.map((each, i) => ({ id: `l${i}`, ...each })),
      shippingMinor,
    };
    const rules = promotions.map((each, i) => {
      const phase =
        each.effect.type === 'amount_off' && each.effect.per === 'order' ? 'order' : each.phase;
      return { ...promotionDefaults, id: `p${i}`, ...each, phase } as Promotion;
    });
    return { cart, order: orderOf(cart, rules), seed };
  });

  /** Gives back piece after piece, or a few at once, in an order of chance. */
  function inParts(order: PaidOrder, random: () => number) {
    const parts = [];
    let now = order;
    for (let left = piecesLeft(now); left.size > 0; left = piecesLeft(now)) {
      const [lineId, count] = [...left][random() % left.size] as [string, number];
      const pieces = new Map([[lineId, 1 + (random() % count)]]);
      const part = returnInProportion(now, pieces);
      parts.push(part);
      const returned = new Map(now.returned);
      returned.set(lineId, (returned.get(lineId) ?? 0) + (pieces.get(lineId) ?? 0));
      now = { ...now, returned, refundedMinor: now.refundedMinor + part.valueMinor };
    }
    return parts;
  }
  const chance = (seed: fc.Stream<number>) => () => seed.next().value as number;

  it('adds up to exactly what was paid for the goods, and none is below zero', () => {
    fc.assert(
      fc.property(arranged, ({ cart, order, seed }) => {
        const parts = inParts(order, chance(seed));
        const total = parts.reduce((sum, part) => sum + part.valueMinor, 0);
        expect(total).toBe(order.receipt.payableMinor - cart.shippingMinor);
        expect(parts.every(({ valueMinor }) => valueMinor >= 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves each promotion the same discount at the end: none, and never more than before', () => {
    fc.assert(
      fc.property(arranged, ({ order, seed }) => {
        const parts = inParts(order, chance(seed));
        for (const [i, { id }] of order.promotions.entries()) {
          const given = order.receipt.applied.find((each) => each.id === id)?.discountMinor ?? 0;
          const kept = [given, ...parts.map((part) => part.promotions[i]?.discountMinor ?? -1)];
          expect(kept.at(-1)).toBe(0);
          expect(kept.every((each, k) => k === 0 || each <= (kept[k - 1] ?? 0))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('counted again: gives back never more than was paid, and what is kept costs what it costs alone', () => {
    fc.assert(
      fc.property(arranged, ({ cart, order, seed }) => {
        const random = chance(seed);
        const [lineId, count] = [...piecesLeft(order)][random() % order.receipt.lines.length] as [
          string,
          number,
        ];
        const pieces = new Map([[lineId, 1 + (random() % count)]]);
        const rules = order.promotions.length;
        const kept = quote(without(cart, pieces), [], context);
        const found = returnReevaluated(order, pieces, kept);
        const paid = order.receipt.payableMinor;
        expect(found.valueMinor).toBe(Math.max(0, paid - kept.payableMinor));
        expect(found.promotions.filter(({ applies }) => applies)).toEqual([]);
        expect(rules).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
