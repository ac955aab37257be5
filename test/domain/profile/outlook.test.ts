import { describe, expect, it } from 'vitest';
import { expectedPurchases, probabilityAlive } from '../../../src/domain/profile/bg-nbd.js';
import { historyOf, outlookOf, weekMs } from '../../../src/domain/profile/outlook.js';
import { fitOutlook, leastRepeaters } from '../../../src/domain/profile/outlook-fit.js';
import { chanceOf } from '../../../src/domain/random.js';

const purchases = { r: 0.2426, alpha: 4.4135, a: 0.7929, b: 2.4258 };
const values = { p: 6.25, q: 3.74, v: 1_544 };
const asOf = Date.UTC(2026, 10, 21);
const ago = (weeks: number) => asOf - weeks * weekMs;

const customer = {
  purchaseDays: 3,
  firstPurchaseAt: ago(38.86),
  lastPurchaseAt: ago(38.86 - 30.43),
  repeatMinor: 4_470,
};

describe('an outlook', () => {
  const outlook = outlookOf({ purchases, values }, customer, asOf);
  const history = { repeats: 2, recencyWeeks: 30.43, ageWeeks: 38.86 };

  it('reads the history off days of purchase, in weeks', () => {
    const found = historyOf(customer, asOf);
    expect(found.repeats).toBe(2);
    expect(found.recencyWeeks).toBeCloseTo(30.43, 6);
    expect(found.ageWeeks).toBeCloseTo(38.86, 6);
    const twiceOnOneDay = { ...customer, purchaseDays: 1 };
    expect(historyOf(twiceOnOneDay, asOf)).toMatchObject({ repeats: 0, recencyWeeks: 0 });
  });

  it('is in whole numbers', () => {
    expect(outlook.alivePercent).toBe(Math.round(100 * probabilityAlive(purchases, history)));
    expect(outlook.expectedMilli).toBe(
      Math.round(1_000 * expectedPurchases(purchases, history, 52)),
    );
  });

  it('is worth what each week’s purchases are, discounted by that week', () => {
    // 24.66 a purchase (Fader & Hardie 2013), week by week.
    let present = 0;
    for (let week = 1; week <= 52; week++) {
      const [from, until] = [week - 1, week].map((w) =>
        w === 0 ? 0 : expectedPurchases(purchases, history, w),
      ) as [number, number];
      present += (until - from) / 1.1 ** ((week - 0.5) / 52);
    }
    const worth = (6.25 * (1_544 + 4_470)) / (6.25 * 2 + 2.74);
    const found = outlook.lifetimeValueMinor ?? 0;
    expect(Math.abs(found / (worth * present) - 1)).toBeLessThan(0.001);
  });

  it('names no day beyond ten years, and no worth without a model of values', () => {
    const once = { ...customer, purchaseDays: 1, firstPurchaseAt: ago(200), repeatMinor: 0 };
    const found = outlookOf({ purchases, values: null }, once, asOf);
    expect(found).toMatchObject({ nextPurchaseAt: null, lifetimeValueMinor: null });
    expect(outlook.nextPurchaseAt).toBeGreaterThan(asOf);
  });
});

describe('a fit for a shop', () => {
  const shop = (buyers: number, again: number) => {
    const chance = chanceOf(7);
    const people = Array.from({ length: buyers }, (_, i) => {
      const purchaseDays = i < again ? 2 + Math.floor(chance() * 4) : 1;
      const age = 10 + 40 * chance();
      return { purchaseDays, age, span: purchaseDays === 1 ? 0 : age * chance() };
    });
    return {
      purchaseDays: Int32Array.from(people, (each) => each.purchaseDays),
      firstPurchaseAt: Float64Array.from(people, ({ age }) => ago(age)),
      lastPurchaseAt: Float64Array.from(people, ({ age, span }) => ago(age - span)),
      repeatMinor: Float64Array.from(
        people,
        ({ purchaseDays }) => (purchaseDays - 1) * 1_000 * (0.5 + chance()),
      ),
    };
  };

  it('is refused with what is missing while too few bought again', () => {
    expect(fitOutlook(shop(400, leastRepeaters - 1), asOf)).toEqual({
      kind: 'refused',
      reason: 'too-few-repeaters',
      repeaters: leastRepeaters - 1,
    });
  });

  it('says how many it was fitted on', () => {
    const found = fitOutlook(shop(400, leastRepeaters + 20), asOf);
    expect(found).toMatchObject({
      kind: 'fitted',
      fit: { buyerCount: 400, repeaterCount: leastRepeaters + 20 },
    });
  });
});
