import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, spread, sumOf } from '../../../src/domain/promotion/allocation.js';

describe('spread', () => {
  it.each([
    // Shares 4.4, 3.3, 2.2: the cent left over goes to the largest remainder.
    { total: 10, weights: [40, 30, 20], limits: [40, 30, 20], parts: [5, 3, 2] },
    // 40 of 80 exceeds 10, so 10 is fixed and 70 go 3 : 1 to the others.
    { total: 80, weights: [40, 30, 10], limits: [10, 90, 90], parts: [10, 53, 17] },
    // Fixing the first makes the second exceed too.
    { total: 90, weights: [10, 10, 10], limits: [5, 40, 99], parts: [5, 40, 45] },
    // What cannot be placed is not given.
    { total: 50, weights: [1, 2, 3], limits: [4, 5, 6], parts: [4, 5, 6] },
    { total: 7, weights: [0, 5, 0], limits: [9, 9, 9], parts: [0, 7, 0] },
    { total: 3, weights: [1, 1, 1, 1, 1], limits: [9, 9, 9, 9, 9], parts: [1, 1, 1, 0, 0] },
    { total: 5, weights: [], limits: [], parts: [] },
    { total: 0, weights: [3, 4], limits: [3, 4], parts: [0, 0] },
  ])('spreads $total over $weights within $limits as $parts', (row) => {
    expect(spread(row.total, row.weights, row.limits)).toEqual(row.parts);
  });

  it('stays exact where the products leave the safe integers', () => {
    const amount = 900_000_000_000;
    expect(spread(999_999_999_999, [amount, amount, amount], [amount, amount, amount])).toEqual([
      333_333_333_333, 333_333_333_333, 333_333_333_333,
    ]);
  });

  it('places all that fits, nothing above a limit', () => {
    const rows = fc.array(fc.record({ weight: fc.nat(5_000), limit: fc.nat(900) }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(fc.nat(9_000), rows, (total, lines) => {
        const parts = spread(
          total,
          lines.map(({ weight }) => weight),
          lines.map(({ limit }) => limit),
        );
        const placeable = sumOf(lines.map(({ weight, limit }) => (weight > 0 ? limit : 0)));
        expect(sumOf(parts)).toBe(Math.min(total, placeable));
        for (const [i, { limit }] of lines.entries()) {
          expect(parts[i]).toBeGreaterThanOrEqual(0);
          expect(parts[i]).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('percentOf', () => {
  it.each([
    { amount: 1999, bps: 2500, part: 500 },
    { amount: 9990, bps: 1500, part: 1499 },
    // 0.5 rounds up, 0.4999 down.
    { amount: 5, bps: 1000, part: 1 },
    { amount: 4999, bps: 1, part: 0 },
    { amount: 900_719_925_474_099, bps: 9_999, part: 900_629_853_481_552 },
  ])('$bps basis points of $amount are $part', ({ amount, bps, part }) => {
    expect(percentOf(amount, bps)).toBe(part);
  });
});
