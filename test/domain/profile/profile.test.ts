import { expect, it } from 'vitest';
import {
  type ProfileEvent,
  profileFigures,
  profileScores,
} from '../../../src/domain/profile/profile.js';
import { zoneShifts } from '../../../src/domain/profile/zone-shifts.js';

const asOf = Date.UTC(2026, 6, 10, 12);
const utc = zoneShifts('UTC', asOf, asOf);
const dayMs = 86_400_000;

let nextId = 1;
function event(own: Partial<ProfileEvent>): ProfileEvent {
  return {
    id: nextId++,
    kind: 'purchase',
    occurredAt: asOf - dayMs,
    quantity: 1,
    amountMinor: 100,
    orderId: null,
    category: null,
    ...own,
  };
}

it('the lines of one order are one purchase, one without an order is one by itself', () => {
  const events = [event({ orderId: 7 }), event({ orderId: 7 }), event({ orderId: 8 }), event({})];
  expect(profileFigures(events, utc, asOf).purchaseCount).toBe(3);
});

it('a refund takes money away whichever sign it came with, and undoes no purchase', () => {
  const events = [
    event({ amountMinor: 1_000, quantity: 4, category: 'bags' }),
    event({ kind: 'refund', amountMinor: -300, quantity: 1, category: 'bags' }),
    event({ kind: 'refund', amountMinor: 200, quantity: 1, category: 'bags' }),
  ];
  expect(profileFigures(events, utc, asOf)).toMatchObject({
    purchaseCount: 1,
    unitCount: 4,
    monetaryMinor: 500,
    topCategories: [{ category: 'bags', sharePercent: 100 }],
  });
});

it('looking is activity, not a purchase', () => {
  const looked = asOf - 3 * dayMs;
  const events = [event({ kind: 'browse', occurredAt: looked, amountMinor: 5, category: 'bags' })];
  expect(profileFigures(events, utc, asOf)).toEqual({
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
  expect(profileFigures(events, utc, asOf).activeDays).toBe(1);
  expect(profileFigures(events, london, asOf).activeDays).toBe(2);
});

it('what happens after the instant asked about does not count', () => {
  const events = [event({ occurredAt: asOf }), event({ occurredAt: asOf + 1 })];
  expect(profileFigures(events, utc, asOf)).toMatchObject({
    purchaseCount: 1,
    firstPurchaseAt: asOf,
    lastPurchaseAt: asOf,
    lastActiveAt: asOf,
  });
});

it('ranks only who bought: latest, most often, most money', () => {
  const figures = [
    [event({ occurredAt: asOf - 9 * dayMs, amountMinor: 900 })],
    [],
    [event({ occurredAt: asOf - 2 * dayMs }), event({ occurredAt: asOf - 5 * dayMs })],
  ].map((events) => profileFigures(events, utc, asOf));
  expect(profileScores(figures)).toEqual([
    { recencyScore: 1, frequencyScore: 1, monetaryScore: 3 },
    { recencyScore: null, frequencyScore: null, monetaryScore: null },
    { recencyScore: 3, frequencyScore: 3, monetaryScore: 1 },
  ]);
});
