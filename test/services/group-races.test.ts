import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CheckoutWorker, startWorkers, type WorkerStep } from '../support/checkout-workers.js';
import { onEachDatabase } from '../support/databases.js';
import {
  type GroupShop,
  groupShop,
  hourMs,
  ledgerFaults,
  mergeInto,
} from '../support/group-shop.js';
import { reservationOf, said, startAt } from '../support/promotions.js';

onEachDatabase('group races', (test) => {
  let workers: CheckoutWorker[] = [];
  beforeAll(async () => {
    workers = await startWorkers(test.url(), 4);
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });

  /** All at once, over real processes with connections of their own. */
  const race = (steps: readonly WorkerStep[]) =>
    Promise.all(
      steps.map((step, i) => {
        const worker = workers[i % workers.length];
        if (worker === undefined) throw new Error('no worker');
        return worker.ask(step);
      }),
    );
  const tally = (answers: readonly Parameters<typeof said>[0][]) => {
    const counts: Record<string, number> = {};
    for (const answer of answers) counts[said(answer)] = (counts[said(answer)] ?? 0) + 1;
    return counts;
  };

  let shops = 0;
  const open = async (seats: number, openForMs = 24 * hourMs) => {
    shops += 1;
    const key = `raced-${shops}`;
    // Days of its own for each: what the one before left open is over.
    const start = startAt + shops * 30 * 24 * hourMs;
    const shop: GroupShop = groupShop(test.database(), { at: start });
    await shop.endGroups();
    await shop.applyGroups([{ id: key, trigger: 'automatic', groupBuy: { seats, openForMs } }]);
    const person = (name: string) => shop.person(`${key}-${name}`);
    const people = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => person(`${i}`)));
    const id = await shop.openFor(key, await person('opener'));
    const step = async (
      what: 'reserve' | 'redeem',
      customerId: number,
      more: Partial<WorkerStep> = {},
    ): Promise<WorkerStep> => {
      const quoteId = await shop.seatQuote(key, id, customerId);
      return {
        step: what,
        quoteId,
        orderRef: `${id}-${quoteId}`,
        ttlMs: 600_000,
        at: start,
        ...more,
      };
    };
    const standing = async () => {
      const found = await shop.groupBuys.group(id, shop.time.at);
      return `${found?.state} ${found?.paid}/${found?.seats}`;
    };
    return { ...shop, start, key, id, person, people, step, standing };
  };

  it('R20 with 2 of 3 paid, two who join at once: one does, the group is complete, the other hears it is full', async () => {
    for (let round = 0; round < 5; round++) {
      const shop = await open(3);
      const [ann = 0, bob = 0, cy = 0, di = 0] = await shop.people(4);
      await shop.payFor(shop.key, shop.id, ann);
      await shop.payFor(shop.key, shop.id, bob);
      const answers = await race([await shop.step('reserve', cy), await shop.step('reserve', di)]);
      expect(tally(answers)).toEqual({ OK: 1, GROUP_FULL: 1 });
      const [winner] = answers.filter(({ kind }) => kind === 'ok');
      if (winner === undefined) throw new Error('nobody has the seat');
      await race([{ step: 'commit', reservationId: reservationOf(winner), at: shop.start }]);
      expect(await shop.standing()).toBe('complete 3/3');
      const members = await shop.groupBuys.members(shop.id);
      expect(members.filter(({ state }) => state === 'paid')).toHaveLength(3);
    }
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('50 people who pay at once for 3 seats: 3 have them', async () => {
    const shop = await open(3);
    const steps = await Promise.all((await shop.people(50)).map((who) => shop.step('redeem', who)));
    const { OK, GROUP_FULL = 0, GROUP_CLOSED = 0, ...others } = tally(await race(steps));
    expect(others).toEqual({});
    expect(OK).toBe(3);
    expect(GROUP_FULL + GROUP_CLOSED).toBe(47);
    expect(await shop.standing()).toBe('complete 3/3');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('last payments at once complete a group exactly once, whoever is last', async () => {
    const shop = await open(6);
    const held = await race(
      await Promise.all((await shop.people(6)).map((who) => shop.step('reserve', who))),
    );
    const commits = held.map(
      (answer): WorkerStep => ({
        step: 'commit',
        reservationId: reservationOf(answer),
        at: shop.start,
      }),
    );
    expect(tally(await race(commits))).toEqual({ OK: 6 });
    expect(await shop.standing()).toBe('complete 6/6');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('one person under two rows, 20 times at once, has one seat', async () => {
    const shop = await open(5);
    const [ann = 0, twin = 0] = await shop.people(2);
    await mergeInto(test.database(), twin, ann);
    const steps = await Promise.all(
      Array.from({ length: 20 }, (_, i) => shop.step('reserve', i % 2 === 0 ? ann : twin)),
    );
    expect(tally(await race(steps))).toEqual({ OK: 1, ALREADY_MEMBER: 19 });
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('the last seat, held by a checkout that lapsed, goes to exactly one of 20', async () => {
    const shop = await open(1);
    const [first = 0, ...others] = await shop.people(21);
    await race([await shop.step('reserve', first, { ttlMs: 1_000 })]);
    const at = shop.start + 1_000;
    const steps = await Promise.all(others.map((who) => shop.step('redeem', who, { at })));
    const found = tally(await race([...steps, { step: 'sweep', at }]));
    // The sweep’s own OK is one of them.
    expect(found['OK']).toBe(2);
    expect(await shop.standing()).toBe('complete 1/1');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('joining and paying against the deadline: complete or failed, never between, and nothing is lost', async () => {
    for (let round = 0; round < 4; round++) {
      const shop = await open(2, hourMs);
      const [ann = 0, ...others] = await shop.people(7);
      await shop.payFor(shop.key, shop.id, ann);
      const [before, after] = [shop.start + hourMs - 1, shop.start + hourMs];
      const joins = await Promise.all(
        others.map((who, i) => shop.step('redeem', who, { at: i % 2 === 0 ? before : after })),
      );
      const ends = Array.from({ length: 3 }, (): WorkerStep => ({ step: 'endGroups', at: after }));
      const answers = await race([...joins.slice(0, 3), ...ends, ...joins.slice(3)]);
      expect(Object.keys(tally(answers)).sort()).not.toContain('failed');
      shop.time.at = after;
      await shop.endGroups();
      const found = await shop.group(shop.id);
      // Paid for in time means complete; if not, all that was paid has gone back.
      expect(['complete 2', 'failed 0']).toContain(`${found?.state} ${found?.paid}`);
      expect(found?.held).toBe(0);
      const refunds = await Promise.all(
        (await shop.groupBuys.members(shop.id)).map(({ reservationId }) =>
          shop.refunds.refunds(reservationId),
        ),
      );
      expect(refunds.every(({ length }) => length === (found?.state === 'failed' ? 1 : 0))).toBe(
        true,
      );
      expect(await ledgerFaults(test.database())).toEqual([]);
    }
  });

  it('a till killed between reserve and commit holds the seat until its time is up, no longer', async () => {
    const shop = await open(1);
    const [ann = 0, bob = 0] = await shop.people(2);
    const [doomed] = await startWorkers(test.url(), 1);
    const held = await doomed?.ask(await shop.step('reserve', ann, { ttlMs: 60_000 }));
    await doomed?.kill();
    expect(held === undefined ? '' : said(held)).toBe('OK');
    expect(tally(await race([await shop.step('reserve', bob)]))).toEqual({ GROUP_FULL: 1 });
    const later = await shop.step('redeem', bob, { at: shop.start + 60_000 });
    expect(tally(await race([later]))).toEqual({ OK: 1 });
    expect(await shop.standing()).toBe('complete 1/1');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('tills killed anywhere in their work, and rounds beside them, leave nothing half done', async () => {
    const shop = await open(40, hourMs);
    const people = await shop.people(60);
    for (let round = 0; round < 3; round++) {
      const [doomed] = await startWorkers(test.url(), 1);
      const mine = people.slice(round * 20, round * 20 + 20);
      const steps = await Promise.all(mine.map((who) => shop.step('redeem', who)));
      const asked = steps.map((each) => doomed?.ask(each));
      // Dies while the others wait: after the first answer, the fourth, the seventh.
      await Promise.all(asked.slice(0, 1 + round * 3));
      await doomed?.kill();
      expect(await ledgerFaults(test.database())).toEqual([]);
    }
    const after = shop.start + hourMs;
    const [doomed] = await startWorkers(test.url(), 1);
    const round = doomed?.ask({ step: 'endGroups', at: after });
    await doomed?.kill();
    await Promise.race([round, Promise.resolve()]);
    shop.time.at = after;
    await shop.endGroups();
    const found = await shop.group(shop.id);
    expect(found).toMatchObject({ state: 'failed', held: 0 });
    const members = await shop.groupBuys.members(shop.id);
    expect(members.every(({ state }) => state === 'refunded')).toBe(true);
    expect(await ledgerFaults(test.database())).toEqual([]);
  }, 60_000);

  it('joins, payments, cancellations, sweeps and rounds in each other’s way never stand still', async () => {
    const shop = await open(4, hourMs);
    const [ann = 0, twin = 0, ...others] = await shop.people(12);
    await mergeInto(test.database(), twin, ann);
    const people = [ann, twin, ...others];
    for (let round = 0; round < 6; round++) {
      const at = shop.start + round * 60_000;
      const reserves = await Promise.all(
        people.map((who, i) =>
          shop.step(i % 5 === 0 ? 'redeem' : 'reserve', who, { at, ttlMs: 60_000 }),
        ),
      );
      const members = await shop.groupBuys.members(shop.id);
      const ends = members.flatMap(({ reservationId }, i): WorkerStep[] => [
        { step: i % 2 === 0 ? 'release' : 'commit', reservationId, at },
      ]);
      const answers = await race([
        ...reserves.slice(0, 6),
        ...ends,
        { step: 'sweep', at },
        { step: 'endGroups', at },
        ...reserves.slice(6),
      ]);
      expect(answers.filter(({ kind }) => kind !== 'ok' && kind !== 'refused')).toEqual([]);
      expect(await ledgerFaults(test.database())).toEqual([]);
    }
  }, 60_000);
});
