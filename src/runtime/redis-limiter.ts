import { createHash } from 'node:crypto';
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';
import type { Logger } from '../ports/logger.js';
import type { RateLimiter } from '../ports/rate-limiter.js';
import { clockWatch } from './clock-watch.js';
import { grantSizeOf, type LimiterOptions, minTimeOf } from './limiter.js';
import { sharedWindow } from './shared-window.js';

export interface SharedLimiterOptions extends LimiterOptions {
  readonly redisUrl: string;
  /** Keeps the keys of two shops on one Redis apart. */
  readonly scope: string;
  readonly log: Logger;
  /** Give up on a turn after this long: a Redis that is down lets jobs hang without a word. */
  readonly turnTimeoutMs?: number;
}

// Only ever lengthens: a short pause must not cut a long one.
const lengthen = `
local held = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > held then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 0`;

/** One limiter for all workers of an account, kept in Redis; so is the account's pause. */
export function redisLimiter(options: SharedLimiterOptions): RateLimiter {
  const { account, now, perSecond } = options;
  const pauseKey = `hawker:${options.scope}:pause:${account}`;
  const redis = connect(options);
  const window = sharedWindow(redis, options);
  let pauseRead: Promise<string | null> | undefined;
  const wasClockSet = clockWatch();
  let generation = 0;
  let turns = openTurns(options, generation);
  const rebuild = async (why: string) => {
    options.log.warn('limiter.rebuilt', { account, why });
    const old = turns;
    generation += 1;
    turns = openTurns(options, generation);
    await old.connection.disconnect(false);
  };
  return {
    grantSize: grantSizeOf(perSecond),
    async take() {
      if (wasClockSet()) await rebuild('the clock was set');
      try {
        await turnOf(turns.limiter, options);
      } catch (error) {
        // Redis lost its data or this limiter's entry: the old object never recovers by itself.
        await rebuild((error as Error).message);
        await turnOf(turns.limiter, options);
      }
      return window.enter();
    },
    async pause(untilMs) {
      await redis.eval(lengthen, 1, pauseKey, untilMs, Math.max(1, untilMs - now()));
    },
    async pausedUntil() {
      // Those of a grant ask in the same moment: one look is for all of them.
      pauseRead ??= redis.get(pauseKey).finally(() => {
        pauseRead = undefined;
      });
      const untilMs = Number((await pauseRead) ?? 0);
      return untilMs > now() ? untilMs : 0;
    },
    async close() {
      await turns.connection.disconnect(false);
      redis.disconnect();
    },
  };
}

function connect({ redisUrl, account, log }: SharedLimiterOptions): Redis {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 2, connectTimeout: 3_000 });
  redis.on('error', (error: Error) => log.warn('redis.error', { account, error: error.message }));
  return redis;
}

interface Turns {
  readonly limiter: Bottleneck;
  /** Closing it ends both; `limiter.disconnect` would unsubscribe first, which fails unheard when Redis is down. */
  readonly connection: Bottleneck.IORedisConnection;
}

// Settings live in Redis with the first limiter that comes; so a change of the rate must be another limiter. So must a
// rebuilt one: the old timetable may be written in a clock that was wrong. What keeps the limit over all workers
// meanwhile is the shared window.
function openTurns(options: SharedLimiterOptions, generation: number): Turns {
  // Whole: with a `timeout` Bottleneck's script sets a key's expiry to a sum with it, and every job fails on a fraction.
  const minTime = Math.ceil(minTimeOf(options.perSecond));
  const settings = createHash('sha256').update(`v1 ${minTime}`).digest('hex').slice(0, 8);
  const client = connect(options);
  const connection = new Bottleneck.IORedisConnection({ client });
  const limiter = new Bottleneck({
    id: `hawker:${options.scope}:${options.account}:${settings}:${generation}`,
    minTime,
    datastore: 'ioredis',
    connection,
    Redis,
    heartbeatInterval: 1_000,
    timeout: 600_000,
  });
  limiter.on('error', (error: Error) =>
    options.log.warn('limiter.error', { account: options.account, error: error.message }),
  );
  return { limiter, connection };
}

async function turnOf(
  limiter: Bottleneck,
  { turnTimeoutMs = 10_000 }: SharedLimiterOptions,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const give = () => reject(new Error(`no turn within ${turnTimeoutMs} ms`));
    timer = setTimeout(give, turnTimeoutMs);
  });
  const turn = limiter.schedule({ expiration: turnTimeoutMs }, async () => undefined);
  try {
    await Promise.race([turn, tooLong]);
  } finally {
    clearTimeout(timer);
    turn.catch(() => undefined);
  }
}
