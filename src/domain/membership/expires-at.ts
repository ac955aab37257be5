import { addDays, instantOf, localTime } from '../time-zone.js';
import type { PointsRules } from './membership.js';

/** When points of now are gone: at the end of a local day, so that all of one day go together. Null: never. */
export function expiresAt(
  { expireAfterMs }: Pick<PointsRules, 'expireAfterMs'>,
  at: number,
  timezone: string,
): number | null {
  if (expireAfterMs === null) return null;
  const { date } = localTime(at + expireAfterMs, timezone);
  return instantOf(addDays(date, 1), 0, timezone);
}
