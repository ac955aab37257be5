import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterWindow, isWithin } from '../../src/domain/time-window.js';

const night = { fromMinute: 22 * 60, untilMinute: 8 * 60 };
const minuteMs = 60_000;

it.each([
  { at: '2026-11-21T21:59:00Z', zone: 'Europe/London', isQuiet: false },
  { at: '2026-11-21T22:00:00Z', zone: 'Europe/London', isQuiet: true },
  { at: '2026-11-21T07:59:59Z', zone: 'Europe/London', isQuiet: true },
  { at: '2026-11-21T08:00:00Z', zone: 'Europe/London', isQuiet: false },
  // 22:30 in London is 06:30 of the next day in Shanghai: still night. 01:00 is 09:00.
  { at: '2026-11-21T22:30:00Z', zone: 'Asia/Shanghai', isQuiet: true },
  { at: '2026-11-22T01:00:00Z', zone: 'Asia/Shanghai', isQuiet: false },
])('at $at in $zone the night is quiet: $isQuiet', ({ at, zone, isQuiet }) => {
  expect(isWithin(Date.parse(at), night, zone)).toBe(isQuiet);
});

it.each([
  { at: '2026-11-21T12:00:00Z', until: '2026-11-21T12:00:00.000Z', why: 'not quiet' },
  { at: '2026-11-21T23:15:00Z', until: '2026-11-22T08:00:00.000Z', why: 'before midnight' },
  { at: '2026-11-22T03:00:00Z', until: '2026-11-22T08:00:00.000Z', why: 'after midnight' },
  {
    at: '2026-10-24T22:30:00Z',
    until: '2026-10-25T08:00:00.000Z',
    why: 'the night clocks go back',
  },
  { at: '2027-03-27T23:00:00Z', until: '2027-03-28T07:00:00.000Z', why: 'the night clocks jump' },
])('ends at $until ($why)', ({ at, until }) => {
  expect(new Date(afterWindow(Date.parse(at), night, 'Europe/London')).toISOString()).toBe(until);
});

it('finds the first minute outside, as a scan of every minute does, whatever clocks do', () => {
  const changes = [
    '2026-10-25',
    '2027-03-28',
    '2026-11-01',
    '2027-03-14',
    '2026-04-05',
    '2026-10-04',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai'),
      fc.constantFrom(...changes),
      fc.integer({ min: -1_500, max: 1_500 }),
      fc.tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 95 })),
      (zone, date, shift, [from, until]) => {
        fc.pre(from !== until);
        const window = { fromMinute: from * 15, untilMinute: until * 15 };
        const at = Date.parse(date) + shift * minuteMs;
        let scanned = at;
        while (isWithin(scanned, window, zone)) scanned += minuteMs;
        expect(afterWindow(at, window, zone)).toBe(scanned);
      },
    ),
    { numRuns: 300, examples: [['Europe/London', '2026-10-25', 15, [5, 0]]] },
  );
});
