import { expect, it } from 'vitest';
import { figureOf } from '../../../src/domain/segment/figure.js';
import { asOf, dayMs, profileWith } from '../../support/customer-facts.js';

it.each([
  { ageMs: 0, days: 0 },
  { ageMs: dayMs - 1, days: 0 },
  { ageMs: dayMs, days: 1 },
  { ageMs: 90 * dayMs, days: 90 },
])('an age of $ageMs ms is $days whole days', ({ ageMs, days }) => {
  const profile = profileWith({ lastPurchaseAt: asOf - ageMs });
  expect(figureOf(profile, 'recencyDays', asOf)).toBe(days);
});

it('each age is counted from its own event', () => {
  const profile = profileWith({
    firstPurchaseAt: asOf - 9 * dayMs,
    lastPurchaseAt: asOf - 5 * dayMs,
    lastActiveAt: asOf - 2 * dayMs,
  });
  expect(figureOf(profile, 'customerDays', asOf)).toBe(9);
  expect(figureOf(profile, 'recencyDays', asOf)).toBe(5);
  expect(figureOf(profile, 'inactiveDays', asOf)).toBe(2);
});

it.each([
  { monetaryMinor: 1_000, purchaseCount: 3, minor: 333 },
  { monetaryMinor: -1_000, purchaseCount: 3, minor: -333 },
  { monetaryMinor: 0, purchaseCount: 0, minor: null },
])('$monetaryMinor over $purchaseCount orders is $minor an order', ({ minor, ...profile }) => {
  expect(figureOf(profileWith(profile), 'averageBasketMinor', asOf)).toBe(minor);
});

it('who has no profile has done nothing, and nothing is known of when', () => {
  expect(figureOf(null, 'purchaseCount', asOf)).toBe(0);
  expect(figureOf(null, 'monetaryMinor', asOf)).toBe(0);
  expect(figureOf(null, 'recencyDays', asOf)).toBeNull();
  expect(figureOf(null, 'recencyScore', asOf)).toBeNull();
});
