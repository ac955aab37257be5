import { addDays, instantOf, localTime } from '../../time-zone.js';
import type { Promotion } from '../promotion.js';
import { isWithinHours, type Recurring } from '../recurring.js';

/**
 * Instants from now on that stand for all others: for each set of promotions that is ever in force together, the first
 * instant at which it is. The first is now.
 */
export function momentsOf(promotions: readonly Promotion[], now: number): number[] {
  const moments = new Map<string, number>();
  for (const at of changesOf(promotions, now)) {
    const open = promotions.map((each) => (isOpen(each, at) ? '1' : '0')).join('');
    if (!moments.has(open)) moments.set(open, at);
  }
  return [...moments.values()];
}

function isOpen({ window, recurring }: Promotion, at: number): boolean {
  const { fromAt, untilAt } = window;
  if (fromAt !== null && at < fromAt) return false;
  if (untilAt !== null && at >= untilAt) return false;
  return recurring === null || isWithinHours(at, recurring);
}

// Hours come back each week: eight days behind each change of a window see all there is.
function changesOf(promotions: readonly Promotion[], now: number): number[] {
  const edges = promotions.flatMap(({ window }) => [window.fromAt ?? now, window.untilAt ?? now]);
  const begins = [now, ...new Set(edges.filter((at) => at > now))];
  const hours = promotions.flatMap(({ recurring }) => recurring ?? []);
  const turns = begins.flatMap((from) => hours.flatMap((each) => turnsOf(each, from)));
  return [...new Set([...begins, ...turns])].filter((at) => at >= now).sort((a, b) => a - b);
}

function turnsOf({ zone, fromMinute, untilMinute }: Recurring, from: number): number[] {
  const { date } = localTime(from, zone);
  return Array.from({ length: 9 }, (_, i) => addDays(date, i - 1))
    .flatMap((day) => [
      instantOf(day, fromMinute, zone),
      untilMinute === 1_440
        ? instantOf(addDays(day, 1), 0, zone)
        : instantOf(day, untilMinute, zone),
    ])
    .filter((at) => at >= from);
}
