import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Doing, earnings } from '../../../src/domain/membership/earning.js';
import type { RefundedSale } from '../../../src/domain/membership/order-points.js';
import { orderPoints, refundPoints } from '../../../src/domain/membership/order-points.js';
import { nextTier, tierFor } from '../../../src/domain/membership/tiers.js';
import { clubRules } from '../../support/membership.js';

const nothing = {
  orders: new Map<string, number>(),
  sales: new Map<string, RefundedSale>(),
  earnedOnDay: new Map<string, number>(),
  topics: new Set<string>(),
};

function purchase(interactionId: number, amountMinor: number, more: Partial<Doing> = {}): Doing {
  const what = { kind: 'purchase', orderKey: '7', amountMinor } as const;
  return { interactionId, personId: 1, tier: 'member', at: 1_000, what, ...more };
}

it.each([
  { amountMinor: 1_247, points: 1, perMinor: 100, bps: 10_000, gives: 12 },
  { amountMinor: 1_247, points: 1, perMinor: 100, bps: 12_500, gives: 15 }, // 15.5875
  { amountMinor: 99, points: 1, perMinor: 100, bps: 10_000, gives: 0 },
  { amountMinor: 3_000, points: 3, perMinor: 1_000, bps: 15_000, gives: 13 }, // 13.5
  { amountMinor: -500, points: 1, perMinor: 100, bps: 10_000, gives: 0 },
  // 9,007,199,254,740,991 times 10,000 is more than a double holds.
  {
    amountMinor: Number.MAX_SAFE_INTEGER,
    points: 1,
    perMinor: 10_000,
    bps: 10_000,
    gives: 900_719_925_474,
  },
])('$amountMinor minor units give $gives', ({ amountMinor, points, perMinor, bps, gives }) => {
  expect(orderPoints(amountMinor, { points, perMinor }, bps)).toBe(gives);
});

it('cuts an order into lines, batches and passes as it may: it earns what it earns as a whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 8 }),
      fc.constantFrom('member', 'silver', 'gold'),
      (amounts, cut, tier) => {
        const doings = amounts.map((amount, i) => purchase(i + 1, amount, { tier }));
        const first = doings.slice(0, cut);
        const before = amounts.slice(0, cut).reduce((sum, each) => sum + each, 0);
        const found = [
          ...earnings(first, nothing, clubRules, 'UTC'),
          ...earnings(
            doings.slice(cut),
            { ...nothing, orders: new Map([['7', before]]) },
            clubRules,
            'UTC',
          ),
        ].reduce((sum, { points }) => sum + points, 0);
        const multiplier = { member: 10_000, silver: 12_500, gold: 15_000 }[tier];
        const total = amounts.reduce((sum, each) => sum + each, 0);
        expect(found).toBe(Math.floor((total * (multiplier / 10_000)) / 100));
      },
    ),
  );
});

it('refunds of any parts take back all of the points in the end, and never more', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(parts, fc.nat({ max: 500 }), (amounts, earned) => {
      const total = amounts.reduce((sum, each) => sum + each, 0);
      let refunded = 0;
      let taken = 0;
      for (const amount of amounts) {
        const before = refundPoints(earned, refunded, total);
        refunded += amount;
        const part = refundPoints(earned, refunded, total) - before;
        expect(part).toBeGreaterThanOrEqual(0);
        taken += part;
        // What is kept is never more than the money kept is worth.
        expect(earned - taken).toBeLessThanOrEqual((earned * (total - refunded)) / total);
      }
      expect(taken).toBe(earned);
    }),
  );
});

it('counts a day by the shop’s clock', () => {
  const at = Date.parse('2026-06-01T22:30:00Z');
  const shares = [0, 3_600_000].map(
    (laterMs, i): Doing => ({
      interactionId: i,
      personId: 1,
      tier: 'member',
      at: at + laterMs,
      what: { kind: 'share', hasPhoto: false },
    }),
  );
  // 23:30 and 00:30 in London, 22:30 and 23:30 in UTC; one share a day earns.
  expect(earnings(shares, nothing, clubRules, 'Europe/London')).toHaveLength(2);
  expect(earnings(shares, nothing, clubRules, 'UTC')).toHaveLength(1);
});

it.each([
  { spend: -500, tier: 'member', next: 'silver', missing: 20_500 },
  { spend: 19_999, tier: 'member', next: 'silver', missing: 1 },
  { spend: 20_000, tier: 'silver', next: 'gold', missing: 80_000 },
  { spend: 100_000, tier: 'gold', next: undefined, missing: undefined },
])('spend of $spend is $tier', ({ spend, tier, next, missing }) => {
  expect(tierFor(clubRules, spend).id).toBe(tier);
  const after = nextTier(clubRules, spend);
  expect([after?.tier.id, after?.missingMinor]).toEqual([next, missing]);
});
