import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/domain/promotion/effect.js';
import type { WorstCart } from '../../../../src/domain/promotion/worst-cart/findings.js';
import { piecesIn } from '../../../../src/domain/promotion/worst-cart/trial-cart.js';
import {
  audit,
  auditAt,
  fromMinor,
  percentOff,
  product,
  promotion,
} from '../../../support/audit-shop.js';

// A bag for 20.00, a cup for 8.00 and a lamp for 35.00.
const shelf = [
  product('bag', 2_000, { category: 'bags' }),
  product('cup', 800, { category: 'cups' }),
  product('lamp', 3_500, { category: 'lamps' }),
];

const appliedIn = ({ worst }: WorstCart) => worst.receipt.applied.map(({ id }) => id).sort();
const contents = (lines: readonly { product: { sku: string }; quantity: number }[]) =>
  lines.map((line) => `${line.quantity} ${line.product.sku}`).sort();

describe('the search for the worst cart', () => {
  it('finds half off, a code for half off the rest, and a gift on top: 75 % and 8.00 of 30.00', () => {
    const gift: Effect = {
      type: 'gift',
      sku: 'cup',
      quantity: 1,
      unitValueMinor: 800,
      perQuantity: null,
    };
    const { found, worst } = audit({
      products: [product('box', 3_000)],
      promotions: [
        promotion('half', percentOff(50)),
        promotion('code-half', percentOff(50), { needsCode: true }),
        promotion('free-cup', gift),
      ],
      mostShareBps: 6_000,
    });
    // 30.00: 15.00 off, 7.50 off, a cup worth 8.00: 30.50 of 30.00.
    expect(worst?.givenMinor).toBe(3_050);
    expect(found.map(appliedIn)).toContainEqual(['code-half', 'free-cup', 'half']);
  });

  it('finds that half of the original price twice and once more is all of it', () => {
    const half = (id: string, priority: number) =>
      promotion(
        id,
        { type: 'percent_off', bps: 5_000, capMinor: null, rounding: 'line', basis: 'original' },
        { priority, needsCode: priority < 2 },
      );
    const { found, worst } = audit({
      products: shelf,
      promotions: [half('a', 2), half('b', 1), half('c', 0)],
      mostShareBps: 5_000,
    });
    expect(worst?.share).toBe(1);
    expect(worst?.receipt.payableMinor).toBe(0);
    // Half off alone is within the limit; a second one is not.
    expect(found).toHaveLength(2);
  });

  it('finds a set price and buy-one-get-one that share a cart, and the smallest that shows it', () => {
    const { found } = audit({
      products: shelf,
      promotions: [
        promotion('two-cups', {
          type: 'buy_get',
          buy: { quantity: 1, scope: { categories: ['cups'] } },
          get: { quantity: 1, bps: 10_000, scope: { categories: ['cups'] } },
          mostTimes: 1,
          pick: 'cheapest',
        }),
        promotion(
          'tenner',
          { type: 'amount_off', amountMinor: 600, per: 'order' },
          {
            conditions: [{ type: 'quantity_at_least', quantity: 2, scope: {} }],
          },
        ),
      ],
      mostShareBps: 6_000,
    });
    // Two cups: 16.00, less 8.00, less 6.00: 14.00 of 16.00.
    expect(found).toHaveLength(1);
    expect(contents(found[0]?.worst.cart.lines ?? [])).toEqual(['2 cup']);
    expect(found[0]?.worst.givenMinor).toBe(1_400);
  });

  it('finds the one of three thousand products that a promotion sells below cost', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => {
      const priceMinor = 500 + ((i * 7_919) % 4_000);
      // All earn half of their price but one, which earns a seventh.
      const costMinor = i === 1_234 ? Math.round(priceMinor * 0.86) : Math.round(priceMinor / 2);
      return product(`sku-${i}`, priceMinor, { costMinor, category: i % 2 === 0 ? 'even' : 'odd' });
    });
    const { found } = audit({
      products: many,
      promotions: [promotion('fifth', percentOff(20), { scope: { categories: ['even'] } })],
    });
    expect(found.map(({ kind }) => kind)).toEqual(['below-cost']);
    expect(contents(found[0]?.smallest.cart.lines ?? [])).toEqual(['1 sku-1234']);
  });

  it('finds what holds in certain hours only, and says when', () => {
    const hours = { zone: 'Europe/London', days: [5], fromMinute: 1_080, untilMinute: 1_200 };
    const { found } = audit({
      products: shelf,
      promotions: [
        promotion('always', percentOff(30)),
        promotion('friday', percentOff(30), { recurring: hours }),
      ],
    });
    // 100 less 30 less 21: 51 %, on the Friday after that Monday from 18:00 on.
    expect(found).toHaveLength(1);
    expect(found[0]?.smallest.cart.at).toBe(Date.parse('2026-12-04T18:00:00Z'));
  });

  it('finds what holds for certain customers only, and names no more of them than it takes', () => {
    const tags = ['vip', 'press', 'staff'];
    const { found } = audit({
      products: shelf,
      promotions: [
        ...tags.map((tag) =>
          promotion(tag, percentOff(15), { conditions: [{ type: 'customer_tag', tag }] }),
        ),
        promotion('gold', percentOff(25), {
          conditions: [{ type: 'customer_tier', tiers: ['gold'] }],
        }),
        promotion('first', percentOff(25), {
          conditions: [{ type: 'order_number', from: 1, to: 1 }],
        }),
      ],
    });
    const groups = found.map(({ smallest: { cart } }) => cart.shopper);
    // 25 and 25 are 43.75 %; three times 15 are 38.6 %, and one 25 beside makes them 53.9 %.
    expect(groups).toContainEqual({
      tags: [],
      tier: 'gold',
      segments: [],
      orderCount: 0,
      channel: null,
      groupSize: null,
    });
  });

  it('stops exactly at a threshold: 15.00 off from 30.00 is half of 30.00', () => {
    const { worst } = audit({
      products: [product('a', 700), product('b', 1_100), product('c', 1_900), product('d', 2_300)],
      promotions: [
        promotion(
          'fifteen',
          { type: 'amount_off', amountMinor: 1_500, per: 'order' },
          {
            conditions: [fromMinor(3_000)],
          },
        ),
      ],
    });
    // 11.00 and 19.00, or 7.00 and 23.00.
    expect(worst?.valueMinor).toBe(3_000);
    expect(worst?.givenMinor).toBe(1_500);
  });

  it('reports nothing of promotions that stay within the limit together', () => {
    const { found, worst, end } = audit({
      products: shelf.map((each) => ({ ...each, costMinor: each.priceMinor / 2 })),
      promotions: [
        promotion('ten', percentOff(10)),
        promotion('twenty', percentOff(20), { needsCode: true }),
        promotion('alone', percentOff(35), { needsCode: true, stack: { kind: 'exclusive' } }),
      ],
    });
    expect(found).toEqual([]);
    expect(worst?.share).toBe(0.35);
    expect(end).toBe('settled');
  });

  it('does not count the half cents that rounding adds, where it is told so', () => {
    const given = {
      products: [product('pencil', 5), product('bag', 2_000)],
      promotions: [promotion('half', percentOff(50))],
      mostShareBps: 5_000,
    };
    // Half of 0.05 is 0.03.
    expect(audit(given).found[0]?.worst.share).toBe(0.6);
    expect(audit({ ...given, roundingMinor: 0.5 }).found).toEqual([]);
  });

  it('does not count carts that are worth less than it is told', () => {
    const given = {
      products: [product('pencil', 50)],
      promotions: [promotion('coin', { type: 'amount_off', amountMinor: 40, per: 'order' })],
    };
    expect(audit(given).found[0]?.worst.share).toBe(0.8);
    // Two pencils are 1.00, and 0.40 off is 40 %.
    expect(audit({ ...given, leastValueMinor: 100 }).found).toEqual([]);
  });

  it('does not blame promotions for what was sold at a loss before', () => {
    const { found } = audit({
      products: [product('dear', 1_000, { costMinor: 1_100 })],
      promotions: [promotion('ten', percentOff(10))],
    });
    expect(found).toEqual([]);
  });

  it('takes one of the versions of a promotion, as a cart does', () => {
    const { worst } = audit({
      products: shelf,
      promotions: [
        promotion('old-and-new', percentOff(30), { needsCode: true }),
        promotion('old-and-new', percentOff(40), { needsCode: true }),
      ],
    });
    expect(worst?.share).toBe(0.4);
  });

  it('looks at the same carts for the same seed', () => {
    const given = {
      products: shelf,
      promotions: [
        promotion('ten', percentOff(10)),
        promotion('five', { type: 'amount_off', amountMinor: 500, per: 'order' } as const, {
          conditions: [fromMinor(3_100)],
        }),
      ],
      mostShareBps: 1_000,
    };
    const [one, other] = [audit(given), audit(given)];
    expect(one).toEqual(other);
    expect(one.found.length).toBeGreaterThan(0);
  });

  it('stops when it is told to', () => {
    let asked = 0;
    const { carts, end } = audit({
      products: shelf,
      promotions: [promotion('half', percentOff(50))],
      plan: {
        isOver: () => {
          asked++;
          return asked === 2;
        },
      },
    });
    expect(end).toBe('bounded');
    // Two rounds of 256, and what shrinking the findings takes.
    expect(carts).toBeLessThan(600);
  });

  it('leaves nothing in the smallest cart that could be left out', () => {
    const { found } = audit({
      products: shelf,
      promotions: [
        promotion('every', {
          type: 'every',
          stepMinor: 5_000,
          amountMinor: 3_000,
          mostTimes: null,
        }),
      ],
    });
    const smallest = found[0]?.smallest;
    // 30.00 of the least that reaches 50.00: 50.00 to 55.00, so at most six cups and a bag.
    expect(smallest?.givenMinor).toBe(3_000);
    expect(smallest && piecesIn(smallest.cart)).toBeLessThanOrEqual(7);
    expect(smallest?.cart.at).toBe(auditAt);
  });
});
