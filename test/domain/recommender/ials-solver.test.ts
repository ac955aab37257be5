import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../src/domain/random.js';
import { FactorPair } from '../../../src/domain/recommender/ials-solver.js';
import { matrixOf } from '../../contract/recommender.js';

const penalties = { unobservedWeight: 0.3, regularization: 0.2 };

/** x solves (α₀YᵀY + Σ_met y yᵀ + λ(n + α₀m)I)x = Σ_met y: what is left of the right side, and the right side. */
function residual(x: readonly number[], y: readonly (readonly number[])[], met: readonly number[]) {
  const dot = (row: readonly number[]) =>
    row.reduce((sum, value, f) => sum + value * (x[f] ?? 0), 0);
  const { unobservedWeight, regularization } = penalties;
  const right = x.map((_, f) => met.reduce((sum, item) => sum + (y[item]?.[f] ?? 0), 0));
  const left = x.map((value, f) => {
    const ridge = regularization * (met.length + unobservedWeight * y.length) * value;
    return y.reduce((sum, row, item) => {
      const weight = unobservedWeight + (met.includes(item) ? 1 : 0);
      return sum + weight * (row[f] ?? 0) * dot(row);
    }, ridge);
  });
  const length = (values: readonly number[]) => Math.hypot(...values);
  return length(right.map((value, f) => value - (left[f] ?? 0))) / length(right);
}

describe('factors of one side', () => {
  // 700 items are two parts of the Gram matrix; widths below, of, and beyond a panel of 32.
  it.each([
    { width: 3, items: 9 },
    { width: 32, items: 40 },
    { width: 45, items: 700 },
  ])('solve the normal equations of $items items and $width factors', ({ width, items }) => {
    const chance = chanceOf(7);
    const y = Array.from({ length: items }, () =>
      Array.from({ length: width }, () => chance() - 0.5),
    );
    const met = [[1, 4, 8], [], [0, items - 1]];
    const pair = new FactorPair({ customers: met.length, items, width }, 3);
    pair.fill('items', (row, f) => y[row]?.[f] ?? 0);
    // Each call goes on from where the last one ended.
    for (let round = 0; round < 3; round++)
      pair.solve('customers', matrixOf(met, items), penalties);
    const { numbers } = pair.factorsOf('customers');
    for (const [customer, own] of met.entries()) {
      const x = [...numbers.subarray(customer * width, (customer + 1) * width)];
      if (own.length === 0) expect(x.every((value) => value === 0)).toBe(true);
      else expect(residual(x, y, own)).toBeLessThan(0.01);
    }
  });

  it('solve the items from the customers by the same rule', () => {
    const chance = chanceOf(8);
    const x = Array.from({ length: 5 }, () => [chance() - 0.5, chance() - 0.5]);
    const boughtBy = [[0, 2], [4], [1, 2, 3]];
    const pair = new FactorPair({ customers: 5, items: 3, width: 2 }, 3);
    pair.fill('customers', (row, f) => x[row]?.[f] ?? 0);
    pair.solve('items', matrixOf(boughtBy, 5), penalties);
    const { numbers } = pair.factorsOf('items');
    for (const [item, buyers] of boughtBy.entries())
      expect(residual([...numbers.subarray(2 * item, 2 * item + 2)], x, buyers)).toBeLessThan(0.01);
  });
});
