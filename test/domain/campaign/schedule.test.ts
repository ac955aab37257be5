import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CronSchedule,
  dueOccurrences,
  nextOccurrences,
  occurrencesBetween,
} from '../../../src/domain/campaign/schedule.js';
import { localTime } from '../../../src/domain/time-zone.js';

const daily: CronSchedule = {
  kind: 'cron',
  cron: '30 9 * * *',
  timezone: 'Europe/London',
  from: null,
  until: null,
  catchUpWithinMs: 6 * 3_600_000,
};

function iso(instants: readonly number[]): string[] {
  return instants.map((at) => new Date(at).toISOString().slice(0, 16));
}

it('keeps the local time over the end of summer time', () => {
  expect(iso(nextOccurrences(daily, Date.parse('2026-10-23T12:00Z'), 3))).toEqual([
    '2026-10-24T08:30',
    '2026-10-25T09:30',
    '2026-10-26T09:30',
  ]);
});

it('fires up to and on the last day, in the zone of the schedule', () => {
  const schedule = { ...daily, timezone: 'Asia/Shanghai', until: '2026-11-30' };
  const found = nextOccurrences(schedule, Date.parse('2026-11-28T12:00Z'), 10);
  expect(iso(found)).toEqual(['2026-11-29T01:30', '2026-11-30T01:30']);
});

it('fires on the first day and not before', () => {
  const schedule = { ...daily, from: '2026-12-24' };
  expect(iso(nextOccurrences(schedule, Date.parse('2026-11-28T12:00Z'), 1))).toEqual([
    '2026-12-24T09:30',
  ]);
});

it('fires at the jump when clocks skip its time, and once', () => {
  const schedule = { ...daily, cron: '0,30 1,2 * * *' };
  const found = occurrencesBetween(
    schedule,
    Date.parse('2027-03-28T00:00Z'),
    Date.parse('2027-03-28T12:00Z'),
    10,
  );
  // 01:00 and 01:30 do not exist; both are 02:00 BST = 01:00Z, where 02:00 fires as well.
  expect(iso(found)).toEqual(['2027-03-28T01:00', '2027-03-28T01:30']);
});

it('fires the first time only when its time comes twice', () => {
  const schedule = { ...daily, cron: '30 1 * * *' };
  const found = occurrencesBetween(
    schedule,
    Date.parse('2026-10-24T12:00Z'),
    Date.parse('2026-10-25T12:00Z'),
    10,
  );
  expect(iso(found)).toEqual(['2026-10-25T00:30']);
});

it('finds what a scan of every minute finds, away from the hours when clocks change', () => {
  const crons = ['*/7 * * * *', '15 10 * * 1-5', '0 12 1,15 * *', '59 23 31 * *', '0 6 13 * fri'];
  fc.assert(
    fc.property(
      fc.constantFrom(...crons),
      fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kathmandu'),
      fc.integer({ min: 0, max: 400 }),
      (cron, timezone, day) => {
        const from = Date.parse('2026-05-03T05:00Z') + day * 86_400_000;
        const until = from + 36 * 3_600_000;
        const schedule = { ...daily, cron, timezone };
        const scanned = scan(cron, timezone, from, until);
        const near = [...scanned, from, until].some((at) => changesNear(at, timezone));
        fc.pre(!near);
        expect(occurrencesBetween(schedule, from, until, 10_000)).toEqual(scanned);
      },
    ),
    { numRuns: 60 },
  );
});

// A matcher of its own for these five expressions.
const matchers: Record<string, (m: number, h: number, day: Date) => boolean> = {
  '*/7 * * * *': (m) => m % 7 === 0,
  '15 10 * * 1-5': (m, h, day) => m === 15 && h === 10 && day.getUTCDay() % 6 !== 0,
  '0 12 1,15 * *': (m, h, day) => m === 0 && h === 12 && [1, 15].includes(day.getUTCDate()),
  '59 23 31 * *': (m, h, day) => m === 59 && h === 23 && day.getUTCDate() === 31,
  '0 6 13 * fri': (m, h, day) =>
    m === 0 && h === 6 && (day.getUTCDate() === 13 || day.getUTCDay() === 5),
};

function scan(cron: string, zone: string, from: number, until: number): number[] {
  const found: number[] = [];
  for (let at = from + 60_000; at <= until; at += 60_000) {
    const { date, minute } = localTime(at, zone);
    const matches = matchers[cron];
    if (matches?.(minute % 60, Math.floor(minute / 60), new Date(`${date}T00:00Z`))) found.push(at);
  }
  return found;
}

function changesNear(at: number, zone: string): boolean {
  const offset = (when: number) => localTime(when, zone).minute - Math.floor(when / 60_000);
  const day = 86_400_000;
  return (offset(at - 2 * day) - offset(at + 2 * day)) % 1_440 !== 0;
}

it.each([
  { asleepUntil: '2026-11-21T09:31Z', fire: '2026-11-21T09:30', missed: [] },
  { asleepUntil: '2026-11-21T15:30Z', fire: '2026-11-21T09:30', missed: [] },
  { asleepUntil: '2026-11-21T15:31Z', fire: null, missed: ['2026-11-21T09:30'] },
  {
    asleepUntil: '2026-11-23T10:00Z',
    fire: '2026-11-23T09:30',
    missed: ['2026-11-21T09:30', '2026-11-22T09:30'],
  },
  { asleepUntil: '2026-11-21T09:29Z', fire: null, missed: [] },
])('asleep until $asleepUntil fires $fire and misses $missed', ({ asleepUntil, fire, missed }) => {
  const due = dueOccurrences(daily, Date.parse('2026-11-20T10:00Z'), Date.parse(asleepUntil));
  expect(due.fireAt === null ? null : iso([due.fireAt])[0]).toBe(fire);
  expect(iso(due.missedAt)).toEqual(missed);
});

it('fires nothing twice: a firing already made is behind `after`', () => {
  const at = Date.parse('2026-11-21T09:30Z');
  expect(dueOccurrences(daily, at, at + 60_000)).toEqual({ fireAt: null, missedAt: [] });
});
