import { z95, zPower80 } from './normal.js';

export interface WantedTest {
  /** Share that converts without treatment, in (0, 1). */
  readonly baseShare: number;
  /** The absolute lift to be seen, such as 0.02. */
  readonly lift: number;
  /** Share of people held out, in (0, 1). */
  readonly holdoutShare: number;
}

/**
 * People needed over both arms to see an absolute lift with 80 % power at 5 % (two-sided).
 *
 * @returns Infinity where no number would do (a lift of 0, or nobody held out)
 * @see Fleiss, Levin & Paik 2003, eq. 4.14 without continuity correction, unequal arms
 */
export function peopleNeeded({ baseShare, lift, holdoutShare }: WantedTest): number {
  const treatedShare = Math.min(1, Math.max(0, baseShare + lift));
  if (lift === 0 || holdoutShare <= 0 || holdoutShare >= 1) return Infinity;
  const ratio = (1 - holdoutShare) / holdoutShare;
  const pooled = (baseShare + ratio * treatedShare) / (1 + ratio);
  const spreadNull = Math.sqrt((1 + 1 / ratio) * pooled * (1 - pooled));
  const spreadAlternative = Math.sqrt(
    baseShare * (1 - baseShare) + (treatedShare * (1 - treatedShare)) / ratio,
  );
  const control = ((z95 * spreadNull + zPower80 * spreadAlternative) / lift) ** 2;
  return Math.ceil(control) + Math.ceil(control * ratio);
}
