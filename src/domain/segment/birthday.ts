import { localTime } from '../time-zone.js';

/** The `MM-DD` that have their birthday on the local day of `asOf`; two on 28 February of a common year. */
export function birthdaysOn(asOf: number, timezone: string): string[] {
  const day = localTime(asOf, timezone).date;
  const monthDay = day.slice(5);
  return monthDay === '02-28' && !isLeap(Number(day.slice(0, 4))) ? ['02-28', '02-29'] : [monthDay];
}

/** `MM` of the local day of `asOf`. */
export function monthOf(asOf: number, timezone: string): string {
  return localTime(asOf, timezone).date.slice(5, 7);
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
}
