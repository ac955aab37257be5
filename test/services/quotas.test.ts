import { beforeEach, expect, it } from 'vitest';
import type { Quota } from '../../src/ports/channel.js';
import type { DispatchDeps } from '../../src/services/dispatch.js';
import { type Script, scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import {
  clearOutbox,
  type SeedDeliveries,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
} from '../support/outbox.js';

const account = 'scripted';
const dayMs = 86_400_000;
// 2026-11-21 12:00 in Shanghai; its day ends at 16:00 UTC.
const noon = Date.parse('2026-11-21T04:00:00Z');
const midnight = Date.parse('2026-11-21T16:00:00Z');
const daily: Quota = { of: 'account', max: 20, per: 'day', timezone: 'Asia/Shanghai' };

onEachDatabase('quotas', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const channelWith = (quotas: readonly Quota[], script: Script = {}) =>
    scriptedChannel({ ...script, rate: { quotas, ...script.rate } });
  const seed = async (count: number, more: Partial<SeedDeliveries> = {}) => {
    const runId = more.runId === undefined ? await seedRun(test.database()) : more.runId;
    const addresses = Array.from({ length: count }, (_, i) => `${more.purpose ?? 'p'}${i}`);
    const people = more.people ?? (await seedPeople(test.database(), { account, addresses }));
    const deadlineAt = noon + 3 * dayMs;
    return seedDeliveries(test.database(), { account, deadlineAt, ...more, people, runId });
  };
  const dispatchAt = (now: () => number, channel: ReturnType<typeof channelWith>) => {
    const overrides: Partial<DispatchDeps> = { clock: { now } };
    return (work: () => Promise<void>) =>
      withDispatch(dispatchDeps(test.database(), [channel], overrides), work);
  };
  const sentOf = async (ids: readonly number[]) =>
    (await statesOf(test.database(), ids)).filter((state) => state === 'sent').length;
  const dueOf = async (state: string) => {
    const rows = await test.database().models.delivery.findMany({ where: { state } });
    return rows.map(({ dueAt, stateReason }) => `${stateReason} until ${Number(dueAt)}`);
  };

  it('sends a day’s worth, keeps a tenth of it for answers, and the rest goes the next day', async () => {
    const channel = channelWith([daily]);
    let now = noon;
    const ids = await seed(30);
    await dispatchAt(
      () => now,
      channel,
    )(async () => {
      await until(async () => (await sentOf(ids)) === 18);
      const answers = await seed(3, { purpose: 'reply', runId: null });
      await until(async () => (await sentOf(answers)) === 2);
      await until(async () => (await dueOf('planned')).some((due) => due.includes('quota')));
      expect(await sentOf(ids)).toBe(18);
      const waiting = (await dueOf('planned')).filter((due) => due.startsWith('quota'));
      expect(new Set(waiting.map((due) => due.split(' until ')[1]))).toEqual(
        new Set([String(midnight)]),
      );
      now = midnight;
      await until(async () => (await sentOf([...ids, ...answers])) === 33);
    });
    const uses = await test
      .database()
      .models.quotaUse.findMany({ orderBy: { periodStart: 'asc' } });
    expect(uses.map(({ quota, used }) => [quota, used])).toEqual([
      ['day', 20],
      ['day', 13],
    ]);
  });

  it('counts a chat’s own quota for each chat', async () => {
    const channel = channelWith([{ ...daily, of: 'chat', max: 2 }]);
    const people = await seedPeople(test.database(), { account, addresses: ['ann', 'bob'] });
    const three = [...people, ...people, ...people];
    const ids = await seed(0, { people: three, runId: null, purpose: 'reply' });
    await dispatchAt(
      () => noon,
      channel,
    )(async () => {
      await until(async () => (await sentOf(ids)) === 4);
      await until(async () => (await dueOf('planned')).every((due) => due.startsWith('quota')));
    });
    expect(channel.sent.map(({ to }) => to).sort()).toEqual(['ann', 'ann', 'bob', 'bob']);
  });

  it('counts only the calls it is for, and gives back one that was certainly not sent', async () => {
    let calls = 0;
    const channel = channelWith(
      [
        { ...daily, max: 2, methods: ['say'] },
        { ...daily, max: 1, methods: ['shout'] },
      ],
      {
        answer: () => {
          calls += 1;
          return calls === 1
            ? { kind: 'rejected', why: 'too rude' }
            : { kind: 'accepted', ref: String(calls), final: true };
        },
      },
    );
    const rude = await seed(1, { runId: null, purpose: 'test' });
    await dispatchAt(
      () => noon,
      channel,
    )(async () => {
      await until(async () => (await statesOf(test.database(), rude))[0] === 'failed');
      const ids = await seed(3, { runId: null, purpose: 'reply' });
      await until(async () => (await sentOf(ids)) === 2);
      await until(async () => (await dueOf('planned')).length === 1);
    });
    expect(channel.sent).toHaveLength(3);
    const uses = await test.database().models.quotaUse.findMany();
    expect(uses.map(({ quota, used }) => [quota, used])).toEqual([['day of say', 2]]);
  });

  it('holds over two workers at once', async () => {
    const channels = [channelWith([{ ...daily, max: 50 }]), channelWith([{ ...daily, max: 50 }])];
    const ids = await seed(120);
    const workers = channels.map((channel) =>
      dispatchDeps(test.database(), [channel], { clock: { now: () => noon }, isShared: true }),
    );
    const [one, two] = workers;
    if (one === undefined || two === undefined) throw new Error('two workers');
    await withDispatch(one, () =>
      withDispatch(two, async () => {
        await until(async () => (await sentOf(ids)) === 45);
        await until(async () => (await dueOf('claimed')).length === 0);
      }),
    );
    expect(channels.flatMap(({ sent }) => sent)).toHaveLength(45);
  });
});
