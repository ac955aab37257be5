import { twoSidedP } from './normal.js';

/**
 * Sample ratio mismatch: how likely arms this uneven are if assignment followed the declared share.
 * Below 0.001 something other than chance assigned people, and no effect may be read from the arms.
 *
 * @returns p of a chi-squared test with one degree of freedom; 1 if there is nothing to test
 */
export function sampleRatioP(treated: number, holdout: number, holdoutShare: number): number {
  const people = treated + holdout;
  const expected = people * holdoutShare;
  if (people === 0 || holdoutShare <= 0 || holdoutShare >= 1) return 1;
  const chiSquared =
    (holdout - expected) ** 2 / expected +
    (treated - (people - expected)) ** 2 / (people - expected);
  return twoSidedP(Math.sqrt(chiSquared));
}
