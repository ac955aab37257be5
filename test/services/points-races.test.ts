import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';
import { clubOn, clubRules, dayMs, pointsFaults } from '../support/membership.js';
import {
  type PointsStep,
  type PointsWorker,
  startPointsWorkers,
} from '../support/points-workers.js';

onEachDatabase('points races', (test) => {
  let workers: PointsWorker[] = [];
  beforeAll(async () => {
    workers = await startPointsWorkers(test.url(), 4, clubRules);
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });
  afterEach(async () => {
    expect(await pointsFaults(test.database())).toEqual([]);
  });

  /** All at once, over real processes with connections of their own. */
  const race = async (steps: readonly PointsStep[]) => {
    const answers = await Promise.all(
      steps.map((step, i) => workers[i % workers.length]?.ask(step)),
    );
    expect(new Set(answers)).toEqual(new Set(['done']));
  };

  it('one interaction counted by four workers at once earns once', async () => {
    const club = clubOn(test.database());
    const { at } = club.clock;
    const ann = await club.newMember();
    for (let i = 0; i < 20; i++) await club.buys(ann, `race-${test.name}-${i}`, 1_000);
    await club.did(ann, 'review');
    await race(Array.from({ length: 12 }, () => ({ step: 'round', at })));
    // 20 times 10.00, the review, and joining; the tier rises after the pass.
    expect(await club.available(ann)).toBe(200 + 20 + 50);
  });

  it('twenty times /join over three linked rows is one bonus', async () => {
    const club = clubOn(test.database());
    const { at } = club.clock;
    const rows = [await club.newCustomer(), await club.newCustomer(), await club.newCustomer()];
    const [ann = 0, ...others] = rows;
    for (const other of others) await club.merge(other, ann);
    await race(
      Array.from({ length: 20 }, (_, i) => ({
        step: 'join',
        at,
        customerId: rows[i % rows.length] ?? ann,
      })),
    );
    expect(await club.earned(ann)).toEqual(['join 50']);
  });

  it('spending against expiry: whatever goes first, no point is spent and gone', async () => {
    const club = clubOn(test.database());
    const members: number[] = [];
    for (let i = 0; i < 6; i++) members.push(await club.newMember());
    const at = club.clock.at + 366 * dayMs;
    // Each tries to spend 5 times 15 of 50 while they run out.
    const spends = members.flatMap((id) => Array.from({ length: 5 }, () => club.spend(id, 15)));
    const [results] = await Promise.all([
      Promise.all(spends),
      race(Array.from({ length: 8 }, () => ({ step: 'round', at }))),
    ]);
    club.clock.at = at;
    for (const [i, id] of members.entries()) {
      const spent = results.slice(i * 5, i * 5 + 5).filter(Boolean).length * 15;
      const expired = (await club.deps.points.history(id, 9)).find(({ kind }) => kind === 'expiry');
      expect(spent - (expired?.points ?? 0)).toBe(50);
      expect(await club.available(id)).toBe(0);
    }
  });

  it('giving and taking by hand at once never goes below nothing', async () => {
    const club = clubOn(test.database());
    const { at } = club.clock;
    const ann = await club.newMember();
    await race(
      Array.from({ length: 24 }, (_, i) => ({
        step: 'adjust',
        at,
        customerId: ann,
        points: i % 3 === 0 ? 10 : -20,
      })),
    );
    const entries = await club.deps.points.history(ann, 100);
    const sum = entries.reduce((all, { points }) => all + points, 0);
    expect(sum).toBeGreaterThanOrEqual(0);
    expect(await club.available(ann)).toBe(sum);
  });
});
