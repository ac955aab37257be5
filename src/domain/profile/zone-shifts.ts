import { offsetMs } from '../time-zone.js';

/** From `from` on, until the next shift, local time is UTC + `offsetMs`. */
export interface ZoneShift {
  readonly from: number;
  readonly offsetMs: number;
}

const weekMs = 7 * 86_400_000;

/**
 * A zone's changes of offset, oldest first; the first entry holds from the beginning of time.
 * Looked at week by week: a pair of changes that undo each other within one week is missed.
 *
 * @throws RangeError if the zone is unknown
 */
export function zoneShifts(zone: string, from: number, until: number): ZoneShift[] {
  const read = (at: number) => offsetMs(at, zone);
  const shifts: ZoneShift[] = [{ from: Number.MIN_SAFE_INTEGER, offsetMs: read(from) }];
  for (let start = from; start < until; start += weekMs) {
    const before = read(start);
    const after = read(start + weekMs);
    if (before === after) continue;
    shifts.push({ from: firstWith(read, after, start, start + weekMs), offsetMs: after });
  }
  return shifts;
}

export function offsetAt(shifts: readonly ZoneShift[], at: number): number {
  return shifts.findLast((shift) => shift.from <= at)?.offsetMs ?? 0;
}

function firstWith(
  offset: (at: number) => number,
  wanted: number,
  without: number,
  withIt: number,
): number {
  let low = without;
  let high = withIt;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === wanted) high = middle;
    else low = middle;
  }
  return high;
}
