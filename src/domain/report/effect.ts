import { meanDifferenceInterval, meanOf, type Sample } from '../experiment/means.js';
import { type Interval, newcombeInterval, type Proportion } from '../experiment/proportions.js';
import { sampleRatioP } from '../experiment/sample-ratio.js';
import { peopleNeeded } from '../experiment/sample-size.js';

export interface Arm extends Proportion {
  readonly closedPeople: number;
  readonly revenueMinor: Sample;
}

/** What it would take to see a lift that cannot be seen yet. */
export interface Shortfall {
  /** The absolute lift that the plan is made for. */
  readonly lift: number;
  /** Null where no number of people would do. */
  readonly morePeople: number | null;
}

export type Effect =
  /** Nobody was held out: there is nothing to compare with. */
  | { readonly kind: 'no-holdout'; readonly treated: Arm }
  /** Arms too uneven for chance: no effect may be read from them. */
  | { readonly kind: 'uneven'; readonly treated: Arm; readonly holdout: Arm; readonly p: number }
  | {
      readonly kind: 'measured';
      readonly treated: Arm;
      readonly holdout: Arm;
      /** treated − holdout, in shares of people. */
      readonly lift: number;
      readonly interval: Interval;
      readonly verdict: 'more' | 'fewer' | 'unclear';
      /** Converts that would not have been, among the treated. */
      readonly causedPeople: number;
      readonly causedInterval: Interval;
      /** Per treated person. */
      readonly revenueLiftMinor: number;
      readonly revenueInterval: Interval | null;
      readonly shortfall: Shortfall | null;
      /** People still within their window. */
      readonly openPeople: number;
    };

// A hundred holdouts who never bought say little: the interval is honest, a verdict would not be.
const fewestPerArm = 20;
const unevenBelow = 0.001;

/** Reads the effect from the two arms, both counted from assignment, whoever was really reached (intention to treat). */
export function readEffect(treated: Arm, holdout: Arm | null, holdoutShare: number): Effect {
  if (holdout === null || holdout.people === 0 || treated.people === 0)
    return { kind: 'no-holdout', treated };
  const p = sampleRatioP(treated.people, holdout.people, holdoutShare);
  if (p < unevenBelow) return { kind: 'uneven', treated, holdout, p };
  const lift = treated.converted / treated.people - holdout.converted / holdout.people;
  const interval = newcombeInterval(treated, holdout);
  const verdict = verdictOf(interval, Math.min(treated.people, holdout.people));
  const all = treated.people + holdout.people;
  return {
    kind: 'measured',
    treated,
    holdout,
    lift,
    interval,
    verdict,
    causedPeople: lift * treated.people,
    causedInterval: { low: interval.low * treated.people, high: interval.high * treated.people },
    revenueLiftMinor: meanOf(treated.revenueMinor) - meanOf(holdout.revenueMinor),
    revenueInterval: meanDifferenceInterval(treated.revenueMinor, holdout.revenueMinor),
    shortfall: verdict === 'unclear' ? shortfallOf(treated, holdout, holdoutShare) : null,
    openPeople: all - treated.closedPeople - holdout.closedPeople,
  };
}

function verdictOf({ low, high }: Interval, smallerArm: number): 'more' | 'fewer' | 'unclear' {
  if (smallerArm < fewestPerArm) return 'unclear';
  if (low > 0) return 'more';
  return high < 0 ? 'fewer' : 'unclear';
}

// The lift to plan for: a fifth more than without the campaign, and never under one percentage point.
function shortfallOf(treated: Arm, holdout: Arm, holdoutShare: number): Shortfall {
  // One imaginary convert and one who is not keep the base off 0 and 1 in a small holdout.
  const baseShare = (holdout.converted + 1) / (holdout.people + 2);
  const lift = Math.max(0.01, baseShare / 5);
  const needed = peopleNeeded({ baseShare, lift, holdoutShare });
  const missing = needed - treated.people - holdout.people;
  return { lift, morePeople: Number.isFinite(needed) ? Math.max(0, missing) : null };
}
