import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../src/ports/rate-limiter.js';
import { grantSizeOf, localLimiter, minTimeOf } from '../../src/runtime/limiter.js';
import { mostInOneSecond } from '../support/rate.js';

const options = (perSecond: number) => ({ account: 'a', perSecond, now: Date.now });

async function instantsOf(limiter: RateLimiter, grants: number): Promise<number[]> {
  const instants: number[] = [];
  for (let i = 0; i < grants; i++) {
    const grant = await limiter.take();
    for (let n = 0; n < limiter.grantSize; n++) instants.push(performance.now());
    grant.end();
  }
  return instants;
}

describe('grants', () => {
  // A hundredth of a second's worth; the timetable is 5 % closer than the limit, which the window keeps.
  it.each([
    { perSecond: 1, size: 1, minTime: 950 },
    { perSecond: 30, size: 1, minTime: 950 / 30 },
    { perSecond: 100, size: 1, minTime: 9.5 },
    { perSecond: 101, size: 2, minTime: 1_900 / 101 },
    { perSecond: 1_000, size: 10, minTime: 9.5 },
    { perSecond: 20_000, size: 200, minTime: 9.5 },
    { perSecond: 100_000, size: 200, minTime: 1.9 },
  ])('at $perSecond/s are of $size', ({ perSecond, size, minTime }) => {
    expect(grantSizeOf(perSecond)).toBe(size);
    expect(minTimeOf(perSecond)).toBeCloseTo(minTime, 9);
  });
});

describe('local limiter', () => {
  it.each([
    { perSecond: 50, grants: 75 },
    { perSecond: 1_000, grants: 150 },
  ])('uses $perSecond/s and never lets more through in any second', async (each) => {
    const limiter = localLimiter(options(each.perSecond));
    const instants = await instantsOf(limiter, each.grants);
    const tookMs = (instants.at(-1) ?? 0) - (instants[0] ?? 0);
    expect(mostInOneSecond(instants)).toBeLessThanOrEqual(each.perSecond);
    // A second and a half's worth, a tenth of it for a busy machine.
    expect(tookMs).toBeLessThan(1_650);
    await limiter.close();
  });

  it('keeps the limit after the process was busy for a while', async () => {
    const limiter = localLimiter(options(40));
    const instants = await instantsOf(limiter, 25);
    const until = Date.now() + 300;
    const late = Promise.all(
      Array.from({ length: 30 }, () => limiter.take().then(() => performance.now())),
    );
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
