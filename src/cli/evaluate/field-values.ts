import { minutesPerDay } from '../../domain/recommender/history.js';

/** The number that stands in bytes[from, to); NaN if none does. */
export function numberIn(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  let scale = 0;
  // Fifteen digits and their power of ten are exact, and so is the nearest number to their quotient.
  if (to - from > 15 || to === from) return slowNumber(bytes, from, to);
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) {
      value = value * 10 + byte - 48;
      scale *= 10;
    } else if (byte === 46 && scale === 0 && to - from > 1) scale = 1;
    else return slowNumber(bytes, from, to);
  }
  return scale === 0 ? value : value / scale;
}

function slowNumber(bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('latin1', from, to).trim();
  return text === '' ? Number.NaN : Number(text);
}

// Twelve digits of seconds would be the year 5138; so many are milliseconds.
const leastMilliseconds = 1e11;
const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** Minutes since 1970-01-01 UTC of epoch seconds, epoch milliseconds or an ISO 8601 date, UTC unless it says else; or NaN. */
export function minutesIn(bytes: Buffer, from: number, to: number): number {
  const number = numberIn(bytes, from, to);
  if (!Number.isNaN(number))
    return Math.floor(Math.abs(number) >= leastMilliseconds ? number / 60_000 : number / 60);
  const text = bytes.toString('latin1', from, to).trim().replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
  const isDay = text.length === 10;
  const instant = Date.parse(isDay || hasZone.test(text) ? text : `${text}Z`);
  return Math.floor(instant / ((24 * 3_600_000) / minutesPerDay));
}
