import type { DayWindow } from './campaign/shop.js';
import { addDays, instantsOf, localTime, offsetMs } from './time-zone.js';

/** Whether local clocks are inside a daily window; its end is not. A window may span midnight. */
export function isWithin(at: number, window: DayWindow, zone: string): boolean {
  const { minute } = localTime(at, zone);
  const { fromMinute, untilMinute } = window;
  return fromMinute <= untilMinute
    ? minute >= fromMinute && minute < untilMinute
    : minute >= fromMinute || minute < untilMinute;
}

/** The first instant from `at` on at which the window is over: `at` itself if local clocks are outside it. */
export function afterWindow(at: number, window: DayWindow, zone: string): number {
  if (!isWithin(at, window, zone)) return at;
  const { date, minute } = localTime(at, zone);
  const endDate = minute < window.untilMinute ? date : addDays(date, 1);
  // When clocks are put back, the end may come twice; the one that is still ahead counts.
  const ends = instantsOf(endDate, window.untilMinute, zone);
  const end = ends.find((each) => each > at) ?? at;
  return offsetMs(at, zone) === offsetMs(end, zone) ? end : beforeStart(at, end, window, zone);
}

// Clocks put back over the window's start are outside it once more. Zones change their offset on quarters of an hour.
function beforeStart(at: number, end: number, window: DayWindow, zone: string): number {
  for (let quarter = Math.ceil(at / quarterMs) * quarterMs; quarter < end; quarter += quarterMs)
    if (!isWithin(quarter, window, zone)) return quarter;
  return end;
}

const quarterMs = 15 * 60_000;
