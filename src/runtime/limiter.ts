import Bottleneck from 'bottleneck';
import type { RateLimiter } from '../ports/rate-limiter.js';
import { clockWatch } from './clock-watch.js';
import { SlidingWindow } from './sliding-window.js';

export interface LimiterOptions {
  /** The channel account's name. */
  readonly account: string;
  readonly perSecond: number;
  readonly now: () => number;
}

// Bottleneck runs some 430 jobs a second however it is set, and an intent is one durable commit; so above 100 messages
// a second one job lets a grant of n go. A hundredth of a second's worth, because a kill turns a started grant into
// `unknown`; 200 at most, beyond which nothing gets faster.
export function grantSizeOf(perSecond: number): number {
  return Math.min(200, Math.max(1, Math.ceil(perSecond / 100)));
}

/** How many grants fit into the platform's second. */
export function grantsPerSecond(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond / grantSizeOf(perSecond)));
}

// Spreads the grants over the second, a little closer than the limit, so that time lost to a pause of this process is
// made good. What keeps the limit is the sliding window behind it. `reservoir` would let twice the rate through at the
// edge of two windows.
export function minTimeOf(perSecond: number): number {
  return (950 * grantSizeOf(perSecond)) / perSecond;
}

/** The limiter of one process: on SQLite one process dispatches an account, so its own memory is enough. */
export function localLimiter(options: LimiterOptions): RateLimiter {
  const timetable = () => new Bottleneck({ minTime: minTimeOf(options.perSecond) });
  const wasClockSet = clockWatch();
  let bottleneck = timetable();
  const window = new SlidingWindow(grantsPerSecond(options.perSecond));
  let pausedUntil = 0;
  return {
    grantSize: grantSizeOf(options.perSecond),
    take: () => {
      if (wasClockSet()) bottleneck = timetable();
      return bottleneck.schedule(() => window.enter());
    },
    pause: async (untilMs) => {
      pausedUntil = Math.max(pausedUntil, untilMs);
    },
    pausedUntil: async () => (pausedUntil > options.now() ? pausedUntil : 0),
    close: () => bottleneck.disconnect(),
  };
}
