import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/domain/promotion/effect.js';
import type { Promotion } from '../../../../src/domain/promotion/promotion.js';
import { quote } from '../../../../src/domain/promotion/quote.js';
import { type AuditCase, audit, auditAt, product, promotion } from '../../../support/audit-shop.js';

// Every cart of up to three pieces of each of two or three products, with every choice of codes, for every kind of customer:
// what the search may see too. The largest share among all of them is the truth.

const mostOfEach = 3;

interface TinyPromotion {
  readonly effect: Effect;
  readonly more: Partial<Promotion>;
  readonly needsCode: boolean;
}

const bps = fc.constantFrom(1_000, 2_500, 5_000);
const scope = fc.constantFrom({}, { categories: ['a'] }, { skus: ['p1'] });
const effect: fc.Arbitrary<Effect> = fc.oneof(
  bps.map((share) => ({
    type: 'percent_off' as const,
    bps: share,
    capMinor: null,
    rounding: 'line' as const,
    basis: 'remaining' as const,
  })),
  fc.constantFrom(150, 400).map((amountMinor) => ({
    type: 'amount_off' as const,
    amountMinor,
    per: 'order' as const,
  })),
  fc
    .record({ at: fc.constantFrom(600, 1_100), amountMinor: fc.constantFrom(200, 500) })
    .map(({ at, amountMinor }) => ({
      type: 'tiers' as const,
      by: 'subtotal' as const,
      table: [{ at, gives: { kind: 'amount' as const, amountMinor } }],
    })),
  fc.record({ bps, scope }).map(({ bps: share, scope: of }) => ({
    type: 'buy_get' as const,
    buy: { quantity: 1, scope: of },
    get: { quantity: 1, bps: share, scope: of },
    mostTimes: 1,
    pick: 'cheapest' as const,
  })),
  fc.constant<Effect>({
    type: 'bundle_price',
    items: [
      { scope: { categories: ['a'] }, quantity: 1 },
      { scope: { categories: ['b'] }, quantity: 1 },
    ],
    priceMinor: 500,
    mostTimes: null,
  }),
  fc.constant<Effect>({
    type: 'gift',
    sku: 'p1',
    quantity: 1,
    unitValueMinor: 120,
    perQuantity: 2,
  }),
);

const condition = fc.constantFrom<Promotion['conditions']>(
  [],
  [],
  [{ type: 'subtotal_at_least', amountMinor: 900, scope: {}, basis: 'remaining' }],
  [{ type: 'quantity_at_least', quantity: 2, scope: { categories: ['b'] } }],
  [{ type: 'customer_tag', tag: 'vip' }],
  [{ type: 'order_number', from: 1, to: 1 }],
);

const stack = fc.constantFrom<Promotion['stack']>(
  { kind: 'combine' },
  { kind: 'combine' },
  { kind: 'exclusive' },
  { kind: 'best_of', group: 'g' },
);

const tinyPromotion: fc.Arbitrary<TinyPromotion> = fc.record({
  effect,
  more: fc.record({ scope, conditions: condition, stack, priority: fc.nat({ max: 2 }) }),
  needsCode: fc.boolean(),
});

interface TinyShop {
  readonly prices: readonly number[];
  readonly promotions: readonly TinyPromotion[];
}

const tinyShop: fc.Arbitrary<TinyShop> = fc.record({
  prices: fc.array(fc.integer({ min: 100, max: 900 }), { minLength: 2, maxLength: 3 }),
  promotions: fc.array(tinyPromotion, { minLength: 1, maxLength: 4 }),
});

function caseOf({ prices, promotions }: TinyShop): AuditCase {
  return {
    products: prices.map((price, i) =>
      product(`p${i + 1}`, price, { category: i === 0 ? 'a' : 'b' }),
    ),
    promotions: promotions.map(({ effect: own, more, needsCode }, i) =>
      promotion(`promotion-${i}`, own, { ...more, needsCode }),
    ),
  };
}

function worstByForce({ products, promotions }: AuditCase): number {
  const coded = promotions.filter(({ needsCode }) => needsCode);
  let worst = 0;
  for (const quantities of tuples(products.length, mostOfEach)) {
    const lines = products.flatMap(({ sku, priceMinor, category }, i) => {
      const quantity = quantities[i] ?? 0;
      const line = { id: sku, sku, unitPriceMinor: priceMinor, category: category ?? '', tags: [] };
      return quantity === 0 ? [] : [{ ...line, quantity }];
    });
    if (lines.length === 0) continue;
    for (const chosen of tuples(coded.length, 1))
      for (const customerTags of [[], ['vip']])
        for (const orderCount of [0, 1]) {
          const tried = promotions.flatMap((each) => {
            const isIn = !each.needsCode || chosen[coded.indexOf(each)] === 1;
            return isIn ? [each.promotion] : [];
          });
          const context = { at: auditAt, codes: [], customerTags, orderCount };
          const cart = { currency: 'GBP', lines, shippingMinor: 0 };
          const receipt = quote(cart, tried, context);
          const gifts = receipt.applied.reduce(
            (sum, { gift }) => sum + (gift === null ? 0 : gift.quantity * gift.unitValueMinor),
            0,
          );
          worst = Math.max(worst, (receipt.discountMinor + gifts) / receipt.subtotalMinor);
        }
  }
  return worst;
}

/** All lists of so many whole numbers from 0 to `most`. */
function tuples(length: number, most: number): number[][] {
  if (length === 0) return [[]];
  const shorter = tuples(length - 1, most);
  return shorter.flatMap((each) => Array.from({ length: most + 1 }, (_, i) => [...each, i]));
}

describe('the worst share', () => {
  it('is at least that of every small cart there is, worked out one by one', () => {
    fc.assert(
      fc.property(tinyShop, (shop) => {
        const given = caseOf(shop);
        const { worst } = audit({ ...given, plan: { mostCarts: 20_000 } });
        expect(worst?.share ?? 0).toBeGreaterThanOrEqual(worstByForce(given));
      }),
      { numRuns: 30, seed: 20_261_130 },
    );
  }, 120_000);
});
