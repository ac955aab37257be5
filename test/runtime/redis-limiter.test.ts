import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../src/ports/rate-limiter.js';
import { redisLimiter } from '../../src/runtime/redis-limiter.js';
import { mostInOneSecond } from '../support/rate.js';
import { redisServer } from '../support/servers.js';

const redisUrl = redisServer();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe.skipIf(redisUrl === null)('redis limiter', () => {
  const open: RateLimiter[] = [];
  const limiter = (scope: string, perSecond = 25) => {
    const made = redisLimiter({
      account: 'telegram',
      perSecond,
      now: Date.now,
      redisUrl: redisUrl ?? '',
      scope,
      log: silent,
      turnTimeoutMs: 2_000,
    });
    open.push(made);
    return made;
  };
  const takeUntil = async (one: RateLimiter, endsAt: number): Promise<number[]> => {
    const instants: number[] = [];
    while (Date.now() < endsAt) {
      const grant = await one.take();
      instants.push(Date.now());
      grant.end();
    }
    return instants;
  };

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  it('lets two workers together have 25 a second, and most of it', async () => {
    const scope = randomUUID();
    const [a, b] = [limiter(scope), limiter(scope)];
    const endsAt = Date.now() + 3_000;
    const both = await Promise.all([takeUntil(a, endsAt), takeUntil(b, endsAt)]);
    const instants = both.flat();
    expect(mostInOneSecond(instants)).toBeLessThanOrEqual(25);
    expect(instants.length).toBeGreaterThan(60);
    expect(Math.min(...both.map((each) => each.length))).toBeGreaterThan(10);
  });

  it('keeps the limit over both workers where the platform counts, however unevenly messages arrive', async () => {
    const scope = randomUUID();
    const workers = [limiter(scope, 30), limiter(scope, 30)];
    const counted: number[] = [];
    const send = async (one: RateLimiter, from: number) => {
      const calls: Promise<void>[] = [];
      for (let i = from; i < from + 40; i++) {
        const grant = await one.take();
        const onItsWay = sleep(i % 3 === 0 ? 60 : 1).then(
          () => void counted.push(performance.now()),
        );
        calls.push(onItsWay.then(() => grant.end()));
      }
      await Promise.all(calls);
    };
    await Promise.all(workers.map((one, i) => send(one, i)));
    expect(counted).toHaveLength(80);
    expect(mostInOneSecond(counted)).toBeLessThanOrEqual(30);
  });

  it('does not share with another shop', async () => {
    const [a, b] = [limiter(randomUUID(), 1), limiter(randomUUID(), 1)];
    const startedAt = Date.now();
    await Promise.all([a.take(), b.take()]);
    expect(Date.now() - startedAt).toBeLessThan(900);
  });

  it('pauses all workers at once and only lengthens', async () => {
    const scope = randomUUID();
    const [a, b] = [limiter(scope), limiter(scope)];
    const untilMs = Date.now() + 60_000;
    await a.pause(untilMs);
    await b.pause(untilMs - 30_000);
    expect(await b.pausedUntil()).toBe(untilMs);
    expect(await a.pausedUntil()).toBe(untilMs);
  });

  it('goes on after Redis has lost its data', async () => {
    const scope = randomUUID();
    const one = limiter(scope);
    await one.take();
    const redis = new Redis(redisUrl ?? '');
    const keys = await redis.keys(`*${scope}*`);
    expect(keys.length).toBeGreaterThan(0);
    await redis.del(...keys);
    redis.disconnect();
    await one.take();
    await one.take();
  });

  it('refuses a turn, rather than send, when Redis does not answer', async () => {
    const dead = redisLimiter({
      account: 'telegram',
      perSecond: 25,
      now: Date.now,
      redisUrl: 'redis://127.0.0.1:1',
      scope: 'x',
      log: silent,
      turnTimeoutMs: 200,
    });
    await expect(dead.take()).rejects.toThrow('no turn within 200 ms');
    await expect(dead.pausedUntil()).rejects.toThrow();
    await dead.close();
  });
});
