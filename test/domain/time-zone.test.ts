import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addDays,
  instantOf,
  instantsOf,
  isLocalDate,
  localTime,
  offsetMs,
  startOfLocalDay,
} from '../../src/domain/time-zone.js';

const zones = [
  'Europe/London',
  'America/New_York',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];

it.each([
  { zone: 'Europe/London', at: '2026-07-01T00:00:00Z', hours: 1 },
  { zone: 'Europe/London', at: '2026-12-01T00:00:00Z', hours: 0 },
  { zone: 'Asia/Kathmandu', at: '2026-12-01T00:00:00Z', hours: 5.75 },
  { zone: 'America/New_York', at: '2026-11-01T05:59:59Z', hours: -4 },
  { zone: 'America/New_York', at: '2026-11-01T06:00:00Z', hours: -5 },
])('adds $hours hours in $zone at $at', ({ zone, at, hours }) => {
  expect(offsetMs(Date.parse(at), zone)).toBe(hours * 3_600_000);
});

it('gives two instants for a time that clocks show twice', () => {
  // Europe/London goes back from 02:00 BST to 01:00 GMT on 25 October 2026.
  expect(instantsOf('2026-10-25', 90, 'Europe/London').map(iso)).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ]);
});

it('gives the jump for a time that clocks skip', () => {
  // Europe/London jumps from 01:00 to 02:00 on 28 March 2027.
  expect(instantsOf('2027-03-28', 90, 'Europe/London').map(iso)).toEqual([
    '2027-03-28T01:00:00.000Z',
  ]);
});

it('reads back every local time it writes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({
        min: Date.parse('2024-01-01') / 60_000,
        max: Date.parse('2030-01-01') / 60_000,
      }),
      (zone, minutes) => {
        const at = minutes * 60_000;
        const { date, minute } = localTime(at, zone);
        expect(instantsOf(date, minute, zone)).toContain(at);
        expect(startOfLocalDay(at, zone)).toBeLessThanOrEqual(at);
      },
    ),
  );
});

it('agrees with Intl on the local date and time', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') }),
      (timeZone, at) => {
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(at);
        const { date, minute } = localTime(at, timeZone);
        const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        expect(`${date} ${clock}`).toBe(shown);
      },
    ),
  );
});

it.each([
  ['2026-02-28', true],
  ['2026-02-29', false],
  ['2028-02-29', true],
  ['2026-13-01', false],
  ['26-01-01', false],
])('knows whether %s is a day: %s', (text, isDay) => {
  expect(isLocalDate(text)).toBe(isDay);
});

it('counts days over month and year ends', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(iso(instantOf('2026-07-01', 0, 'Europe/London'))).toBe('2026-06-30T23:00:00.000Z');
});

function iso(at: number): string {
  return new Date(at).toISOString();
}
