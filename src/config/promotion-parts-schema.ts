import { z } from 'zod';
import { isLocalDate } from '../domain/time-zone.js';
import { localDate } from './campaign-schema.js';

// Pieces that the kinds and conditions of promotions.yaml share.

const notMoney = 'is not an amount of money (say 5.00)';
/** A number, or a text that keeps its zeros. */
export const money = z.union([z.number(), z.string()], { error: notMoney });

const text = z.string().min(1);

export const oneOrMore = z.union([text, z.array(text).min(1)], {
  error: 'is not a name or a list of names',
});

export const wholeCount = z.int('is not a whole number').min(1, 'is less than 1').max(1e9);

const notAPercent = 'is not a percentage (say 15)';

export const percent = z
  .number({ error: notAPercent })
  .positive('is not more than 0')
  .max(100, 'is more than 100');

export const only = z.strictObject({
  category: oneOrMore.optional(),
  brand: oneOrMore.optional(),
  tag: oneOrMore.optional().describe('any of these'),
  sku: oneOrMore.optional(),
  price_from: money.optional().describe('unit price before discounts, included'),
  price_to: money.optional().describe('unit price before discounts, included'),
  not_discounted: z.boolean().optional().describe('leaves out what something has already lowered'),
});

export type OnlyFile = z.output<typeof only>;

const notATime = 'is not a time of day (say "20:00")';

function clock(pattern: RegExp) {
  return z
    .string({ error: notATime })
    .regex(pattern, notATime)
    .transform((written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)));
}

/** Minutes after midnight. */
export const timeOfDay = clock(/^([01]\d|2[0-3]):[0-5]\d$/);
export const endOfHours = clock(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** A local day, a local time of a day, or an instant that says its own offset. */
export type Moment =
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'time'; readonly date: string; readonly minute: number }
  | { readonly kind: 'instant'; readonly at: number };

const notAMoment =
  'is not a day or a time (say 2026-11-11, 11 Nov 2026, 2026-11-11 20:00 or 2026-11-11T20:00:00Z)';

export const moment = z.string({ error: notAMoment }).transform((written, context): Moment => {
  const found = readMoment(written.trim());
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: notAMoment });
  return z.NEVER;
});

function readMoment(written: string): Moment | null {
  const day = localDate.safeParse(written);
  if (day.success) return { kind: 'day', date: day.data };
  const [, date = '', clockTime = '', seconds, offset] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(
      written,
    ) ?? [];
  if (!isLocalDate(date)) return null;
  if (offset !== undefined) {
    const at = Date.parse(`${date}T${clockTime}${seconds ?? ':00'}${offset}`);
    return Number.isNaN(at) ? null : { kind: 'instant', at };
  }
  const minute = timeOfDay.safeParse(clockTime);
  // A local time to the second would be one that no shop's clock shows.
  return minute.success && seconds === undefined
    ? { kind: 'time', date, minute: minute.data }
    : null;
}
