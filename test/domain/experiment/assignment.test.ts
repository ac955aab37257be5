import { expect, it } from 'vitest';
import { armOf, unitHash } from '../../../src/domain/experiment/assignment.js';

function customers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

it.each([0.05, 0.1, 0.2, 0.5])('holds out a share of %d within chance', (share) => {
  const count = 40_000;
  const held = customers(count).filter((id) => armOf('welcome', id, share) === 'holdout').length;
  const deviation = Math.sqrt(count * share * (1 - share));
  expect(Math.abs(held - count * share)).toBeLessThan(4 * deviation);
});

it('spreads evenly over a hundred parts', () => {
  const parts = Array<number>(100).fill(0);
  for (const id of customers(100_000)) {
    const part = Math.floor(unitHash(`x ${id}`) * 100);
    parts[part] = (parts[part] ?? 0) + 1;
  }
  // Chi-square with 99 degrees of freedom: 149 is exceeded by chance once in a thousand.
  const chiSquare = parts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  expect(chiSquare).toBeLessThan(149);
});

it('is sticky, and independent from one campaign to the next', () => {
  const both = customers(20_000).filter(
    (id) => armOf('one', id, 0.5) === 'holdout' && armOf('two', id, 0.5) === 'holdout',
  ).length;
  expect(Math.abs(both - 5_000)).toBeLessThan(250);
  expect(armOf('one', 17, 0.5)).toBe(armOf('one', 17, 0.5));
});

it('keeps who was held out when the share grows', () => {
  const small = customers(5_000).filter((id) => armOf('c', id, 0.1) === 'holdout');
  expect(small.every((id) => armOf('c', id, 0.3) === 'holdout')).toBe(true);
  expect(customers(50).every((id) => armOf('c', id, 0) === 'treated')).toBe(true);
});
