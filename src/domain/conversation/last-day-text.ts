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
