import type { ConversationView, CouponCard } from './view.js';

/** The last local day on which a coupon works: `30 November 2026`, `2026年11月30日`. */
export function lastDayText(
  { validUntil }: Pick<CouponCard, 'validUntil'>,
  { language, timezone }: Pick<ConversationView, 'language' | 'timezone'>,
): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: timezone,
  });
  // The end is exclusive: a coupon valid until midnight works the whole day before.
  return format.format(validUntil - 1);
}
