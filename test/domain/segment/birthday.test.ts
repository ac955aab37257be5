import { expect, it } from 'vitest';
import { ageOn, birthdaysOn, bornUntil, monthOf } from '../../../src/domain/segment/birthday.js';

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

it.each([
  { birthday: '1990-03-02', at: Date.UTC(2026, 2, 1, 12), age: 35, why: 'tomorrow is the day' },
  { birthday: '1990-03-01', at: Date.UTC(2026, 2, 1, 12), age: 36, why: 'this is the day' },
  {
    birthday: '2008-02-29',
    at: Date.UTC(2026, 1, 28, 12),
    age: 18,
    why: 'the 28th of a common year',
  },
  {
    birthday: '2008-02-29',
    at: Date.UTC(2028, 1, 28, 12),
    age: 19,
    why: '2028 has the day itself',
  },
  { birthday: '2027-01-01', at: Date.UTC(2026, 5, 1), age: -1, why: 'not born yet' },
])('who was born on $birthday is $age: $why', ({ birthday, at, age }) => {
  expect(ageOn(birthday, at, 'Europe/London')).toBe(age);
  expect(birthday <= bornUntil(age, at, 'Europe/London')).toBe(true);
  expect(birthday <= bornUntil(age + 1, at, 'Europe/London')).toBe(false);
});
