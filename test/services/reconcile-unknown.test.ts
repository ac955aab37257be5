import { beforeEach, expect, it } from 'vitest';
import type { ReconcileQuestion } from '../../src/ports/channel.js';
import { UnknownAsker } from '../../src/services/reconcile-unknown.js';
import { reconcileStore } from '../../src/store/reconcile-store.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import {
  clearOutbox,
  seedCoupons,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
  testKeyring,
} from '../support/outbox.js';

const hourMs = 3_600_000;
const signal = new AbortController().signal;

onEachDatabase('asking about what is unknown', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  /** One delivery whose first call nobody answered. */
  const unknownOne = async (deadlineAt = Date.now() + hourMs) => {
    const people = await seedPeople(test.database(), { account: 'scripted', addresses: ['ann'] });
    const runId = await seedRun(test.database());
    const couponIds = await seedCoupons(test.database(), 1);
    const seed = { account: 'scripted', people, runId, deadlineAt, couponIds };
    const [id = -1] = await seedDeliveries(test.database(), seed);
    // Something else keeps the run open.
    await seedDeliveries(test.database(), { ...seed, couponIds: [], dueAt: deadlineAt - 1 });
    const lost = scriptedChannel({
      answer: () => ({ kind: 'unknown', why: 'reset', resendSafe: false }),
    });
    await withDispatch(dispatchDeps(test.database(), [lost]), () =>
      until(async () => (await statesOf(test.database(), [id]))[0] === 'unknown'),
    );
    return { id, runId, key: lost.sent[0]?.key, couponIds };
  };
  const asker = (
    answer: (question: ReconcileQuestion) => 'sent' | 'not_sent' | 'unknown',
    now = Date.now,
  ) => {
    const asked: ReconcileQuestion[] = [];
    const channel = {
      ...scriptedChannel(),
      reconcile: async (question: ReconcileQuestion) => {
        asked.push(question);
        return answer(question);
      },
    };
    const deps = dispatchDeps(test.database(), [channel]);
    const reconciling = reconcileStore(test.database(), testKeyring);
    return { asked, asker: new UnknownAsker({ ...deps, reconciling, clock: { now } }) };
  };
  const attempts = () =>
    test.database().models.deliveryAttempt.findMany({ orderBy: { id: 'asc' } });

  it('settles what had arrived, and asks by the key that was used', async () => {
    const { id, key } = await unknownOne();
    const { asker: one, asked } = asker(() => 'sent');
    expect(await one.ask(signal)).toBe(1);
    expect(asked).toMatchObject([{ key, to: 'ann', part: { method: 'say' } }]);
    const row = await test.database().models.delivery.findUniqueOrThrow({ where: { id } });
    expect(row.state).toBe('sent');
    expect(Number(row.sentAt)).toBeGreaterThan(0);
    expect((await attempts())[0]).toMatchObject({
      outcome: 'accepted',
      detail: 'asked: it had arrived',
    });
    expect(await one.ask(signal)).toBe(0);
  });

  it('sends once more what certainly had not arrived', async () => {
    const { id } = await unknownOne();
    expect(await asker(() => 'not_sent').asker.ask(signal)).toBe(1);
    const channel = scriptedChannel();
    await withDispatch(dispatchDeps(test.database(), [channel]), () =>
      until(async () => (await statesOf(test.database(), [id]))[0] === 'sent'),
    );
    expect(channel.sent.map(({ to }) => to)).toEqual(['ann']);
    expect((await attempts()).map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      '1 not_tried',
      '2 accepted',
    ]);
  });

  it('does not send what had not arrived when its time is over, and takes its coupon back', async () => {
    const { id, couponIds } = await unknownOne();
    const later = () => Date.now() + 2 * hourMs;
    expect(await asker(() => 'not_sent', later).asker.ask(signal)).toBe(1);
    expect(await statesOf(test.database(), [id])).toEqual(['failed']);
    const [coupon] = await test.database().models.coupon.findMany();
    expect([coupon?.id, coupon?.state]).toEqual([couponIds[0], 'revoked']);
  });

  it('leaves what the platform does not know either, and asks again later', async () => {
    const { id } = await unknownOne();
    let now = Date.now();
    const { asker: one, asked } = asker(
      () => 'unknown',
      () => now,
    );
    expect([await one.ask(signal), await one.ask(signal)]).toEqual([0, 0]);
    expect(asked).toHaveLength(1);
    now += 10_001;
    await one.ask(signal);
    expect(asked).toHaveLength(2);
    expect(await statesOf(test.database(), [id])).toEqual(['unknown']);
  });

  it('does not ask about what is older than the platform remembers', async () => {
    await unknownOne();
    const { asker: one, asked } = asker(
      () => 'sent',
      () => Date.now() + 25 * hourMs,
    );
    expect(await one.ask(signal)).toBe(0);
    expect(asked).toEqual([]);
  });
});
