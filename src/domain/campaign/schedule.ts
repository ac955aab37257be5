import { addDays, instantOf, type LocalDate, localTime } from '../time-zone.js';
import { type Cron, isCronDay, parseCron } from './cron.js';

export interface CronSchedule {
  readonly kind: 'cron';
  /** Five fields; see `parseCron`. */
  readonly cron: string;
  readonly timezone: string;
  /** Local dates, both included; null is open. */
  readonly from: LocalDate | null;
  readonly until: LocalDate | null;
  /** A firing that was slept through is made up for within this time, else it is recorded as missed. */
  readonly catchUpWithinMs: number;
}

/** When a campaign runs. */
export type Schedule = { readonly kind: 'manual' } | CronSchedule;

/** 29 February on a Monday comes within this. */
const horizonDays = 366 * 40;

/**
 * The next firings after an instant, earliest first. A local time that clocks skip fires when they jump; one that
 * comes twice fires the first time only.
 */
export function nextOccurrences(schedule: CronSchedule, after: number, count: number): number[] {
  const found: number[] = [];
  for (const at of occurrencesAfter(schedule, after)) {
    if (found.push(at) >= count) break;
  }
  return found;
}

/** The firings in (after, until], the newest `limit` of them, oldest first. */
export function occurrencesBetween(
  schedule: CronSchedule,
  after: number,
  until: number,
  limit: number,
): number[] {
  const found: number[] = [];
  for (const at of occurrencesAfter(schedule, after)) {
    if (at > until) break;
    found.push(at);
    if (found.length > limit) found.shift();
  }
  return found;
}

export interface Due {
  /** The one firing to start now; null if there is none. */
  readonly fireAt: number | null;
  /** Firings that nobody will make up for. */
  readonly missedAt: readonly number[];
}

/**
 * What is to be done about the firings since the last look: only the newest is started (five overslept mornings
 * do not become five messages), and only while it is recent enough.
 */
export function dueOccurrences(schedule: CronSchedule, after: number, now: number): Due {
  const all = occurrencesBetween(schedule, after, now, 100);
  const newest = all.at(-1);
  if (newest === undefined) return { fireAt: null, missedAt: [] };
  const isRecent = now - newest <= schedule.catchUpWithinMs;
  return isRecent
    ? { fireAt: newest, missedAt: all.slice(0, -1) }
    : { fireAt: null, missedAt: all };
}

function* occurrencesAfter(schedule: CronSchedule, after: number): Generator<number> {
  const parsed = parseCron(schedule.cron);
  if (!parsed.ok) return;
  for (const date of datesFrom(schedule, after)) {
    if (!isCronDay(parsed.cron, new Date(`${date}T00:00:00Z`))) continue;
    const instants = instantsOfDay(parsed.cron, date, schedule.timezone);
    yield* instants.filter((at) => at > after);
  }
}

function* datesFrom({ timezone, from, until }: CronSchedule, after: number): Generator<LocalDate> {
  const today = localTime(after, timezone).date;
  let date = from !== null && from > today ? from : today;
  for (let day = 0; day < horizonDays; day++) {
    if (until !== null && date > until) return;
    yield date;
    date = addDays(date, 1);
  }
}

// A skipped time falls on the jump, where another firing may be; once is enough.
function instantsOfDay(cron: Cron, date: LocalDate, zone: string): number[] {
  const all = cron.hours.flatMap((hour) =>
    cron.minutes.map((minute) => instantOf(date, hour * 60 + minute, zone)),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}
