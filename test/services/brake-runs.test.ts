import { beforeEach, expect, it } from 'vitest';
import { usualBands } from '../../src/domain/campaign/error-brake.js';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { brakeRuns, startBrake } from '../../src/services/brake-runs.js';
import { resumeRun } from '../../src/services/control-run.js';
import { brakeStore } from '../../src/store/brake-store.js';
import { runControl } from '../../src/store/run-control.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, listLog, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedPeople, seedRun } from '../support/outbox.js';

onEachDatabase('the error brake', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const deps = () => ({
    brakes: brakeStore(test.database()),
    runControl: runControl(test.database()),
    policies: async (ids: readonly number[]) =>
      new Map(ids.map((id) => [id, { channels: [], resendsUnknown: false, brake: usualBands }])),
    clock: { now: Date.now },
    log: listLog(),
  });
  const seed = async (count: number) => {
    const addresses = Array.from({ length: count }, (_, i) => `p${i}`);
    const people = await seedPeople(test.database(), { account: 'scripted', addresses });
    const runId = await seedRun(test.database());
    await seedDeliveries(test.database(), { account: 'scripted', people, runId });
    return { runId, people };
  };
  const runOf = (id: number) => test.database().models.run.findUniqueOrThrow({ where: { id } });
  const stateOf = async (id: number) => (await runOf(id)).state;
  const blocked: SendOutcome = { kind: 'undeliverable', recipient: 'suppress', why: 'blocked' };

  it('stops a run whose people block us, says why, and is not tripped by the same again', async () => {
    let isBad = true;
    const channel = scriptedChannel({
      rate: { perSecond: 100 },
      answer: () => (isBad ? blocked : { kind: 'accepted', ref: '1', final: true }),
    });
    const { runId } = await seed(400);
    const parts = deps();
    const brake = startBrake(parts);
    try {
      await withDispatch(dispatchDeps(test.database(), [channel]), async () => {
        await until(async () => (await stateOf(runId)) === 'paused');
        const { stateReason } = await runOf(runId);
        expect(stateReason).toMatch(/^error brake: \d+ of the last \d+ people had blocked us/);
        isBad = false;
        const sentBefore = channel.sent.length;
        expect(sentBefore).toBeLessThan(400);
        await resumeRun(parts, runId);
        await until(async () => (await stateOf(runId)) === 'done');
        expect(channel.sent).toHaveLength(400);
      });
    } finally {
      await brake.stop();
    }
    expect(parts.log.lines.map(({ event }) => event)).toEqual(['run.braked']);
  }, 30_000);

  it('leaves a run alone whose neighbour loses its people', async () => {
    const channel = scriptedChannel({
      answer: ({ text }) =>
        text.startsWith('bad') ? blocked : { kind: 'accepted', ref: '1', final: true },
    });
    const [bad, good] = [await seed(60), await seedRun(test.database())];
    const others = await seedPeople(test.database(), {
      account: 'scripted',
      addresses: Array.from({ length: 60 }, (_, i) => `o${i}`),
    });
    await test.database().write(2, ({ models }) => models.delivery.deleteMany());
    const plan = (runId: number, people: typeof others, word: string) =>
      seedDeliveries(test.database(), { account: 'scripted', people, runId, text: () => word });
    await plan(bad.runId, bad.people, 'bad');
    await plan(good, others, 'good');
    const held = await seedDeliveries(test.database(), {
      account: 'scripted',
      people: others.slice(0, 1),
      runId: bad.runId,
      dueAt: Date.now() + 60_000,
    });
    expect(held).toHaveLength(1);
    const [late] = others;
    await seedDeliveries(test.database(), {
      account: 'scripted',
      people: late === undefined ? [] : [late],
      runId: good,
      dueAt: Date.now() + 60_000,
    });
    await withDispatch(dispatchDeps(test.database(), [channel]), () =>
      until(() => channel.sent.length === 120),
    );
    expect(await brakeRuns(deps(), { reactions: true })).toEqual([bad.runId]);
    expect([await stateOf(bad.runId), await stateOf(good)]).toEqual(['paused', 'running']);
  });

  it('stops a run whose readers complain or leave within a day, not for those of a week ago', async () => {
    const { runId, people } = await seed(60);
    const now = Date.now();
    await test.database().write(2, async ({ models }) => {
      await models.delivery.updateMany({ data: { state: 'sent', sentAt: BigInt(now - 1_000) } });
      await models.consentEvent.createMany({
        data: people.slice(0, 6).map(({ identityId }, i) => ({
          identityId,
          sequence: 1,
          topic: 'marketing',
          kind: 'withdrawn',
          source: 'chat:stop',
          at: BigInt(i < 3 ? now : now - 7 * 86_400_000),
        })),
      });
    });
    // 3 of 60: the interval begins at 1.7 %, above 0.3 %.
    expect(await brakeRuns(deps(), { reactions: false })).toEqual([]);
    expect(await brakeRuns(deps(), { reactions: true })).toEqual([runId]);
    expect((await runOf(runId)).stateReason).toBe(
      'error brake: 3 of 60 people complained or left within a day (limit 0.3 %)',
    );
  });
});
