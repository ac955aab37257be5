import { expect, it } from 'vitest';
import { instantReader } from '../../../src/domain/behaviour/instant-text.js';

const london = instantReader({ zone: 'Europe/London' });

it.each([
  { text: '2010-12-01 08:26:00', utc: '2010-12-01T08:26:00.000Z', why: 'winter: as UTC' },
  { text: '2011-07-01 08:26', utc: '2011-07-01T07:26:00.000Z', why: 'summer: an hour ahead' },
  {
    text: '2011-07-01T08:26:05.25',
    utc: '2011-07-01T08:26:05.250Z'.replace('08', '07'),
    why: 'parts of a second',
  },
  { text: '2011-07-01', utc: '2011-06-30T23:00:00.000Z', why: 'a day begins at local midnight' },
  { text: '2011-07-01T08:26:00Z', utc: '2011-07-01T08:26:00.000Z', why: 'names its zone' },
  { text: '2011-07-01T08:26:00+0530', utc: '2011-07-01T02:56:00.000Z', why: 'names its offset' },
  { text: '1295225212283', utc: '2011-01-17T00:46:52.283Z', why: 'epoch milliseconds' },
  { text: '1295225212', utc: '2011-01-17T00:46:52.000Z', why: 'epoch seconds' },
  { text: '2011-03-27 01:30', utc: '2011-03-27T01:30:00.000Z', why: 'skipped: read an hour later' },
  { text: '2011-10-30 01:30', utc: '2011-10-30T00:30:00.000Z', why: 'twice: the first' },
])('reads $text ($why)', ({ text, utc }) => {
  expect(new Date(london(text) ?? Number.NaN).toISOString()).toBe(utc);
});

it.each([
  '2011-02-30',
  '2011-13-01',
  '2011-01-01 25:00',
  '2011-01-01 10:60',
  '12/1/2010 8:26',
  'yesterday',
  '',
  '20110101',
])('refuses %j', (text) => {
  expect(london(text)).toBeNull();
});

it('reads a date with slashes only where the order is said', () => {
  const american = instantReader({ zone: 'Europe/London', slashes: 'month-first' });
  const british = instantReader({ zone: 'Europe/London', slashes: 'day-first' });
  expect(american('12/1/2010 8:26')).toBe(Date.UTC(2010, 11, 1, 8, 26));
  expect(british('12/1/2010 8:26')).toBe(Date.UTC(2010, 0, 12, 8, 26));
  expect(american('13/1/2010 8:26')).toBeNull();
});

it('keeps hours apart on the day the clocks change', () => {
  expect(london('2011-03-27 00:59')).toBe(Date.UTC(2011, 2, 27, 0, 59));
  expect(london('2011-03-27 02:00')).toBe(Date.UTC(2011, 2, 27, 1, 0));
  expect(london('2011-10-30 02:00')).toBe(Date.UTC(2011, 9, 30, 2, 0));
});
