import { setTimeout as sleep } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import type { RateLimiter } from '../ports/rate-limiter.js';

export interface LimiterOptions {
  /** The channel account's name. */
  readonly account: string;
  readonly perSecond: number;
  readonly now: () => number;
}

// Bottleneck runs some 430 jobs a second however it is set, so above 40 messages a second one job lets a
// grant of n go; at most 20, because a kill turns a started grant into `unknown`.
export function grantSizeOf(perSecond: number): number {
  return perSecond <= 40 ? 1 : Math.min(20, Math.ceil(perSecond / 40));
}

// 2 % below the limit. `reservoir` would let twice the rate through at the edge of two windows.
export function minTimeOf(perSecond: number): number {
  return (1_020 * grantSizeOf(perSecond)) / perSecond;
}

/** The limiter of one process: on SQLite one process dispatches an account, so its own memory is enough. */
export function localLimiter(options: LimiterOptions): RateLimiter {
  const bottleneck = new Bottleneck({ minTime: minTimeOf(options.perSecond) });
  const window = slidingWindow(options);
  let pausedUntil = 0;
  return {
    grantSize: grantSizeOf(options.perSecond),
    take: () => bottleneck.schedule(window.pass),
    pause: async (untilMs) => {
      pausedUntil = Math.max(pausedUntil, untilMs);
    },
    pausedUntil: async () => (pausedUntil > options.now() ? pausedUntil : 0),
    close: () => bottleneck.disconnect(),
  };
}

const windowMs = 1_000;
// As much as the timetable leaves: 1,020 ms for a second's worth. Messages do not arrive at the pace they leave.
const arrivalSlackMs = 15;

/**
 * Holds the platform's own rule, so many in any second, on the instants at which grants really start. Bottleneck keeps
 * a timetable: after the process was busy for a moment it lets the late grants go together.
 */
export function slidingWindow({ perSecond, now }: Pick<LimiterOptions, 'perSecond' | 'now'>) {
  const size = Math.max(1, Math.floor(perSecond / grantSizeOf(perSecond)));
  const starts: number[] = [];
  return {
    async pass(): Promise<void> {
      const oldest = starts.length < size ? undefined : starts.shift();
      const waitMs = oldest === undefined ? 0 : oldest + windowMs + arrivalSlackMs - now();
      if (waitMs > 0) await sleep(waitMs);
      starts.push(now());
    },
  };
}
