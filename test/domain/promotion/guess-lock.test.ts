import { describe, expect, it } from 'vitest';
import {
  countWrongCodes,
  type GuessState,
  guesserAddress,
  lockEnd,
  wrongCodeLimits,
} from '../../../src/domain/promotion/guess-lock.js';

const start = Date.parse('2026-11-21T12:00:00Z');
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** One wrong code at each of these instants. */
function typed(instants: readonly number[], from: GuessState | null = null) {
  let state = from;
  const answered: boolean[] = [];
  for (const at of instants) {
    const counted = countWrongCodes(state, { wrong: 1, most: 10, at });
    answered.push(counted.answered === 1);
    state = counted.state;
  }
  if (state === null) throw new Error('nothing was typed');
  return { state, answered };
}

function tenFrom(at: number): number[] {
  return Array.from({ length: 10 }, (_, i) => at + i * second);
}

describe('the lock against guessing', () => {
  it('answers ten wrong codes in a minute, and locks for a minute from the tenth on', () => {
    const { state, answered } = typed(tenFrom(start));
    expect(answered).toEqual(Array(10).fill(true));
    const tenthAt = start + 9 * second;
    expect(lockEnd(state, tenthAt)).toBe(tenthAt + minute);
    expect(lockEnd(state, tenthAt + minute - 1)).toBe(tenthAt + minute);
    expect(lockEnd(state, tenthAt + minute)).toBeNull();
  });

  it('does not lock for nine in each minute', () => {
    const instants = [0, 1, 2].flatMap((n) => tenFrom(start + n * minute).slice(0, 9));
    const { state, answered } = typed(instants);
    expect(answered).toEqual(Array(27).fill(true));
    expect(lockEnd(state, start + 3 * minute)).toBeNull();
  });

  it('answers nothing and counts nothing while it is locked', () => {
    const { state } = typed(tenFrom(start));
    expect(countWrongCodes(state, { wrong: 3, most: 10, at: start + 30 * second })).toEqual({
      state,
      answered: 0,
    });
  });

  it('locks for twice as long each time, up to a day', () => {
    let state: GuessState | null = null;
    let at = start;
    const minutes: number[] = [];
    for (let round = 0; round < 13; round++) {
      state = typed(Array(10).fill(at), state).state;
      const end = lockEnd(state, at) ?? at;
      minutes.push((end - at) / minute);
      at = end;
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]);
  });

  it.each([
    { after: 'a day without a wrong code', waitMs: day, lockMinutes: 1 },
    { after: 'a millisecond less', waitMs: day - 1, lockMinutes: 2 },
  ])('$after makes the next lock $lockMinutes min long', ({ waitMs, lockMinutes }) => {
    const { state } = typed(Array(10).fill(start));
    // Counted from the end of the lock: a lock of a day is no day of good behaviour.
    const again = start + minute + waitMs;
    const next = typed(Array(10).fill(again), state).state;
    expect((lockEnd(next, again) ?? 0) - again).toBe(lockMinutes * minute);
  });

  it('answers of many codes typed at once as many as were before the lock', () => {
    const { state } = typed(tenFrom(start).slice(0, 7));
    const counted = countWrongCodes(state, { wrong: 20, most: 10, at: start + 8 * second });
    expect(counted.answered).toBe(3);
    expect(lockEnd(counted.state, start + 8 * second)).toBe(start + 8 * second + minute);
  });

  it('lets an office and a whole shop mistype more than one person', () => {
    expect(wrongCodeLimits).toEqual({ chat: 10, customer: 10, address: 30, key: 300 });
  });

  it('forgets a single slip after its minute', () => {
    const { state } = typed([start, start + hour]);
    expect(state).toEqual({
      failures: 1,
      windowFrom: start + hour,
      lockedUntil: null,
      lockCount: 0,
    });
  });
});

it.each([
  { text: '203.0.113.9', address: '203.0.113.9' },
  { text: '::ffff:203.0.113.9', address: '203.0.113.9' },
  { text: '2001:db8:1:2:3:4:5:6', address: '2001:db8:1:2::/64' },
  { text: '2001:0DB8:1:2::ffff', address: '2001:db8:1:2::/64' },
  { text: '2001:db8::1', address: '2001:db8:0:0::/64' },
  { text: 'fe80::1%eth0', address: 'fe80:0:0:0::/64' },
  { text: '::1', address: '0:0:0:0::/64' },
  { text: '203.0.113.256', address: null },
  { text: '2001:db8', address: null },
  { text: '1:2:3:4:5:6:7:8:9', address: null },
  { text: 'shop.example', address: null },
  { text: '', address: null },
])('counts "$text" as $address', ({ text, address }) => {
  expect(guesserAddress(text)).toBe(address);
});
