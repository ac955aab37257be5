import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Grant } from '../ports/rate-limiter.js';
import { grantSizeOf, grantsPerSecond, type LimiterOptions } from './limiter.js';
import { longestNapMs, longestWayMs, windowMs } from './sliding-window.js';

// By Redis' clock, which is everybody's. @returns 0 with a place taken, or how long until one comes free
const enterScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], 60000)
  return 0
end
return math.ceil(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] - now)`;

const endScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZADD', KEYS[1], 'XX', 'LT', now + ARGV[2], ARGV[1])
return 0`;

/** `SlidingWindow` for all workers of an account: one that is killed holds its places as long as a slow answer would. */
export function sharedWindow(
  redis: Redis,
  { scope, account, perSecond }: LimiterOptions & { readonly scope: string },
) {
  const key = `hawker:${scope}:window:${account}:${grantSizeOf(perSecond)}`;
  const places = grantsPerSecond(perSecond);
  return {
    async enter(): Promise<Grant> {
      const place = randomUUID();
      const enter = () => redis.eval(enterScript, 1, key, places, place, longestWayMs + windowMs);
      for (let waitMs = Number(await enter()); waitMs > 0; waitMs = Number(await enter()))
        await sleep(Math.min(waitMs, longestNapMs));
      return {
        // A place that is not given back comes free by itself.
        end: () => void redis.eval(endScript, 1, key, place, windowMs).catch(() => undefined),
      };
    },
  };
}
