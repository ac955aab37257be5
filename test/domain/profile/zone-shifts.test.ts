import { expect, it } from 'vitest';
import { offsetAt, zoneShifts } from '../../../src/domain/profile/zone-shifts.js';

const hourMs = 3_600_000;
const year = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const;

it('knows when clocks change in London in 2026, to the millisecond', () => {
  expect(zoneShifts('Europe/London', ...year)).toEqual([
    { from: Number.MIN_SAFE_INTEGER, offsetMs: 0 },
    { from: Date.UTC(2026, 2, 29, 1), offsetMs: hourMs },
    { from: Date.UTC(2026, 9, 25, 1), offsetMs: 0 },
  ]);
});

it.each([
  { zone: 'Asia/Shanghai', offsetMs: 8 * hourMs },
  { zone: 'Asia/Kathmandu', offsetMs: 5.75 * hourMs },
  { zone: 'UTC', offsetMs: 0 },
])('$zone never changes', ({ zone, offsetMs }) => {
  expect(zoneShifts(zone, ...year)).toEqual([{ from: Number.MIN_SAFE_INTEGER, offsetMs }]);
});

it('a shift holds from its instant until the next, the first from ever', () => {
  const shifts = zoneShifts('America/New_York', ...year);
  const spring = Date.UTC(2026, 2, 8, 7);
  expect(offsetAt(shifts, 0)).toBe(-5 * hourMs);
  expect(offsetAt(shifts, spring - 1)).toBe(-5 * hourMs);
  expect(offsetAt(shifts, spring)).toBe(-4 * hourMs);
  expect(offsetAt(shifts, year[1])).toBe(-5 * hourMs);
});

it('refuses a zone that is none', () => {
  expect(() => zoneShifts('Mars/Olympus', ...year)).toThrow(RangeError);
});
