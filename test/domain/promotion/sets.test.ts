import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cart, CartLine } from '../../../src/domain/promotion/cart.js';
import type { Effect } from '../../../src/domain/promotion/effect.js';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import { unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

const context = { at: 0, codes: [], customerTags: [] };
const rule = (effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  ...promotionDefaults,
  id: 'p',
  phase: 'item',
  effect,
  ...more,
});
const cartOf = (...lines: readonly [string, number, number, string?][]): Cart => ({
  currency: 'GBP',
  shippingMinor: 0,
  lines: lines.map(
    ([id, unitPriceMinor, quantity, category]): CartLine => ({
      id,
      unitPriceMinor,
      quantity,
      ...(category !== undefined && { category }),
    }),
  ),
});
const units = (cart: Cart, ...rules: readonly Promotion[]) =>
  quote(cart, rules, context).lines.map((line) => unitDiscounts(line.units));

const buyGet = (
  buy: number,
  get: number,
  more: Partial<Extract<Effect, { type: 'buy_get' }>> = {},
) =>
  ({
    type: 'buy_get',
    buy: { quantity: buy, scope: {} },
    get: { quantity: get, bps: 10_000, scope: {} },
    mostTimes: 1,
    pick: 'cheapest',
    ...more,
  }) as const;

interface Sides {
  readonly buy: number;
  readonly get: number;
  readonly buyScope: { readonly categories?: readonly string[] };
  readonly getScope: { readonly categories?: readonly string[] };
}

/** The most sets there can be: every piece is tried as one that pays, is lowered, or stays out. */
function mostSets(categories: readonly string[], { buy, get, buyScope, getScope }: Sides): number {
  const fits = (scope: Sides['buyScope'], category: string) =>
    scope.categories?.includes(category) ?? true;
  const best = (at: number, paid: number, got: number): number => {
    const category = categories[at];
    if (category === undefined) return Math.min(Math.floor(paid / buy), Math.floor(got / get));
    return Math.max(
      best(at + 1, paid, got),
      fits(buyScope, category) ? best(at + 1, paid + 1, got) : 0,
      fits(getScope, category) ? best(at + 1, paid, got + 1) : 0,
    );
  };
  return best(0, 0, 0);
}

describe('buy X get Y', () => {
  it('of one scope pays the dearest and lowers the cheapest, those in between are left alone', () => {
    const cart = cartOf(['a', 300, 1], ['b', 900, 1], ['c', 500, 1], ['d', 100, 1]);
    expect(units(cart, rule(buyGet(1, 1)))).toEqual([[0], [0], [0], [100]]);
    expect(units(cart, rule(buyGet(1, 1, { mostTimes: null })))).toEqual([[300], [0], [0], [100]]);
  });

  it('of two scopes lowers the cheapest of the second, or the dearest where that is said', () => {
    const cart = cartOf(['tea', 800, 2, 'tea'], ['cup', 300, 1, 'cups'], ['mug', 700, 1, 'cups']);
    const two = {
      buy: { quantity: 2, scope: { categories: ['tea'] } },
      get: { quantity: 1, bps: 5_000, scope: { categories: ['cups'] } },
    };
    expect(units(cart, rule(buyGet(2, 1, two)))).toEqual([[0, 0], [150], [0]]);
    expect(units(cart, rule(buyGet(2, 1, { ...two, pick: 'dearest' })))).toEqual([
      [0, 0],
      [0],
      [350],
    ]);
  });

  it('tells how many pieces are missing, of either side', () => {
    const missing = (cart: Cart, effect: Effect) =>
      quote(cart, [rule(effect)], context).rejected[0]?.missing;
    expect(missing(cartOf(['a', 100, 3]), buyGet(2, 2))).toBe(1);
    const two = {
      buy: { quantity: 3, scope: { categories: ['tea'] } },
      get: { quantity: 1, bps: 10_000, scope: { categories: ['cups'] } },
    };
    // One tea and the cup; many cups replace no tea.
    expect(missing(cartOf(['t', 100, 2, 'tea']), buyGet(3, 1, two))).toBe(2);
    expect(missing(cartOf(['t', 100, 2, 'tea'], ['c', 50, 9, 'cups']), buyGet(3, 1, two))).toBe(1);
  });

  it('uses no unit of another set, paid or lowered', () => {
    const cart = cartOf(['a', 100, 5]);
    const first = rule(buyGet(1, 1), { id: 'first', priority: 2 });
    const second = rule(buyGet(1, 1, { mostTimes: null }), { id: 'second' });
    const { applied } = quote(cart, [first, second], context);
    // Two of five are used; one set of the other three.
    expect(applied.map(({ id, discountMinor }) => [id, discountMinor])).toEqual([
      ['first', 100],
      ['second', 100],
    ]);
  });

  it('makes as many sets as can be made, however the scopes overlap (brute force)', () => {
    const scopes = [{}, { categories: ['x'] }, { categories: ['y'] }] as const;
    const pool = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('x', 'y')), {
      minLength: 1,
      maxLength: 6,
    });
    const side = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(...scopes));
    fc.assert(
      fc.property(pool, side, side, (pieces, [buy, buyScope], [get, getScope]) => {
        const cart = cartOf(
          ...pieces.map(([price, category], i): [string, number, number, string] => [
            `l${i}`,
            price * 100,
            1,
            category,
          ]),
        );
        const effect = buyGet(buy, get, {
          buy: { quantity: buy, scope: buyScope },
          get: { quantity: get, bps: 10_000, scope: getScope },
          mostTimes: null,
        });
        const lowered = units(cart, rule(effect))
          .flat()
          .filter((each) => each > 0).length;
        const roles = { buyScope, getScope };
        const best = mostSets(
          pieces.map(([, category]) => category),
          { buy, get, ...roles },
        );
        expect(lowered).toBe(best * get);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a bundle', () => {
  const tea = { scope: { categories: ['tea'] }, quantity: 1 };
  const any = { scope: {}, quantity: 1 };
  const bundle = (priceMinor: number, items: readonly (typeof tea | typeof any)[]): Effect => ({
    type: 'bundle_price',
    items,
    priceMinor,
    mostTimes: null,
  });

  it('fits as often as there are pieces, and splits the saving by their prices', () => {
    const cart = cartOf(['t', 1_000, 2, 'tea'], ['c', 500, 3, 'cups']);
    const cups = { scope: { categories: ['cups'] }, quantity: 1 };
    // Twice 15.00 for 12.00: 6.00 over 20.00 and 10.00; the third cup stays out.
    expect(units(cart, rule(bundle(1_200, [tea, cups])))).toEqual([
      [200, 200],
      [100, 100, 0],
    ]);
  });

  it('keeps a piece that only one place can use for that place', () => {
    // Any piece and a tea: the tea is the dearest, and must not be spent as “any”.
    const cart = cartOf(['t', 1_000, 1, 'tea'], ['c', 500, 1, 'cups']);
    expect(quote(cart, [rule(bundle(1_200, [any, tea]))], context).discountMinor).toBe(300);
  });

  it('is not made where it saves nothing', () => {
    const cart = cartOf(['t', 1_000, 1, 'tea'], ['c', 100, 1, 'cups']);
    const { rejected } = quote(cart, [rule(bundle(1_200, [any, tea]))], context);
    expect(rejected.map(({ reason }) => reason)).toEqual(['NOTHING_TO_DISCOUNT']);
  });

  it('tells how many pieces are missing', () => {
    const { rejected } = quote(
      cartOf(['t', 1_000, 1, 'tea']),
      [rule(bundle(1_200, [any, tea, any]))],
      context,
    );
    expect(rejected).toMatchObject([{ reason: 'QUANTITY_TOO_LOW', missing: 2 }]);
  });
});
