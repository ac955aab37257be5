import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  availablePoints,
  nextExpiry,
  type PointsBook,
  pendingExpiry,
  spread,
} from '../../../src/domain/membership/points-book.js';

it.each([
  {
    name: 'a lot before its day',
    lots: [[100, 10]],
    used: 0,
    gone: 0,
    at: 9,
    pending: 0,
    left: 100,
  },
  { name: 'a lot on its day', lots: [[100, 10]], used: 0, gone: 0, at: 10, pending: 100, left: 0 },
  {
    name: 'what was spent of it',
    lots: [[100, 10]],
    used: 70,
    gone: 0,
    at: 10,
    pending: 30,
    left: 0,
  },
  {
    name: 'spent more than ran out',
    lots: [
      [100, 10],
      [50, 20],
    ],
    used: 120,
    gone: 0,
    at: 10,
    pending: 0,
    left: 30,
  },
  {
    name: 'run out before',
    lots: [
      [100, 10],
      [50, 20],
    ],
    used: 20,
    gone: 80,
    at: 20,
    pending: 50,
    left: 0,
  },
  {
    name: 'taken by hand, the oldest first',
    lots: [
      [100, 10],
      [50, 20],
    ],
    used: 0,
    gone: 30,
    at: 10,
    pending: 70,
    left: 50,
  },
  {
    name: 'taken back with its order',
    lots: [
      [100, 10],
      [-40, 10],
    ],
    used: 0,
    gone: 0,
    at: 10,
    pending: 60,
    left: 0,
  },
  { name: 'a lot for ever', lots: [[100, null]], used: 10, gone: 0, at: 99, pending: 0, left: 90 },
] as const)('$name', ({ lots, used, gone, at, pending, left }) => {
  const book = { lots: lots.map(([points, expiresAt]) => ({ points, expiresAt })), used, gone };
  expect(pendingExpiry(book, at)).toBe(pending);
  expect(availablePoints(book, at)).toBe(left);
});

it('names the next day on which something runs out, and how much if nothing is spent before', () => {
  const lots = [
    { points: 40, expiresAt: 30 },
    { points: 100, expiresAt: 10 },
    { points: 50, expiresAt: 20 },
    { points: 9, expiresAt: null },
  ];
  expect(nextExpiry({ lots, used: 0, gone: 0 }, 0)).toEqual({ points: 100, expiresAt: 10 });
  expect(nextExpiry({ lots, used: 130, gone: 0 }, 0)).toEqual({ points: 20, expiresAt: 20 });
  expect(nextExpiry({ lots, used: 130, gone: 0 }, 20)).toEqual({ points: 40, expiresAt: 30 });
  expect(nextExpiry({ lots, used: 190, gone: 0 }, 0)).toBeNull();
});

it('takes from accounts in their order, as far as each goes', () => {
  expect(spread(70, [50, -3, 15, 30])).toEqual([50, 0, 15, 5]);
  expect(spread(70, [50])).toEqual([50]);
});

/** Every point by itself: a lot is a list of points, spending marks the first free ones, a return frees the last marked. */
class PointByPoint {
  readonly #points: { readonly expiresAt: number; state: 'free' | 'spent' | 'gone' }[] = [];

  earn(points: number, expiresAt: number) {
    for (let i = 0; i < points; i++) this.#points.push({ expiresAt, state: 'free' });
  }

  spend(points: number): number {
    const free = this.#points.filter(({ state }) => state === 'free').slice(0, points);
    for (const each of free) each.state = 'spent';
    return free.length;
  }

  giveBack(points: number): number {
    const spent = this.#points.filter(({ state }) => state === 'spent').slice(-points);
    if (points > 0) for (const each of spent) each.state = 'free';
    return points > 0 ? spent.length : 0;
  }

  expire(at: number): number {
    const due = this.#points.filter((each) => each.state === 'free' && each.expiresAt <= at);
    for (const each of due) each.state = 'gone';
    return due.length;
  }

  get free(): number {
    return this.#points.filter(({ state }) => state === 'free').length;
  }
}

const lifeMs = 20;

it('agrees with a model that knows every single point, whatever happens in whatever order', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 9 }),
    what: fc.constantFrom('earn', 'spend', 'give-back', 'look' as const),
    points: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const model = new PointByPoint();
      let book: PointsBook = { lots: [], used: 0, gone: 0 };
      let at = 0;
      for (const { after, what, points } of steps) {
        at += after;
        // What has run out is taken off before anything else, as the store does.
        expect(pendingExpiry(book, at)).toBe(model.expire(at));
        book = { ...book, gone: book.gone + pendingExpiry(book, at) };
        expect(availablePoints(book, at)).toBe(model.free);
        if (what === 'earn') {
          model.earn(points, at + lifeMs);
          book = { ...book, lots: [...book.lots, { points, expiresAt: at + lifeMs }] };
        } else if (what === 'spend') {
          const spent = Math.min(points, availablePoints(book, at));
          expect(model.spend(points)).toBe(spent);
          book = { ...book, used: book.used + spent };
        } else if (what === 'give-back') {
          const back = Math.min(points, book.used);
          expect(model.giveBack(points)).toBe(back);
          book = { ...book, used: book.used - back };
        }
      }
    }),
    { numRuns: 3_000 },
  );
});

it('looking seldom or often comes to the same: nothing is lost that was spent in time', () => {
  const lots = fc.array(
    fc.record({
      points: fc.integer({ min: 1, max: 50 }),
      expiresAt: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(
      lots,
      fc.nat({ max: 60 }),
      fc.array(fc.nat({ max: 40 })),
      (given, wanted, looks) => {
        const all = given.reduce((sum, { points }) => sum + points, 0);
        const used = Math.min(wanted, all);
        const lazy: PointsBook = { lots: given, used, gone: 0 };
        let eager = lazy;
        for (const at of [...looks].sort((a, b) => a - b))
          eager = { ...eager, gone: eager.gone + pendingExpiry(eager, at) };
        const last = Math.max(0, ...looks);
        expect(eager.gone).toBe(pendingExpiry(lazy, last));
        expect(availablePoints(eager, last)).toBe(availablePoints(lazy, last));
      },
    ),
    { numRuns: 2_000 },
  );
});
