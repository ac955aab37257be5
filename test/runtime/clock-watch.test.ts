import { expect, it } from 'vitest';
import { clockWatch } from '../../src/runtime/clock-watch.js';

it('tells a clock that was set from one that ran on', () => {
  let [wallMs, steadyMs] = [1_000_000, 50];
  const wasSet = clockWatch(
    () => wallMs,
    () => steadyMs,
  );
  const passes = (realMs: number, setMs = 0) => {
    wallMs += realMs + setMs;
    steadyMs += realMs;
  };
  expect(wasSet()).toBe(false);
  passes(3_600_000);
  expect(wasSet()).toBe(false);
  passes(10, 3_600_000);
  expect(wasSet()).toBe(true);
  passes(10);
  expect(wasSet()).toBe(false);
  passes(10, -3_600_000);
  expect(wasSet()).toBe(true);
  // The small steps by which machines keep the time are none.
  passes(10, 400);
  expect(wasSet()).toBe(false);
});
