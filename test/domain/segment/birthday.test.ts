import { expect, it } from 'vitest';
import { birthdaysOn, monthOf } from '../../../src/domain/segment/birthday.js';

it.each([
  { at: Date.UTC(2026, 1, 28, 12), days: ['02-28', '02-29'], why: '2026 has no 29 February' },
  { at: Date.UTC(2028, 1, 28, 12), days: ['02-28'], why: '2028 has one' },
  { at: Date.UTC(2028, 1, 29, 12), days: ['02-29'], why: 'and this is it' },
  { at: Date.UTC(2026, 6, 1, 12), days: ['07-01'], why: 'a day like others' },
])('birthdays are on $days: $why', ({ at, days }) => {
  expect(birthdaysOn(at, 'Europe/London')).toEqual(days);
});

it('the day is the local one', () => {
  const newYear = Date.UTC(2026, 11, 31, 17);
  expect(birthdaysOn(newYear, 'Asia/Shanghai')).toEqual(['01-01']);
  expect(monthOf(newYear, 'Asia/Shanghai')).toBe('01');
  expect(monthOf(newYear, 'Europe/London')).toBe('12');
});
