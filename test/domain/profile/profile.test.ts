import { describe, expect, it } from 'vitest';
import { ProfileMaker } from '../../../src/domain/profile/profile.js';
import { profileScores } from '../../../src/domain/profile/score.js';
import { shelfOf } from '../../../src/domain/profile/shelf.js';
import type { ZoneShift } from '../../../src/domain/profile/zone-shifts.js';
import { zoneShifts } from '../../../src/domain/profile/zone-shifts.js';
import {
  asOf,
  dayMs,
  event,
  hourMs,
  type ProfileEvent,
  personOf,
} from '../../support/profile-events.js';

const utc: ZoneShift[] = [];
const bag = { id: 1, category: 'bags', brand: 'north', tags: ['red'], priceMinor: 100 };

interface Given {
  readonly shifts?: readonly ZoneShift[];
  readonly discounts?: ReadonlyMap<number, number>;
  readonly products?: Parameters<typeof shelfOf>[0];
}

function figures(
  events: readonly ProfileEvent[],
  { shifts = utc, discounts = new Map(), products = [bag] }: Given = {},
) {
  const accounts = ['telegram', 'webchat'];
  const maker = new ProfileMaker({ shelf: shelfOf(products), accounts, discounts });
  return maker.figuresOf(personOf(events, shifts));
}

it('the lines of one order are one purchase, one without an order is one by itself', () => {
  const events = [
    event({ orderKey: 7 }),
    event({ orderKey: 7 }),
    event({ orderKey: 8 }),
    event({}),
  ];
  expect(figures(events).purchaseCount).toBe(3);
});

it('a refund takes money away whichever sign it came with, and undoes no purchase', () => {
  const events = [
    event({ amountMinor: 1_000, quantity: 4, productId: 1 }),
    event({ kind: 'refund', amountMinor: -300, quantity: 1, productId: 1 }),
    event({ kind: 'refund', amountMinor: 200, quantity: 1, productId: 1 }),
  ];
  expect(figures(events)).toMatchObject({
    purchaseCount: 1,
    unitCount: 4,
    monetaryMinor: 500,
    topCategories: [{ category: 'bags', sharePercent: 100 }],
  });
});

it('looking is activity, not a purchase', () => {
  const looked = asOf - 3 * dayMs;
  const events = [event({ kind: 'browse', occurredAt: looked, amountMinor: 5, productId: 1 })];
  expect(figures(events)).toMatchObject({
    firstPurchaseAt: null,
    lastPurchaseAt: null,
    purchaseCount: 0,
    unitCount: 0,
    monetaryMinor: 0,
    topCategories: [],
    activeDays: 1,
    lastActiveAt: looked,
  });
});

it('days begin at local midnight', () => {
  // 23:30 and 00:30 in London (summer), both of the 8th of July in UTC.
  const events = [Date.UTC(2026, 6, 8, 22, 30), Date.UTC(2026, 6, 8, 23, 30)].map((occurredAt) =>
    event({ occurredAt }),
  );
  const london = zoneShifts('Europe/London', Date.UTC(2026, 0, 1), asOf);
  expect(figures(events).activeDays).toBe(1);
  expect(figures(events, { shifts: london }).activeDays).toBe(2);
});

it('ranks only who bought: latest, most often, most money', () => {
  const all = [
    [event({ occurredAt: asOf - 9 * dayMs, amountMinor: 900 })],
    [],
    [event({ occurredAt: asOf - 2 * dayMs }), event({ occurredAt: asOf - 5 * dayMs })],
  ].map((events) => figures(events));
  expect(profileScores(all)).toEqual([
    { recencyScore: 1, frequencyScore: 1, monetaryScore: 3 },
    { recencyScore: null, frequencyScore: null, monetaryScore: null },
    { recencyScore: 3, frequencyScore: 3, monetaryScore: 1 },
  ]);
});

describe('purchases', () => {
  it('on one day are one time of buying; what came after the first is repeat money', () => {
    const events = [
      event({ occurredAt: asOf - 9 * dayMs, amountMinor: 900 }),
      event({ occurredAt: asOf - 9 * dayMs + hourMs, amountMinor: 50 }),
      event({ occurredAt: asOf - 2 * dayMs, amountMinor: 30 }),
      event({ kind: 'refund', occurredAt: asOf - dayMs, amountMinor: -30 }),
    ];
    expect(figures(events)).toMatchObject({ purchaseCount: 3, purchaseDays: 2, repeatMinor: 30 });
  });

  it('have a middle sum, which a huge order does not move', () => {
    const sums = (...amounts: number[]) =>
      figures(amounts.map((amountMinor) => event({ amountMinor }))).medianBasketMinor;
    expect(sums(100, 99_999, 300)).toBe(300);
    expect(sums(100, 300)).toBe(100);
    expect(sums()).toBeNull();
    const lines = [
      event({ orderKey: 5, amountMinor: 70 }),
      event({ orderKey: 5, amountMinor: 40 }),
    ];
    expect(figures(lines).medianBasketMinor).toBe(110);
  });
});

describe('price', () => {
  const prices = [100, 200, 300, 400, 400].map((priceMinor, i) => ({
    ...bag,
    id: i + 1,
    priceMinor,
  }));
  const level = (...lines: Partial<ProfileEvent>[]) =>
    figures(
      lines.map((line) => event({ productId: 1, ...line })),
      { products: prices },
    ).pricePercentile;

  it.each([
    { paid: 50, percentile: 0 },
    { paid: 100, percentile: 10 },
    { paid: 250, percentile: 40 },
    // Three of five are below, two the same: (3 + 1) / 5.
    { paid: 400, percentile: 80 },
    { paid: 500, percentile: 100 },
  ])('$paid a piece stands at $percentile of 100', ({ paid, percentile }) => {
    expect(level({ amountMinor: 3 * paid, quantity: 3 })).toBe(percentile);
  });

  it('is the middle line’s, and unknown of gifts, refunds and small categories', () => {
    expect(level({ amountMinor: 500 }, { amountMinor: 250 }, { amountMinor: 50 })).toBe(40);
    expect(level({ amountMinor: 0 }, { kind: 'refund', amountMinor: 500 })).toBeNull();
    expect(
      figures([event({ productId: 1 })], { products: prices.slice(0, 4) }).pricePercentile,
    ).toBeNull();
  });
});

describe('discounts', () => {
  it('count orders, not lines, by what was taken off or a coupon', () => {
    const events = [
      event({ orderKey: 1 }),
      event({ orderKey: 1 }),
      event({ orderKey: 2, hasCoupon: true }),
      event({ orderKey: 3 }),
      event({ kind: 'redeem', orderKey: 4, hasCoupon: true }),
    ];
    const discounts = new Map([
      [1, 250],
      [4, 99],
    ]);
    expect(figures(events, { discounts })).toMatchObject({
      discountOrderCount: 2,
      discountMinor: 250,
    });
  });
});

describe('visits', () => {
  const at = (minutes: number, own: Partial<ProfileEvent> = {}) =>
    event({ kind: 'browse', occurredAt: Date.UTC(2026, 6, 6, 9) + minutes * 60_000, ...own });

  it('end after half an hour without anything, which a page’s own time puts off', () => {
    expect(figures([at(0), at(30), at(60)])).toMatchObject({ visitCount: 1, visitMs: hourMs });
    expect(figures([at(0), at(31)])).toMatchObject({ visitCount: 2, visitMs: 0 });
    const read = at(0, { durationMs: 10 * 60_000 });
    expect(figures([read, at(31)])).toMatchObject({ visitCount: 1, visitMs: 31 * 60_000 });
  });

  it('do not take a page left open for time spent, nor a refund for a visit', () => {
    const open = at(0, { durationMs: 9 * hourMs });
    expect(figures([open])).toMatchObject({ visitCount: 1, visitMs: hourMs / 2 });
    expect(figures([at(0, { kind: 'refund' })])).toMatchObject({ visitCount: 0, activeDays: 1 });
  });

  it('make a habit from the third on: the hour with its neighbours, the weekday, by the local clock', () => {
    // Mondays and one Tuesday, UTC: 9:50, 10:10, 11:10, 20:00.
    const week = 7 * 24 * 60;
    const events = [at(50), at(70 + week), at(130 + 2 * week), at(11 * 60 + 24 * 60)];
    expect(figures(events)).toMatchObject({ bestHour: 10, bestWeekday: 1 });
    const tokyo = zoneShifts('Asia/Tokyo', asOf, asOf);
    expect(figures(events, { shifts: tokyo })).toMatchObject({ bestHour: 19, bestWeekday: 1 });
    expect(figures(events.slice(0, 2))).toMatchObject({ bestHour: null, bestWeekday: null });
  });

  it('count one day for clocks that go back over midnight', () => {
    const midnight = Date.UTC(2026, 6, 6);
    const back = [
      { from: Number.MIN_SAFE_INTEGER, offsetMs: 0 },
      { from: midnight + hourMs / 2, offsetMs: -hourMs },
    ];
    const times = [-2, 0.25, 0.75, 1.5].map((hours) =>
      event({ kind: 'browse', occurredAt: midnight + hours * hourMs }),
    );
    expect(figures(times, { shifts: back }).activeDays).toBe(2);
  });
});

describe('interests', () => {
  const tea = { id: 2, category: 'tea', brand: null, tags: [], priceMinor: 100 };
  const shares = (...events: ProfileEvent[]) => figures(events, { products: [bag, tea] }).interests;

  it('weigh what was done by what it says, and half for each ninety days', () => {
    // One purchase 90 days before a purchase: 8 · ½ to 8, a third to two thirds.
    const events = [
      event({ productId: 1, occurredAt: asOf - 91 * dayMs }),
      event({ productId: 2, occurredAt: asOf - dayMs }),
    ];
    expect(shares(...events)).toEqual([
      { by: 'category', name: 'tea', sharePercent: 67 },
      { by: 'category', name: 'bags', sharePercent: 33 },
      { by: 'brand', name: 'north', sharePercent: 100 },
      { by: 'tag', name: 'red', sharePercent: 100 },
    ]);
    expect(shares(event({ kind: 'browse', productId: 1 }), event({ productId: 2 }))[0]).toEqual({
      by: 'category',
      name: 'tea',
      sharePercent: 89,
    });
  });

  it('forget what was turned down or given back, and one person’s when the next is counted', () => {
    const back = event({ kind: 'refund', productId: 1 });
    expect(shares(event({ productId: 1 }), back, event({ productId: 2 }))).toEqual([
      { by: 'category', name: 'tea', sharePercent: 100 },
    ]);
    const soon = event({ productId: 1, occurredAt: asOf - 500 });
    expect(shares({ ...back, occurredAt: asOf - 1_000 }, soon)).toEqual([]);
    const maker = new ProfileMaker({
      shelf: shelfOf([bag, tea]),
      accounts: [],
      discounts: new Map(),
    });
    maker.figuresOf(personOf([event({ productId: 1 })]));
    const next = maker.figuresOf(personOf([event({ productId: 2 })]));
    expect(next.interests).toEqual([{ by: 'category', name: 'tea', sharePercent: 100 }]);
  });
});

describe('channels', () => {
  it('share what was answered; leaving one begins anew there', () => {
    const said = (account: number, daysAgo: number, kind: ProfileEvent['kind'] = 'reply') =>
      event({ kind, account, occurredAt: asOf - daysAgo * dayMs });
    const events = [said(1, 1), said(1, 1), said(2, 1), event({})];
    expect(figures(events)).toMatchObject({
      preferredChannel: 'telegram',
      channels: [
        { channelAccount: 'telegram', sharePercent: 67 },
        { channelAccount: 'webchat', sharePercent: 33 },
      ],
    });
    expect(figures([...events, said(1, 0, 'blocked')])).toMatchObject({
      preferredChannel: 'webchat',
      channels: [{ channelAccount: 'webchat', sharePercent: 100 }],
    });
    expect(figures([event({})])).toMatchObject({ preferredChannel: null, channels: [] });
  });
});
