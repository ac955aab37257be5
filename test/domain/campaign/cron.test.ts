import { expect, it } from 'vitest';
import { isCronDay, parseCron } from '../../../src/domain/campaign/cron.js';

function parsed(text: string) {
  const found = parseCron(text);
  if (!found.ok) throw new Error(found.why);
  return found.cron;
}

it.each([
  { text: '5 9 * * *', minutes: [5], hours: [9] },
  { text: '*/20 9-11 * * *', minutes: [0, 20, 40], hours: [9, 10, 11] },
  { text: '10/25 8,20 * * *', minutes: [10, 35], hours: [8, 20] },
  { text: '0-10/5,59 0 * * *', minutes: [0, 5, 10, 59], hours: [0] },
])('reads $text', ({ text, minutes, hours }) => {
  expect(parsed(text)).toMatchObject({ minutes, hours });
});

it('knows names of months and days, and 7 as Sunday', () => {
  const cron = parsed('0 0 * jan,MAR-may 7,mon');
  expect([...cron.months]).toEqual([1, 3, 4, 5]);
  expect([...cron.daysOfWeek].sort()).toEqual([0, 1]);
  expect([...parsed('0 0 * * fri-7').daysOfWeek].sort()).toEqual([0, 5, 6]);
});

it.each([
  { text: '0 10 * *', why: 'has 4 fields, not 5 (say "0 10 * * thu": Thursdays at 10:00)' },
  { text: '60 10 * * *', why: 'has "60" as minute, which goes from 0 to 59' },
  { text: '0 10-9 * * *', why: 'has "10-9" as hour, which goes from 0 to 23' },
  { text: '0 10 0 * *', why: 'has "0" as day of month, which goes from 1 to 31' },
  { text: '0 10 * foo *', why: 'has "foo" as month, which goes from 1 to 12' },
  { text: '0 10 * * 8', why: 'has "8" as day of week, which goes from 0 to 6' },
  { text: '*/0 10 * * *', why: 'has "*/0" as minute, which goes from 0 to 59' },
  { text: '0 10 31 feb,apr *', why: 'names a day that no year has' },
])('refuses $text', ({ text, why }) => {
  expect(parseCron(text)).toEqual({ ok: false, why });
});

it('takes a day of either kind when both are given, as crontab does', () => {
  const days = (text: string) =>
    Array.from({ length: 30 }, (_, i) => i + 1).filter((day) =>
      isCronDay(parsed(text), new Date(Date.UTC(2026, 10, day))),
    );
  // November 2026: Mondays are 2, 9, 16, 23, 30.
  expect(days('0 9 13 * mon')).toEqual([2, 9, 13, 16, 23, 30]);
  expect(days('0 9 * * mon')).toEqual([2, 9, 16, 23, 30]);
  expect(days('0 9 13 * *')).toEqual([13]);
  expect(days('0 9 */10 * mon')).toEqual([]);
});
