import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shiftToEndAt } from '../../../src/domain/behaviour/date-shift.js';

const dayMs = 86_400_000;

it('moves Friday 2011-12-09 to the last Friday before the new end, at the same hour', () => {
  const dataEnd = Date.UTC(2011, 11, 9, 12, 50);
  const newEnd = Date.UTC(2026, 10, 21, 9, 0);
  const moved = shiftToEndAt(dataEnd, dataEnd, newEnd);
  expect(new Date(moved).toISOString()).toBe('2026-11-20T12:50:00.000Z');
});

it('stays where it ends already, and waits a whole week before it moves', () => {
  const end = Date.UTC(2026, 10, 20, 12);
  expect(shiftToEndAt(5, end, end)).toBe(5);
  expect(shiftToEndAt(5, end, end + 7 * dayMs - 1)).toBe(5);
  expect(shiftToEndAt(5, end, end + 7 * dayMs)).toBe(5 + 7 * dayMs);
});

it('moves back when the new end is earlier than the data', () => {
  const end = Date.UTC(2026, 10, 20, 12);
  expect(shiftToEndAt(end, end, end - dayMs)).toBe(end - 7 * dayMs);
});

it('never passes the new end, leaves at most seven days, keeps weekdays and distances', () => {
  const instant = fc.integer({ min: 0, max: 2e12 });
  fc.assert(
    fc.property(instant, instant, instant, (dataEnd, newEnd, earlier) => {
      const moved = shiftToEndAt(dataEnd, dataEnd, newEnd);
      expect(moved).toBeLessThanOrEqual(newEnd);
      expect(newEnd - moved).toBeLessThan(7 * dayMs);
      expect(Math.abs(moved - dataEnd) % (7 * dayMs)).toBe(0);
      expect(shiftToEndAt(earlier, dataEnd, newEnd) - earlier).toBe(moved - dataEnd);
    }),
  );
});
