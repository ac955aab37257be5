import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/config/promotion-kinds-schema.js';
import { loadPromotions, parsePromotions } from '../../src/config/promotions-file.js';
import { type EffectType, phasesOf } from '../../src/domain/promotion/effect.js';
import { quote } from '../../src/domain/promotion/quote.js';

const shop = { currency: 'GBP', timezone: 'Europe/London', locales: ['en'] };
const read = (text: string, context = shop) => parsePromotions('p.yaml', text, context);
const value = (text: string, context = shop) => {
  const parsed = read(text, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
};
const lines = (text: string, context = shop) => {
  const parsed = read(text, context);
  return parsed.ok ? [] : parsed.problems.map(({ place, message }) => `${place} ${message}`);
};
const one = (body: string) => `promotions:\n  sale:\n    name: { en: Sale }\n${body}`;

it('reads money in minor units, days as instants of the shop’s zone, and what was left out as open', () => {
  const [sale] = value(
    one(`    percent: 12.5
    cap: 30
    minimum_spend: 5.10
    only: { category: [bags, hats], price_from: 1.00 }
    valid: { from: 2026-03-01, until: 31 Mar 2026 }
    limit: { uses: 500, per_customer: 1, budget: 1000.00 }
    combine: { best_of: spring }
`),
  );
  expect(sale).toEqual({
    promotion: {
      id: 'sale',
      phase: 'order',
      effect: {
        type: 'percent_off',
        bps: 1250,
        capMinor: 3000,
        rounding: 'line',
        basis: 'remaining',
      },
      conditions: [{ type: 'subtotal_at_least', amountMinor: 510, scope: {}, basis: 'remaining' }],
      scope: { categories: ['bags', 'hats'], minUnitPriceMinor: 100 },
      priority: 0,
      stack: { kind: 'best_of', group: 'spring' },
      code: null,
      // Clocks go forward in March: the last day ends an hour earlier in UTC than the first began.
      window: {
        fromAt: Date.parse('2026-03-01T00:00:00Z'),
        untilAt: Date.parse('2026-03-31T23:00:00Z'),
      },
      recurring: null,
      budget: null,
      unitsLeft: null,
      funding: [],
      version: null,
    },
    trigger: 'coupon',
    codePrefix: '',
    limits: {
      uses: 500,
      perCustomer: 1,
      budgetMinor: 100_000,
      partialBudget: false,
      stock: null,
      unitsPerCustomer: null,
    },
    names: { en: 'Sale' },
    notes: {},
    groupBuy: null,
    refundPolicy: 'proportional',
    isReusable: true,
    segments: {},
  });
});

it('takes an amount per piece, a code for all, and a shop whose money has no decimals', () => {
  const yen = { ...shop, currency: 'JPY' };
  const [sale] = value(
    one('    amount: 500\n    per: unit\n    code: summer-10\n    combine: false\n'),
    yen,
  );
  expect(sale?.promotion).toMatchObject({
    phase: 'item',
    effect: { type: 'amount_off', amountMinor: 500, per: 'unit' },
    stack: { kind: 'exclusive' },
    code: 'SUMMER10',
  });
  expect(sale?.trigger).toBe('code');
  expect(lines(one('    amount: 5.50\n'), yen)).toEqual([
    'p.yaml:4:13 promotions.sale.amount: 5.5 is not an amount of money in JPY (at most 0 decimals)',
  ]);
});

describe('what is wrong is said where it stands, all at once', () => {
  it.each([
    {
      body: '    precent: 10\n',
      line: 'p.yaml:4:5 promotions.sale.precent: is not a known key; did you mean "percent"?',
    },
    {
      body: '    percent: 110\n',
      line: 'p.yaml:4:14 promotions.sale.percent: 110 is more than 100',
    },
    {
      body: '    percent: 12.345\n',
      line: 'p.yaml:4:14 promotions.sale.percent: 12.345 has more than two decimals',
    },
    {
      body: '    amount: five\n',
      line: 'p.yaml:4:13 promotions.sale.amount: "five" is not an amount of money in GBP (at most 2 decimals)',
    },
    { body: '    amount: 0\n', line: 'p.yaml:4:13 promotions.sale.amount: 0 is not more than 0' },
    {
      body: '    amount: 5\n    cap: 3\n',
      line: 'p.yaml:5:10 promotions.sale.cap: goes with percent only',
    },
    {
      body: '    amount: 5\n    valid: { until: 2026-02-30 }\n',
      line: 'p.yaml:5:21 promotions.sale.valid.until: "2026-02-30" is not a day or a time (say 2026-11-11, 11 Nov 2026, 2026-11-11 20:00 or 2026-11-11T20:00:00Z)',
    },
    {
      body: '    amount: 5\n    code_prefix: SOLO\n',
      line: 'p.yaml:5:18 promotions.sale.code_prefix: "SOLO" is no prefix (at most 8 letters and digits, none of I, L, O, U)',
    },
    {
      body: '    amount: 5\n    code: ABC\n    automatic: true\n',
      line: 'p.yaml:6:16 promotions.sale.automatic: needs no code: give it a code, or make it automatic',
    },
  ])('$line', ({ body, line }) => {
    expect(lines(one(body))).toContain(line);
  });

  it('needs one thing to give, a text for each language, and codes that differ', () => {
    const text = `promotions:
  first: { name: { en: A }, percent: 5, amount: 5, code: O0PS }
  second: { name: { en: B }, code: oops }
`;
    const found = lines(text, { ...shop, locales: ['en', 'zh-CN'] });
    expect(found.map((each) => each.replace(/^p.yaml:\d+:\d+ promotions\./, ''))).toEqual([
      'first.name: has no text for zh-CN, which the shop speaks',
      'first.amount: stands beside percent; a promotion gives one thing',
      `second: says nothing of what it gives: needs one of ${kinds.join(', ')}`,
      'second.name: has no text for zh-CN, which the shop speaks',
      'second.code: "oops" reads the same as the code of first',
    ]);
  });
});

it('knows the shop’s tiers, channels and what its points are worth', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-promotions-'));
  mkdirSync(join(folder, 'campaigns'));
  const path = join(folder, 'campaigns', 'promotions.yaml');
  writeFileSync(
    path,
    one('    cashback: { percent: 5 }\n    customers: { tier: gold }\n    channels: app\n'),
  );
  const tier = { id: 'gold', names: {}, fromSpendMinor: 0, pointsMultiplierBps: 10_000 };
  const points = {
    minorPerPoint: 2,
    mostOfOrderBps: 5000,
    expireAfterMs: null,
    purchase: null,
    join: 0,
    deeds: { review: null, photo: null, topic: null, share: null },
  };
  const membership = { tiers: [tier], tierWindowMs: 1, points, referral: null } as const;
  const channels = [{ name: 'webchat', kind: 'webchat', settings: {} }];
  const switchedOff = [{ name: 'app', why: '' }];
  const load = (more: object) => loadPromotions(folder, { ...shop, channels, ...more }, []);
  expect(load({ membership, switchedOff })).toMatchObject({
    ok: true,
    value: [{ promotion: { effect: { minorPerPoint: 2 } } }],
  });
  const silver = { ...membership, tiers: [{ ...tier, id: 'silver' }] };
  expect(load({ membership: silver })).toMatchObject({
    ok: false,
    problems: [
      { message: expect.stringContaining('"gold" is not a tier of the shop’s membership') },
      { message: expect.stringContaining('"app" is not a channel of shop.yaml') },
    ],
  });
  rmSync(folder, { recursive: true });
});

describe('the demo’s own file', () => {
  const demo = { ...shop, locales: ['en', 'zh-CN'] };
  const root = resolve(import.meta.dirname, '../..');
  const parsed = loadPromotions(root, demo, null);
  const definitions = parsed.ok ? parsed.value : [];

  it('holds the promotions that the campaigns name', () => {
    expect(parsed.ok).toBe(true);
    const coupons = definitions.filter(({ trigger }) => trigger === 'coupon');
    expect(coupons.map(({ promotion }) => promotion.id)).toEqual([
      'welcome-10',
      'come-back-15',
      'five-off-thirty',
      'gift-card-10',
    ]);
  });

  it('has every effect there is', () => {
    const types = new Set(definitions.map(({ promotion }) => promotion.effect.type));
    // Points are the members' own, not a promotion of the file.
    const wanted = Object.keys(phasesOf).filter((type) => type !== 'points');
    expect(wanted.filter((type) => !types.has(type as EffectType))).toEqual([]);
  });

  it.each([
    { totalMinor: 1999, discounts: [0, 300, 0] },
    { totalMinor: 3000, discounts: [300, 450, 500] },
    { totalMinor: 30_000, discounts: [3000, 3000, 500] },
  ])('gives $discounts on a cart of $totalMinor', ({ totalMinor, discounts }) => {
    const cart = {
      currency: 'GBP',
      shippingMinor: 0,
      lines: [{ id: 'a', unitPriceMinor: totalMinor, quantity: 1 }],
    };
    const context = { at: 0, codes: [], customerTags: [] };
    const found = definitions.map(({ promotion }) => quote(cart, [promotion], context));
    expect(found.slice(0, 3).map(({ discountMinor }) => discountMinor)).toEqual(discounts);
  });

  it('is not there in a shop without promotions', () => {
    expect(loadPromotions('/nowhere', demo, null)).toEqual({ ok: true, value: [] });
  });
});
