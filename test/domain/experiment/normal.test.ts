import fc from 'fast-check';
import { expect, it } from 'vitest';
import { twoSidedP, z95, zPower80 } from '../../../src/domain/experiment/normal.js';

// Percentage points of the standard normal distribution, as in any table of it.
it.each([
  { z: 0, p: 1 },
  { z: 0.67449, p: 0.5 },
  { z: 1, p: 0.317311 },
  { z: 1.644854, p: 0.1 },
  { z: 1.959964, p: 0.05 },
  { z: 2, p: 0.0455 },
  { z: 2.575829, p: 0.01 },
  { z: 3, p: 0.0027 },
  { z: 3.290527, p: 0.001 },
])('finds P(|Z| > $z) = $p', ({ z, p }) => {
  expect(Math.abs(twoSidedP(z) - p)).toBeLessThan(5e-7);
});

it('knows the z of a 95 % interval and of a power of 80 %', () => {
  expect(z95).toBeCloseTo(1.959964, 6);
  expect(zPower80).toBeCloseTo(0.841621, 6);
  expect(twoSidedP(z95)).toBeCloseTo(0.05, 6);
  // One side: P(Z > z) = 0.2.
  expect(twoSidedP(zPower80) / 2).toBeCloseTo(0.2, 6);
});

it('is a probability, the same for either sign, that never rises with distance', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (z, step) => {
        const p = twoSidedP(z);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(twoSidedP(-z)).toBe(p);
        // But for the last binary place.
        expect(twoSidedP(z + step)).toBeLessThanOrEqual(p + 1e-12);
      },
    ),
  );
});

it('comes to nothing far out, not to NaN', () => {
  expect(twoSidedP(40)).toBeLessThan(1e-100);
  expect(twoSidedP(Number.POSITIVE_INFINITY)).toBe(0);
  expect(twoSidedP(Number.NEGATIVE_INFINITY)).toBe(0);
});
