import { offsetAt, zoneShifts } from '../profile/zone-shifts.js';

/** The `MM-DD` that have their birthday on the local day of `asOf`; two on 28 February of a common year. */
export function birthdaysOn(asOf: number, timezone: string): string[] {
  const day = localDate(asOf, timezone);
  const monthDay = day.slice(5);
  return monthDay === '02-28' && !isLeap(Number(day.slice(0, 4))) ? ['02-28', '02-29'] : [monthDay];
}

/** `MM` of the local day of `asOf`. */
export function monthOf(asOf: number, timezone: string): string {
  return localDate(asOf, timezone).slice(5, 7);
}

function localDate(at: number, timezone: string): string {
  const offsetMs = offsetAt(zoneShifts(timezone, at, at), at);
  return new Date(at + offsetMs).toISOString().slice(0, 10);
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
}
