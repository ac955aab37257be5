import { InvalidArgumentError } from 'commander';
import { parseMoney } from '../domain/money.js';
import { isLocalDate, type LocalDate } from '../domain/time-zone.js';
import { UserError } from '../domain/user-error.js';

/** `40%` or `40` → 4000 basis points. */
export function percentOption(text: string): number {
  const match = /^(\d{1,5}(?:\.\d{1,2})?) ?%?$/.exec(text.trim());
  if (!match) throw new InvalidArgumentError('say a percentage, such as 40%');
  return Math.round(Number(match[1]) * 100);
}

/** A whole number from 1 on. */
export function countOption(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('say a whole number, at least 1');
  return count;
}

/** @throws UserError if the text is no amount in the shop's currency, or less than 0 */
export function moneyOption(option: string, text: string, currency: string): number {
  const minor = parseMoney(text, currency);
  if (minor !== null && minor >= 0) return minor;
  throw new UserError(`${option}: "${text}" is not an amount of money in ${currency}`);
}

/** `90d`, or `12w` → days. */
export function daysOption(text: string): number {
  const match = /^(\d{1,4})(d|w)?$/.exec(text.trim());
  const days = Number(match?.[1] ?? 0) * (match?.[2] === 'w' ? 7 : 1);
  if (days === 0) throw new InvalidArgumentError('say a number of days, such as 90d');
  return days;
}

export function dayOption(text: string): LocalDate {
  if (!isLocalDate(text)) throw new InvalidArgumentError('say a day, such as 2026-11-30');
  return text;
}
