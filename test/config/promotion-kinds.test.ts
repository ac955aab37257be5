import { describe, expect, it } from 'vitest';
import type { PromotionsContext } from '../../src/config/promotion-reader.js';
import { parsePromotions } from '../../src/config/promotions-file.js';

const shop: PromotionsContext = {
  currency: 'GBP',
  timezone: 'Europe/London',
  locales: ['en'],
  known: {
    segments: ['everyone', 'lapsed'],
    tiers: ['silver', 'gold'],
    channels: ['webchat', 'telegram', 'shop'],
  },
};
const file = (body: string) => `promotions:\n  sale:\n    name: { en: Sale }\n${body}`;
const indented = (body: string) =>
  body
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');
const read = (body: string, context = shop) => {
  const parsed = parsePromotions('p.yaml', file(indented(body)), context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [definition] = parsed.value;
  if (definition === undefined) throw new Error('there is no promotion');
  return definition;
};
const problems = (body: string, context = shop) => {
  const parsed = parsePromotions('p.yaml', file(indented(body)), context);
  return parsed.ok ? [] : parsed.problems.map(({ place, message }) => `${place} ${message}`);
};

describe('every kind, as it is written and what it becomes', () => {
  it.each([
    {
      kind: 'a member price, which lowers the price itself',
      body: 'percent: 10\nbase: true',
      phase: 'base',
      effect: {
        type: 'percent_off',
        bps: 1000,
        capMinor: null,
        rounding: 'line',
        basis: 'remaining',
      },
    },
    {
      kind: 'an amount off each piece of full groups',
      body: 'amount: 1.00\nper: unit\nfull_groups_of: 4',
      phase: 'item',
      effect: { type: 'amount_off', amountMinor: 100, per: 'unit', completeGroupsOf: 4 },
    },
    {
      kind: 'tiers by money',
      body: 'tiers: [{ from: 100.00, off: 10.00 }, { from: 200, percent: 15 }]',
      phase: 'order',
      effect: {
        type: 'tiers',
        by: 'subtotal',
        table: [
          { at: 10_000, gives: { kind: 'amount', amountMinor: 1000 } },
          { at: 20_000, gives: { kind: 'percent', bps: 1500 } },
        ],
      },
    },
    {
      kind: 'tiers by pieces, line by line',
      body: 'tiers: [{ pieces: 3, percent: 10 }, { pieces: 5, percent: 12.5 }]\nper: line',
      phase: 'item',
      effect: {
        type: 'tiers',
        by: 'quantity',
        table: [
          { at: 3, gives: { kind: 'percent', bps: 1000 } },
          { at: 5, gives: { kind: 'percent', bps: 1250 } },
        ],
      },
    },
    {
      kind: 'every so much',
      body: 'every: { spend: 200.00, off: 30.00, most_times: 3 }',
      phase: 'order',
      effect: { type: 'every', stepMinor: 20_000, amountMinor: 3000, mostTimes: 3 },
    },
    {
      kind: 'a gift for each two pieces',
      body: 'gift: { sku: CUP, worth: 25.00, for_each_pieces: 2 }',
      phase: 'order',
      effect: { type: 'gift', sku: 'CUP', quantity: 1, unitValueMinor: 2500, perQuantity: 2 },
    },
    {
      kind: 'buy two, get one free, once',
      body: 'buy: { pieces: 2 }',
      phase: 'item',
      effect: {
        type: 'buy_get',
        buy: { quantity: 2, scope: {} },
        get: { quantity: 1, bps: 10_000, scope: {} },
        mostTimes: 1,
        pick: 'cheapest',
      },
    },
    {
      kind: 'the dearest cup at half price with each tea, again and again',
      body: `buy: { pieces: 1, percent: 50, repeat: true, only: { category: tea }, get_only: { category: cups }, lowers: dearest }`,
      phase: 'item',
      effect: {
        type: 'buy_get',
        buy: { quantity: 1, scope: { categories: ['tea'] } },
        get: { quantity: 1, bps: 5000, scope: { categories: ['cups'] } },
        mostTimes: null,
        pick: 'dearest',
      },
    },
    {
      kind: 'sets up to a number repeat',
      body: 'buy: { pieces: 3, get: 2, most_times: 4 }',
      phase: 'item',
      effect: { mostTimes: 4 },
    },
    {
      kind: 'a bundle',
      body: 'bundle: { items: [{ only: { category: tea }, pieces: 2 }, { only: { sku: [A, B] } }], price: 120.00 }',
      phase: 'item',
      effect: {
        type: 'bundle_price',
        items: [
          { scope: { categories: ['tea'] }, quantity: 2 },
          { scope: { skus: ['A', 'B'] }, quantity: 1 },
        ],
        priceMinor: 12_000,
        mostTimes: null,
      },
    },
    {
      kind: 'a price for a piece',
      body: 'price: 59.00\nmost_pieces: 2\nonly: { sku: TV }',
      phase: 'base',
      effect: { type: 'set_unit_price', priceMinor: 5900, mostUnits: 2 },
    },
    {
      kind: 'a presale',
      body: 'presale: { deposit: 10, counts_for: 20, balance: { from: 2026-11-11, until: 2026-11-12 } }\nonly: { sku: TV }',
      phase: 'item',
      effect: {
        type: 'presale',
        depositMinor: 1000,
        worthMinor: 2000,
        balanceFromAt: Date.parse('2026-11-11T00:00:00Z'),
        balanceUntilAt: Date.parse('2026-11-13T00:00:00Z'),
      },
    },
    {
      kind: 'a sample',
      body: 'sample: {}\nonly: { sku: CREAM }\nlimit: { per_customer: 1 }',
      phase: 'base',
      effect: { type: 'set_unit_price', priceMinor: 0, mostUnits: 1 },
    },
    {
      kind: 'points back, worth what the shop’s points are',
      body: 'cashback: { percent: 5, most_points: 500 }',
      context: { ...shop, minorPerPoint: 2 },
      phase: 'reward',
      effect: { type: 'points_back', bps: 500, minorPerPoint: 2, mostPoints: 500 },
    },
    {
      kind: 'a gift card',
      body: 'gift_card: 50.00',
      phase: 'tender',
      effect: { type: 'gift_card', balanceMinor: 5000 },
    },
    {
      kind: 'free shipping',
      body: 'shipping: free',
      phase: 'shipping',
      effect: { type: 'shipping_percent', bps: 10_000 },
    },
    {
      kind: 'half the shipping',
      body: 'shipping: { percent: 50 }',
      phase: 'shipping',
      effect: { type: 'shipping_percent', bps: 5000 },
    },
    {
      kind: 'money off shipping',
      body: 'shipping: { off: 3.00 }',
      phase: 'shipping',
      effect: { type: 'amount_off', amountMinor: 300, per: 'order' },
    },
  ])('$kind', ({ body, phase, effect, context }) => {
    const { promotion } = read(body, context);
    expect(promotion).toMatchObject({ phase, effect });
  });

  it('a group price asks for the group, which needs no coupon besides', () => {
    const { promotion, groupBuy, trigger } = read(
      'price: 45.00\nonly: { sku: TV }\ngroup: { size: 3, within: 24h }',
    );
    expect(promotion.conditions).toEqual([{ type: 'group_size_at_least', size: 3 }]);
    expect([groupBuy, trigger]).toEqual([{ seats: 3, openForMs: 86_400_000 }, 'automatic']);
  });
});

describe('conditions', () => {
  it.each([
    {
      body: 'more_than_spend: 30',
      conditions: [
        { type: 'subtotal_more_than', amountMinor: 3000, scope: {}, basis: 'remaining' },
      ],
    },
    {
      body: 'minimum_spend: 30\nminimum_on: { category: tea }\nminimum_prices: original',
      conditions: [
        {
          type: 'subtotal_at_least',
          amountMinor: 3000,
          scope: { categories: ['tea'] },
          basis: 'original',
        },
      ],
    },
    {
      body: 'minimum_quantity: 3\nminimum_on: { tag: new }',
      conditions: [{ type: 'quantity_at_least', quantity: 3, scope: { tags: ['new'] } }],
    },
    {
      body: 'customers: { tag: [vip, staff], tier: gold, segment: [lapsed] }',
      conditions: [
        { type: 'customer_tag', tag: 'vip' },
        { type: 'customer_tag', tag: 'staff' },
        { type: 'customer_tier', tiers: ['gold'] },
        { type: 'segment', segment: 'lapsed' },
      ],
    },
    {
      body: 'customers: { order: first }',
      conditions: [{ type: 'order_number', from: 1, to: 1 }],
    },
    { body: 'customers: { order: 3 }', conditions: [{ type: 'order_number', from: 3, to: 3 }] },
    {
      body: 'customers: { order: 2 to 5 }',
      conditions: [{ type: 'order_number', from: 2, to: 5 }],
    },
    {
      body: 'customers: { order: from 2 }',
      conditions: [{ type: 'order_number', from: 2, to: null }],
    },
    {
      body: 'channels: [webchat, shop]',
      conditions: [{ type: 'channel', channels: ['webchat', 'shop'] }],
    },
  ])('$body', ({ body, conditions }) => {
    expect(read(`amount: 5\n${body}`).promotion.conditions).toEqual(conditions);
  });

  it('a window of times is in the promotion’s own zone, and ends before its end', () => {
    const { promotion } = read(
      'amount: 5\ntimezone: Asia/Shanghai\nvalid: { from: 2026-11-11, until: 2026-11-11 20:30 }',
    );
    expect(promotion.window).toEqual({
      fromAt: Date.parse('2026-11-10T16:00:00Z'),
      untilAt: Date.parse('2026-11-11T12:30:00Z'),
    });
    const instants = read('amount: 5\nvalid: { until: 2026-11-11T20:00:00+08:00 }');
    expect(instants.promotion.window.untilAt).toBe(Date.parse('2026-11-11T12:00:00Z'));
  });

  it.each([
    {
      body: 'hours: { days: [sun, fri], from: "20:00", until: "22:30" }',
      recurring: { zone: 'Europe/London', days: [5, 7], fromMinute: 1200, untilMinute: 1350 },
    },
    {
      body: 'hours: { from: "22:00", until: "24:00" }\ntimezone: Asia/Shanghai',
      recurring: {
        zone: 'Asia/Shanghai',
        days: [1, 2, 3, 4, 5, 6, 7],
        fromMinute: 1320,
        untilMinute: 1440,
      },
    },
    {
      body: 'hours: { days: [mon], from: "22:00", until: "00:00" }',
      recurring: { zone: 'Europe/London', days: [1], fromMinute: 1320, untilMinute: 1440 },
    },
  ])('$body', ({ body, recurring }) => {
    expect(read(`amount: 5\n${body}`).promotion.recurring).toEqual(recurring);
  });
});

it('keeps limits of pieces, who pays, what a refund does, and a note', () => {
  const definition = read(`price: 59.00
only: { sku: TV }
limit: { stock: 100, pieces_per_customer: 2 }
funding: { shop: 60%, brand-x: 39.5%, bank: 0.5% }
refunds: reevaluate
reusable_after_cancel: false
note: { en: "12 instalments, interest-free" }`);
  expect(definition).toMatchObject({
    limits: { stock: 100, unitsPerCustomer: 2, uses: null },
    refundPolicy: 'reevaluate',
    isReusable: false,
    notes: { en: '12 instalments, interest-free' },
    promotion: {
      funding: [
        { party: 'shop', bps: 6000 },
        { party: 'brand-x', bps: 3950 },
        { party: 'bank', bps: 50 },
      ],
    },
  });
});

describe('what is wrong is said where it stands', () => {
  it.each([
    // Tiers.
    {
      body: 'tiers: [{ off: 10 }]',
      line: 'p.yaml:4:13 promotions.sale.tiers[0]: needs from, as the first tier has',
    },
    {
      body: 'tiers: [{ pieces: 3, percent: 10 }, { from: 200, percent: 15 }]',
      line: 'p.yaml:4:41 promotions.sale.tiers[1]: needs pieces, as the first tier has',
    },
    {
      body: 'tiers: [{ pieces: 3, from: 5, percent: 10 }]',
      line: 'p.yaml:4:32 promotions.sale.tiers[0].from: stands beside pieces; tiers go by one of the two',
    },
    {
      body: 'tiers: [{ from: 100, off: 10, percent: 5 }]',
      line: 'p.yaml:4:13 promotions.sale.tiers[0]: needs either off or percent',
    },
    {
      body: 'tiers: [{ from: 200, off: 10 }, { from: 100, off: 20 }]',
      line: 'p.yaml:4:45 promotions.sale.tiers[1].from: 100 is not more than the tier before it',
    },
    {
      body: 'tiers: [{ from: 100, off: 20 }, { from: 200, off: 20 }]',
      line: 'p.yaml:4:55 promotions.sale.tiers[1].off: 20 is not more than the tier before it gives',
    },
    // Kinds.
    {
      body: 'every: { spend: 20, off: 30 }',
      line: 'p.yaml:4:30 promotions.sale.every.off: 30 is more than the 20 that are spent for it',
    },
    { body: 'gift: { sku: CUP }', line: 'p.yaml:4:11 promotions.sale.gift.worth: is missing' },
    {
      body: 'gift: CUP',
      line: 'p.yaml:4:11 promotions.sale.gift: "CUP" is not a group of keys (say { sku: CUP-01, worth: 5.00 })',
    },
    {
      body: 'buy: { pieces: 2, lowers: dearest }',
      line: 'p.yaml:4:31 promotions.sale.buy.lowers: dearest needs get_only: products of their own',
    },
    {
      body: 'buy: { pieces: 2, repeat: false, most_times: 3 }',
      line: 'p.yaml:4:50 promotions.sale.buy.most_times: 3 does not go with repeat: false',
    },
    {
      body: 'bundle: { items: [], price: 5 }',
      line: 'p.yaml:4:22 promotions.sale.bundle.items: this list names no product',
    },
    {
      body: 'price: 5',
      line: 'p.yaml:4:12 promotions.sale.price: needs only: which products it is for',
    },
    {
      body: 'presale: { deposit: 20, counts_for: 10, balance: { from: 2026-11-11, until: 2026-11-12 } }',
      line: 'p.yaml:4:41 promotions.sale.presale.counts_for: 10 is less than the deposit, 20',
    },
    {
      body: 'presale: { deposit: 20, balance: { from: 2026-11-11 20:00, until: 2026-11-10 } }',
      line: 'p.yaml:4:71 promotions.sale.presale.balance.until: 2026-11-10 is not after its beginning, 2026-11-11 20:00',
    },
    {
      body: 'sample: {}\nlimit: { per_customer: 1 }',
      line: 'p.yaml:4:13 promotions.sale.sample: needs only: { sku: … }: what there is to try',
    },
    {
      body: 'sample: {}\nonly: { sku: A }',
      line: 'p.yaml:4:13 promotions.sale.sample: needs limit: { per_customer: 1 }',
    },
    {
      body: 'gift_card: 50\ncode: CARD',
      line: 'p.yaml:4:16 promotions.sale.gift_card: needs a code of its own for each card: leave out code and automatic',
    },
    {
      body: 'shipping: half',
      line: 'p.yaml:4:15 promotions.sale.shipping: "half" is not free, { percent: 50 } or { off: 3.00 }',
    },
    {
      body: 'shipping: {}',
      line: 'p.yaml:4:15 promotions.sale.shipping: needs either percent or off',
    },
    {
      body: 'cashback: { percent: 5, points: 3 }',
      line: 'p.yaml:4:29 promotions.sale.cashback.points: is not a known key',
    },
    // What goes with what.
    {
      body: 'every: { spend: 20, off: 3 }\nper: line',
      line: 'p.yaml:5:10 promotions.sale.per: goes with percent, amount or tiers only',
    },
    {
      body: 'percent: 5\nbase: true\nper: unit',
      line: 'p.yaml:6:10 promotions.sale.per: says nothing beside base, which lowers the price of each piece',
    },
    {
      body: 'shipping: free\ngroup: { size: 3, within: 24h }',
      line: 'p.yaml:5:12 promotions.sale.group: goes with price, percent or amount only',
    },
    {
      body: 'amount: 5\nfull_groups_of: 4',
      line: 'p.yaml:5:21 promotions.sale.full_groups_of: goes with per: unit only',
    },
    {
      body: 'percent: 5\nlimit: { stock: 5 }',
      line: 'p.yaml:5:21 promotions.sale.limit.stock: goes with price, sample, gift or presale, or with base: true, only; uses counts orders',
    },
    {
      body: 'price: 5\nonly: { sku: A }\ngroup: { size: 1, within: 24h }',
      line: 'p.yaml:6:20 promotions.sale.group.size: 1 is less than 2',
    },
    {
      body: 'price: 5\nonly: { sku: A }\ngroup: { size: 2, within: day }',
      line: 'p.yaml:6:31 promotions.sale.group.within: "day" is not a duration (say 2d, 36h or 90m)',
    },
    // Conditions.
    {
      body: 'amount: 5\nminimum_spend: 5\nmore_than_spend: 5',
      line: 'p.yaml:6:22 promotions.sale.more_than_spend: stands beside minimum_spend; one of them is enough',
    },
    {
      body: 'amount: 5\nminimum_on: { tag: a }',
      line: 'p.yaml:5:17 promotions.sale.minimum_on: needs a minimum: minimum_spend, more_than_spend or minimum_quantity',
    },
    {
      body: 'amount: 5\nminimum_quantity: 2\nminimum_prices: original',
      line: 'p.yaml:6:21 promotions.sale.minimum_prices: needs minimum_spend or more_than_spend',
    },
    {
      body: 'amount: 5\ncustomers: {}',
      line: 'p.yaml:5:16 promotions.sale.customers: names nobody: needs tag, tier, segment or order',
    },
    {
      body: 'amount: 5\ncustomers: { segment: lapsedd }',
      line: 'p.yaml:5:27 promotions.sale.customers.segment: "lapsedd" is not a segment of segments.yaml; did you mean "lapsed"?',
    },
    {
      body: 'amount: 5\ncustomers: { tier: [gold, platin] }',
      line: 'p.yaml:5:31 promotions.sale.customers.tier[1]: "platin" is not a tier of the shop’s membership',
    },
    {
      body: 'amount: 5\nchannels: [telegramm]',
      line: 'p.yaml:5:16 promotions.sale.channels[0]: "telegramm" is not a channel of shop.yaml; did you mean "telegram"?',
    },
    {
      body: 'amount: 5\ncustomers: { order: 5 to 2 }',
      line: 'p.yaml:5:25 promotions.sale.customers.order: "5 to 2" is not an order’s number (say first, 3, "2 to 5" or from 2)',
    },
    // Times.
    {
      body: 'amount: 5\nvalid: { from: 2026-11-12, until: 2026-11-11 20:00 }',
      line: 'p.yaml:5:39 promotions.sale.valid.until: 2026-11-11 20:00 is before its beginning, 2026-11-12',
    },
    {
      body: 'amount: 5\nhours: { days: [monda], from: "20:00", until: "22:00" }',
      line: 'p.yaml:5:21 promotions.sale.hours.days[0]: "monda" is not one of mon, tue, wed, thu, fri, sat, sun',
    },
    {
      body: 'amount: 5\nhours: { from: "8pm", until: "22:00" }',
      line: 'p.yaml:5:20 promotions.sale.hours.from: "8pm" is not a time of day (say "20:00")',
    },
    {
      body: 'amount: 5\ntimezone: London',
      line: 'p.yaml:5:15 promotions.sale.timezone: "London" is not a time zone (say Europe/London or Asia/Shanghai)',
    },
    // Around it.
    {
      body: 'amount: 5\nfunding: { shop: 60%, brand-x: 30% }',
      line: 'p.yaml:5:14 promotions.sale.funding: adds up to 90 %, not 100 %',
    },
    {
      body: 'amount: 5\nfunding: { shop: 100%, brand-x: 0% }',
      line: 'p.yaml:5:37 promotions.sale.funding.brand-x: is not more than 0 %',
    },
    {
      body: 'amount: 5\nfunding: { shop: half }',
      line: 'p.yaml:5:22 promotions.sale.funding.shop: "half" is not a share (say 60%)',
    },
    {
      body: 'amount: 5\nrefunds: none',
      line: 'p.yaml:5:14 promotions.sale.refunds: "none" is not one of proportional, reevaluate',
    },
    {
      body: 'amount: 5\nnote: { fr: Bonjour }',
      line: 'p.yaml:5:11 promotions.sale.note: has no text for en, which the shop speaks',
    },
  ])('$line', ({ body, line }) => {
    expect(problems(body)).toContain(line);
  });
});
