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

/** Whole years that somebody born on `YYYY-MM-DD` is old on the local day of `asOf`; negative before they are born. */
export function ageOn(birthday: string, asOf: number, timezone: string): number {
  const years = yearOf(asOf, timezone) - Number(birthday.slice(0, 4));
  return birthday.slice(5, 10) <= lastBirthdayOn(asOf, timezone) ? years : years - 1;
}

/** The last day on which somebody so old was born: who was born later is younger. */
export function bornUntil(years: number, asOf: number, timezone: string): string {
  const year = String(yearOf(asOf, timezone) - years).padStart(4, '0');
  return `${year}-${lastBirthdayOn(asOf, timezone)}`;
}

function yearOf(asOf: number, timezone: string): number {
  return Number(localTime(asOf, timezone).date.slice(0, 4));
}

function lastBirthdayOn(asOf: number, timezone: string): string {
  return birthdaysOn(asOf, timezone).at(-1) ?? '';
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
}
