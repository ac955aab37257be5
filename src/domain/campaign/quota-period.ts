import { addDays, instantOf, localTime, offsetMs } from '../time-zone.js';

export interface Period {
  readonly start: number;
  /** First instant of the next one. */
  readonly end: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The calendar period, by clocks in `zone`, that an instant falls in. A day over a change of clocks has 23 or 25 hours. */
export function periodAt(
  at: number,
  per: 'minute' | 'hour' | 'day' | 'month',
  zone: string,
): Period {
  const { date } = localTime(at, zone);
  switch (per) {
    case 'minute':
      return clockPeriod(at, minuteMs, zone);
    case 'hour':
      return clockPeriod(at, hourMs, zone);
    case 'day':
      return { start: instantOf(date, 0, zone), end: instantOf(addDays(date, 1), 0, zone) };
    case 'month': {
      const first = `${date.slice(0, 7)}-01`;
      // The 28th and four days more is in the next month, whatever the month.
      const next = `${addDays(`${date.slice(0, 7)}-28`, 4).slice(0, 7)}-01`;
      return { start: instantOf(first, 0, zone), end: instantOf(next, 0, zone) };
    }
    default:
      return per satisfies never;
  }
}

// Zones stand a half or a quarter of an hour apart, so an hour does not begin with UTC's everywhere.
function clockPeriod(at: number, lengthMs: number, zone: string): Period {
  const local = at + offsetMs(at, zone);
  const start = at - (((local % lengthMs) + lengthMs) % lengthMs);
  return { start, end: start + lengthMs };
}
