import { expect, it } from 'vitest';
import { hypergeometric2F1 } from '../../../src/domain/profile/hypergeometric.js';
import { logGamma } from '../../../src/domain/profile/log-gamma.js';
import { nelderMead } from '../../../src/domain/profile/nelder-mead.js';

it.each([
  { x: 5, gamma: 24 },
  { x: 0.5, gamma: Math.sqrt(Math.PI) },
  { x: 0.01, gamma: 99.4325851191506 },
  { x: 10.5, gamma: 1133278.388948785 },
])('Γ($x) is $gamma', ({ x, gamma }) => {
  expect(logGamma(x)).toBeCloseTo(Math.log(gamma), 11);
});

it.each([
  // ₂F₁(1, 1; 2; z) = −ln(1 − z) / z, ₂F₁(a, b; b; z) = (1 − z)^−a, ₂F₁(½, 1; 3/2; z²) = artanh(z) / z,
  // and a polynomial where a parameter is a negative whole number: 1 − 2·3/4·z + 2·1·3·4/(4·5·2)·z².
  { a: 1, b: 1, c: 2, z: 0.5, value: 2 * Math.LN2 },
  { a: 2.5, b: 1.3, c: 1.3, z: 0.9, value: 0.1 ** -2.5 },
  { a: 1, b: 1, c: 2, z: 0.999, value: -Math.log(0.001) / 0.999 },
  { a: 0.5, b: 1, c: 1.5, z: 0.36, value: Math.atanh(0.6) / 0.6 },
  { a: -2, b: 3, c: 4, z: 0.5, value: 1 - 0.75 + 0.15 },
  { a: 3, b: 0, c: 4, z: 0.7, value: 1 },
])('₂F₁($a, $b; $c; $z) is $value', ({ a, b, c, z, value }) => {
  expect(hypergeometric2F1([a, b, c], z) / value).toBeCloseTo(1, 10);
});

it('may be larger than any number, where what it is multiplied with brings it back', () => {
  // (1 − z)^a · ₂F₁(a, b; b; z) = 1, here 2^−4000 · 2^4000.
  expect(hypergeometric2F1([4_000, 3, 3], 0.5, 4_000 * Math.log(0.5))).toBeCloseTo(1, 9);
});

it('does not sum where the series does not end', () => {
  expect(() => hypergeometric2F1([1, 1, 2], 1)).toThrow(RangeError);
});

it('Nelder and Mead reach the bottom of Rosenbrock’s valley', () => {
  const valley = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  const { at, hasConverged } = nelderMead(valley, [-1.2, 1]);
  expect(hasConverged).toBe(true);
  expect(at[0]).toBeCloseTo(1, 4);
  expect(at[1]).toBeCloseTo(1, 4);
});

it('Nelder and Mead say so when they run out of steps', () => {
  const valley = ([x = 0, y = 0]: readonly number[]) => (x - 3) ** 2 + (y + 1) ** 4;
  expect(nelderMead(valley, [0, 0], { maxSteps: 2 }).hasConverged).toBe(false);
});
