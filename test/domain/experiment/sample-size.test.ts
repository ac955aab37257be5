import { describe, expect, it } from 'vitest';
import { meanDifferenceInterval } from '../../../src/domain/experiment/means.js';
import { sampleRatioP } from '../../../src/domain/experiment/sample-ratio.js';
import { peopleNeeded } from '../../../src/domain/experiment/sample-size.js';

describe('peopleNeeded', () => {
  it('is what the two-proportion formula gives by hand for 10 % against 15 % in equal arms', () => {
    // p̄ = .125: (1.95996·√(2·.125·.875) + .84162·√(.1·.9+.15·.85))² / .05² = 685.6 → 686 in each arm
    expect(peopleNeeded({ baseShare: 0.1, lift: 0.05, holdoutShare: 0.5 })).toBe(2 * 686);
  });

  it('grows when the holdout is small, and has no answer for a lift of nothing', () => {
    const even = peopleNeeded({ baseShare: 0.1, lift: 0.05, holdoutShare: 0.5 });
    expect(peopleNeeded({ baseShare: 0.1, lift: 0.05, holdoutShare: 0.1 })).toBeGreaterThan(even);
    expect(peopleNeeded({ baseShare: 0.1, lift: 0, holdoutShare: 0.5 })).toBe(Infinity);
    expect(peopleNeeded({ baseShare: 0.1, lift: 0.05, holdoutShare: 0 })).toBe(Infinity);
  });
});

describe('sampleRatioP', () => {
  it.each([
    { treated: 50, holdout: 50, share: 0.5, p: 1 },
    { treated: 60, holdout: 40, share: 0.5, p: 0.0455 },
    { treated: 900, holdout: 100, share: 0.1, p: 1 },
  ])('$treated to $holdout at a share of $share has p = $p', ({ treated, holdout, share, p }) => {
    expect(sampleRatioP(treated, holdout, share)).toBeCloseTo(p, 3);
  });

  it('finds a hold-out half the size that was declared', () => {
    expect(sampleRatioP(9_500, 500, 0.1)).toBeLessThan(0.001);
  });
});

describe('meanDifferenceInterval', () => {
  it('is the difference of means plus and minus 1.96 standard errors', () => {
    // treated 1,2,3,4: mean 2.5, s² = 5/3; control 1,1,2: mean 4/3, s² = 1/3; se² = 5/12 + 1/9 = .52778
    const treated = { people: 4, sum: 10, sumOfSquares: 30 };
    const control = { people: 3, sum: 4, sumOfSquares: 6 };
    const found = meanDifferenceInterval(treated, control);
    expect(found?.low).toBeCloseTo(1.16667 - 1.95996 * 0.72648, 4);
    expect(found?.high).toBeCloseTo(1.16667 + 1.95996 * 0.72648, 4);
  });

  it('says nothing from a single person', () => {
    const one = { people: 1, sum: 5, sumOfSquares: 25 };
    expect(meanDifferenceInterval(one, one)).toBeNull();
  });
});
