import { dayText } from './last-day-text.js';
import type { ConversationView, GroupCard } from './view.js';

/** When a group ends by the customer's clock: `18:00` today, `24 November 2026, 18:00` on another day. */
export function deadlineText(
  { deadlineAt, asOf }: Pick<GroupCard, 'deadlineAt' | 'asOf'>,
  where: Pick<ConversationView, 'language' | 'timezone'>,
): string {
  const { language, timezone } = where;
  const clock = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeStyle: 'short',
    timeZone: timezone,
  }).format(deadlineAt);
  const day = dayText(deadlineAt, where);
  if (day === dayText(asOf, where)) return clock;
  return language === 'zh-CN' ? `${day}${clock}` : `${day}, ${clock}`;
}
