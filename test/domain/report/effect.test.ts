import { describe, expect, it } from 'vitest';
import { type Arm, readEffect } from '../../../src/domain/report/effect.js';

function arm(converted: number, people: number, spend?: { sum: number; squares: number }): Arm {
  const revenueMinor = { people, sum: spend?.sum ?? 0, sumOfSquares: spend?.squares ?? 0 };
  return { converted, people, closedPeople: people, revenueMinor };
}

// MineThatData e-mail analytics challenge (Kevin Hillstrom, 2008): sums over its rows, in dollars.
const mensSpend = { sum: 30_311.69, squares: 6_759_024.4973 };
const noMailSpend = { sum: 13_908.33, squares: 2_870_050.3621 };

describe('readEffect', () => {
  it('finds the published effect of the Hillstrom e-mail test (men’s mail against none, visits)', () => {
    // MineThatData 2008: 3,894 of 21,307 against 2,262 of 21,306; published lift .07659, standard error .00339.
    const found = readEffect(arm(3_894, 21_307), arm(2_262, 21_306), 0.5);
    if (found.kind !== 'measured') throw new Error(found.kind);
    expect(found.lift).toBeCloseTo(0.07659, 5);
    expect((found.interval.high - found.interval.low) / (2 * 1.96)).toBeCloseTo(0.00339, 5);
    expect(found.verdict).toBe('more');
    expect(found.causedPeople).toBeCloseTo(0.07659 * 21_307, 0);
  });

  it('finds its published effect on spend', () => {
    // .76983 a head, standard error .14525.
    const treated = arm(267, 21_307, mensSpend);
    const control = arm(122, 21_306, noMailSpend);
    const found = readEffect(treated, control, 0.5);
    if (found.kind !== 'measured' || found.revenueInterval === null) throw new Error(found.kind);
    expect(found.revenueLiftMinor).toBeCloseTo(0.76983, 4);
    expect((found.revenueInterval.high - found.revenueInterval.low) / (2 * 1.96)).toBeCloseTo(
      0.14525,
      4,
    );
  });

  it('says nothing of a campaign without a holdout', () => {
    expect(readEffect(arm(5, 100), null, 0).kind).toBe('no-holdout');
    expect(readEffect(arm(5, 100), arm(0, 0), 0.1).kind).toBe('no-holdout');
  });

  it('refuses to compare arms that chance cannot have made', () => {
    expect(readEffect(arm(50, 950), arm(10, 500), 0.1).kind).toBe('uneven');
  });

  it('is unclear while the interval holds zero, and says how many more people it takes', () => {
    const found = readEffect(arm(11, 90), arm(1, 10), 0.1);
    if (found.kind !== 'measured') throw new Error(found.kind);
    expect(found.verdict).toBe('unclear');
    // base (1+1)/(10+2) = 1/6, lift a fifth of it; far more than the hundred there are
    expect(found.shortfall?.lift).toBeCloseTo(1 / 30, 10);
    expect(found.shortfall?.morePeople).toBeGreaterThan(1_000);
  });

  it('gives no verdict on a handful of people, however far apart', () => {
    const found = readEffect(arm(10, 10), arm(0, 10), 0.5);
    expect(found.kind === 'measured' && found.verdict).toBe('unclear');
  });

  it('counts the people whose window is still open', () => {
    const found = readEffect(
      { ...arm(1, 60), closedPeople: 40 },
      { ...arm(1, 60), closedPeople: 59 },
      0.5,
    );
    expect(found.kind === 'measured' && found.openPeople).toBe(21);
  });
});
