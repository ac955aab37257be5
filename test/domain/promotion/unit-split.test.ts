import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadOverUnits, unitDiscounts } from '../../../src/domain/promotion/unit-split.js';

const fresh = (count: number) => [{ count, discountMinor: 0 }];

it.each([
  { count: 3, steps: [2000], limit: 2000, units: [667, 667, 666] },
  // Each promotion gives its odd cent to the earlier unit.
  { count: 2, steps: [1, 1], limit: 5, units: [2, 0] },
  // The first unit is full at 2, so the second takes the rest.
  { count: 2, steps: [1, 1, 1], limit: 2, units: [2, 1] },
  { count: 4, steps: [5, 5], limit: 3, units: [3, 3, 2, 2] },
  { count: 1, steps: [7], limit: 7, units: [7] },
  { count: 5, steps: [0], limit: 7, units: [0, 0, 0, 0, 0] },
])('spreads $steps over $count units of at most $limit as $units', (row) => {
  const runs = row.steps.reduce(
    (all, step) => spreadOverUnits(all, step, row.limit),
    fresh(row.count),
  );
  expect(unitDiscounts(runs)).toEqual(row.units);
});

it('keeps eighty thousand units as a few runs', () => {
  const runs = spreadOverUnits(spreadOverUnits(fresh(80_995), 7, 100), 1_000_001, 100);
  expect(runs.length).toBeLessThanOrEqual(4);
  expect(runs.reduce((sum, run) => sum + run.count, 0)).toBe(80_995);
  expect(runs.reduce((sum, run) => sum + run.count * run.discountMinor, 0)).toBe(1_000_008);
});

it('adds up to what was spread and exceeds the limit of no unit', () => {
  const shares = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 50 }),
      shares,
      (count, limit, percents) => {
        let runs = fresh(count);
        let given = 0;
        for (const percent of percents) {
          const step = Math.floor(((count * limit - given) * percent) / 100);
          runs = spreadOverUnits(runs, step, limit);
          given += step;
        }
        const units = unitDiscounts(runs);
        expect(units.length).toBe(count);
        expect(units.reduce((sum, unit) => sum + unit, 0)).toBe(given);
        expect(Math.max(...units)).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 2_000 },
  );
});
