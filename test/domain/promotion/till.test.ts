import { describe, expect, it } from 'vitest';
import type { CartLine } from '../../../src/domain/promotion/cart.js';
import { amountOf, roomOf, Till, unitLimitOf } from '../../../src/domain/promotion/till.js';

const off = (discounts: readonly number[]) => ({
  discounts,
  parts: null,
  shippingMinor: 0,
  tenderMinor: 0,
});

const bag: CartLine = { id: 'bag', unitPriceMinor: 1000, quantity: 3, category: 'bags' };
const lamp: CartLine = { id: 'lamp', unitPriceMinor: 2500, quantity: 1, minUnitPriceMinor: 2000 };
const tillOf = (...lines: CartLine[]) => new Till({ currency: 'GBP', shippingMinor: 395, lines });

function only(till: Till) {
  const [line] = till.lines;
  if (line === undefined) throw new Error('the till is empty');
  return line;
}

it('starts with the cart’s own prices', () => {
  const till = tillOf(bag, lamp);
  expect(till).toMatchObject({ currency: 'GBP', shippingMinor: 395 });
  expect(
    till.lines.map(({ originalMinor, remainingMinor }) => [originalMinor, remainingMinor]),
  ).toEqual([
    [3000, 3000],
    [2500, 2500],
  ]);
});

describe('what is taken', () => {
  it('lowers what remains, and never the original', () => {
    const till = tillOf(bag, lamp);
    till.take(off([600, 0]));
    till.take(off([300, 100]));
    expect(
      till.lines.map((line) => [amountOf(line, 'original'), amountOf(line, 'remaining')]),
    ).toEqual([
      [3000, 2100],
      [2500, 2400],
    ]);
  });

  it('is spread over the units, the odd penny to the earlier', () => {
    const till = tillOf(bag);
    till.take(off([100]));
    expect(only(till).units).toEqual([
      { count: 1, discountMinor: 34 },
      { count: 2, discountMinor: 33 },
    ]);
  });

  it('does not change a line seen before', () => {
    const till = tillOf(bag);
    const before = only(till);
    till.take(off([600]));
    expect(before.remainingMinor).toBe(3000);
    expect(only(till)).not.toBe(before);
  });

  it('may be of fewer lines than there are, or of none', () => {
    const till = tillOf(bag, lamp);
    till.take(off([600]));
    till.take(off([]));
    expect(till.lines.map(({ remainingMinor }) => remainingMinor)).toEqual([2400, 2500]);
  });
});

describe('the room of a line', () => {
  it('ends at its floor', () => {
    const till = tillOf(lamp);
    expect(roomOf(only(till))).toBe(500);
    till.take(off([500]));
    expect(roomOf(only(till))).toBe(0);
  });

  it('is none, not less, where the price is below the floor already', () => {
    const cheap = { ...lamp, unitPriceMinor: 1500 };
    expect(roomOf(only(tillOf(cheap)))).toBe(0);
    expect(unitLimitOf(cheap)).toBe(0);
  });

  it('is all of it where there is no floor', () => {
    expect(roomOf(only(tillOf(bag)))).toBe(3000);
    expect(unitLimitOf(bag)).toBe(1000);
    expect(unitLimitOf(lamp)).toBe(500);
  });
});

it('counts amounts and units of the lines meant; a lowered one drops out where that is asked', () => {
  const till = tillOf(bag, lamp);
  expect([till.subtotal({}, 'remaining'), till.quantity({})]).toEqual([5500, 4]);
  till.take(off([600, 0]));
  expect(till.subtotal({}, 'remaining')).toBe(4900);
  expect(till.subtotal({}, 'original')).toBe(5500);
  const fresh = { excludeDiscounted: true };
  expect(till.inScope(fresh)).toEqual([false, true]);
  expect([till.subtotal(fresh, 'original'), till.quantity(fresh)]).toEqual([2500, 1]);
});
