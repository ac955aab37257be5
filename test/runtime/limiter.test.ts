import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../src/ports/rate-limiter.js';
import { grantSizeOf, localLimiter, minTimeOf } from '../../src/runtime/limiter.js';
import { mostInOneSecond } from '../support/rate.js';

const options = (perSecond: number) => ({ account: 'a', perSecond, now: Date.now });

async function instantsOf(limiter: RateLimiter, grants: number): Promise<number[]> {
  const instants: number[] = [];
  for (let i = 0; i < grants; i++) {
    await limiter.take();
    for (let n = 0; n < limiter.grantSize; n++) instants.push(Date.now());
  }
  return instants;
}

describe('grants', () => {
  it.each([
    { perSecond: 1, size: 1, minTime: 1_020 },
    { perSecond: 30, size: 1, minTime: 34 },
    { perSecond: 40, size: 1, minTime: 25.5 },
    { perSecond: 41, size: 2, minTime: (1_020 * 2) / 41 },
    { perSecond: 1_000, size: 20, minTime: 20.4 },
    { perSecond: 100_000, size: 20, minTime: 0.204 },
  ])('at $perSecond/s are of $size', ({ perSecond, size, minTime }) => {
    expect(grantSizeOf(perSecond)).toBe(size);
    expect(minTimeOf(perSecond)).toBeCloseTo(minTime, 9);
  });
});

describe('local limiter', () => {
  it.each([
    { perSecond: 50, grants: 45 },
    { perSecond: 1_000, grants: 70 },
  ])('uses $perSecond/s and never lets more through in any second', async (each) => {
    const limiter = localLimiter(options(each.perSecond));
    const instants = await instantsOf(limiter, each.grants);
    const tookMs = (instants.at(-1) ?? 0) - (instants[0] ?? 0);
    expect(mostInOneSecond(instants)).toBeLessThanOrEqual(each.perSecond);
    // One grant less than taken, 2 % below the limit, and a tenth for a busy machine.
    const idealMs = (each.grants - 1) * minTimeOf(each.perSecond);
    expect(tookMs).toBeLessThan(idealMs * 1.1 + 50);
    await limiter.close();
  });

  it('keeps the limit after the process was busy for a while', async () => {
    const limiter = localLimiter(options(40));
    const instants = await instantsOf(limiter, 25);
    const until = Date.now() + 300;
    const late = Promise.all(Array.from({ length: 30 }, () => limiter.take().then(Date.now)));
    while (Date.now() < until);
    expect(mostInOneSecond([...instants, ...(await late)])).toBeLessThanOrEqual(40);
    await limiter.close();
  });

  it('only ever lengthens a pause, and forgets it when it is over', async () => {
    let at = 1_000;
    const limiter = localLimiter({ account: 'a', perSecond: 1_000, now: () => at });
    expect(await limiter.pausedUntil()).toBe(0);
    await limiter.pause(5_000);
    await limiter.pause(2_000);
    expect(await limiter.pausedUntil()).toBe(5_000);
    at = 5_000;
    expect(await limiter.pausedUntil()).toBe(0);
    await limiter.close();
    await sleep(0);
  });
});
