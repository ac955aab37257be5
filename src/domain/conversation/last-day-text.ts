import type { ConversationView, CouponCard } from './view.js';

type Where = Pick<ConversationView, 'language' | 'timezone'>;

/** The last local day on which a coupon works: `30 November 2026`, `2026年11月30日`. */
export function lastDayText({ validUntil }: Pick<CouponCard, 'validUntil'>, where: Where): string {
  // The end is exclusive: a coupon valid until midnight works the whole day before.
  return dayText(validUntil - 1, where);
}

export function dayText(at: number, { language, timezone }: Where): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: timezone,
  });
  return format.format(at);
}

/** `14:05`, where the customer is. */
export function clockText(at: number, { timezone }: Pick<Where, 'timezone'>): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: timezone });
  return format.format(at);
}

const aMonday = Date.UTC(2024, 0, 1);

/** `Mon, Tue`, `周一、周二`; all seven are no restriction and stand as `Mon–Sun`. @param days ISO weekdays */
export function daysText(days: readonly number[], language: Where['language']): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const name = (day: number) => format.format(aMonday + (day - 1) * dayMs);
  const inOrder = [...new Set(days)].sort((a, b) => a - b);
  if (inOrder.length === 7) return `${name(1)}–${name(7)}`;
  return inOrder.map(name).join(language === 'en' ? ', ' : '、');
}

export interface TimeLeft {
  readonly count: number;
  readonly unit: 'day' | 'hour' | 'minute';
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** What is left until an instant, in the unit one would say it in: never more than there is, but for the last minute. */
export function timeLeft(until: number, now: number): TimeLeft {
  const leftMs = Math.max(0, until - now);
  if (leftMs >= 2 * dayMs) return { count: Math.floor(leftMs / dayMs), unit: 'day' };
  if (leftMs >= 2 * hourMs) return { count: Math.floor(leftMs / hourMs), unit: 'hour' };
  return { count: Math.max(1, Math.floor(leftMs / minuteMs)), unit: 'minute' };
}
