import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from '../../src/runtime/sliding-window.js';
import { mostInOneSecond } from '../support/rate.js';

/** A call that the platform counts somewhere between its start and its answer, as a line with jitter makes it. */
async function call(counted: number[], wayMs: number, backMs: number): Promise<void> {
  await sleep(wayMs);
  counted.push(performance.now());
  await sleep(backMs);
}

describe('sliding window', () => {
  it('keeps the limit where the platform counts, however unevenly messages arrive', async () => {
    const window = new SlidingWindow(20);
    const counted: number[] = [];
    const calls: Promise<void>[] = [];
    for (let i = 0; i < 70; i++) {
      const grant = await window.enter();
      // The first of a second are slow on their way, the later ones fast: the worst that can happen to a timetable.
      const wayMs = i % 20 < 10 ? 60 : 1;
      calls.push(call(counted, wayMs, 2).finally(() => grant.end()));
    }
    await Promise.all(calls);
    expect(counted).toHaveLength(70);
    expect(mostInOneSecond(counted)).toBeLessThanOrEqual(20);
  });

  it('lets as many in at once as the window has places, then waits for a second behind their answers', async () => {
    const window = new SlidingWindow(3);
    const grants = [await window.enter(), await window.enter(), await window.enter()];
    let isIn = false;
    const fourth = window.enter().then(() => {
      isIn = true;
      return performance.now();
    });
    await sleep(100);
    const answeredAt = performance.now();
    for (const grant of grants) grant.end();
    expect(isIn).toBe(false);
    expect(await fourth).toBeGreaterThan(answeredAt + 1_000);
  });

  it('does not wait for an answer that never comes', async () => {
    const window = new SlidingWindow(1);
    const startedAt = performance.now();
    await window.enter();
    await window.enter();
    // A second, and as long as a message may be on its way.
    expect(performance.now() - startedAt).toBeGreaterThan(1_250);
  });

  it('answers in the order it was asked', async () => {
    const window = new SlidingWindow(2);
    const order: number[] = [];
    const asked = [1, 2, 3, 4].map(async (n) => {
      const grant = await window.enter();
      order.push(n);
      grant.end();
    });
    await Promise.all(asked);
    expect(order).toEqual([1, 2, 3, 4]);
  });
});
