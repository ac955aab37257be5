import { beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { ReplyWindow } from '../../src/ports/channel.js';
import type { DispatchDeps } from '../../src/services/dispatch.js';
import { sendRightStore } from '../../src/store/send-rights.js';
import { type Script, type ScriptedChannel, scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import {
  clearOutbox,
  type SeedDeliveries,
  type SeededPerson,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
} from '../support/outbox.js';

const account = 'scripted';
const hourMs = 3_600_000;
const window: ReplyWindow = { opensOn: ['message'], ttlMs: 48 * hourMs, maxMessages: 5 };

onEachDatabase('send rights', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const rights = () => sendRightStore(test.database());
  const channelWith = (script: Script = {}) =>
    scriptedChannel({ capabilities: { proactive: 'window', windows: [window] }, ...script });
  const person = async (address = 'ann') => {
    const [found] = await seedPeople(test.database(), { account, addresses: [address] });
    if (found === undefined) throw new Error('no person');
    return found;
  };
  const plan = async (people: readonly SeededPerson[], more: Partial<SeedDeliveries> = {}) => {
    const runId = more.runId === undefined ? await seedRun(test.database()) : more.runId;
    const deadlineAt = Date.now() + hourMs;
    return seedDeliveries(test.database(), { account, people, deadlineAt, ...more, runId });
  };
  const opens = (who: SeededPerson, ref: string, most = 5, ttlMs = hourMs) =>
    rights().heardFrom(
      who.identityId,
      [{ identityId: who.identityId, ref, closesAt: Date.now() + ttlMs, most }],
      Date.now(),
    );
  const run = (channels: ScriptedChannel[], work: () => Promise<void>, o?: Partial<DispatchDeps>) =>
    withDispatch(dispatchDeps(test.database(), channels, o), work);
  const state = async (id = -1) => (await statesOf(test.database(), [id]))[0];
  const reason = async (id = -1) =>
    (await test.database().models.delivery.findUniqueOrThrow({ where: { id } })).stateReason;
  const isWaiting =
    (id = -1) =>
    async () =>
      (await test.database().models.inboundWait.count({ where: { deliveryId: id } })) === 1;
  const rightRows = () => test.database().models.sendRight.findMany({ orderBy: { id: 'asc' } });
  const usedOf = async (ref: string) => (await rightRows()).find((row) => row.ref === ref)?.used;

  it('lets a campaign wait until the customer writes, then sends it with the right that opened', async () => {
    const channel = channelWith();
    const ann = await person();
    const [id] = await plan([ann]);
    await run([channel], async () => {
      await until(isWaiting(id));
      expect(channel.sent).toEqual([]);
      expect([await state(id), await reason(id)]).toEqual(['planned', 'needs-inbound']);
      expect(await opens(ann, 'm1')).toBe(1);
      await until(async () => (await state(id)) === 'sent');
    });
    expect(channel.sent.map(({ right }) => right)).toEqual([
      { kind: 'reply', ref: 'm1', sequence: 0 },
    ]);
    expect(await test.database().models.inboundWait.count()).toBe(0);
  });

  it('leaves a window to the answers where a campaign needs none', async () => {
    const channel = channelWith({ capabilities: { proactive: 'free', windows: [window] } });
    const ann = await person();
    await opens(ann, 'm1', 1);
    const [campaign] = await plan([ann]);
    await run([channel], () => until(async () => (await state(campaign)) === 'sent'));
    const [answer] = await plan([ann], { runId: null, purpose: 'reply' });
    await run([channel], () => until(async () => (await state(answer)) === 'sent'));
    const [late] = await plan([ann], { runId: null, purpose: 'reply' });
    await run([channel], () => until(async () => (await state(late)) === 'sent'));
    expect(channel.sent.map(({ right }) => right?.ref)).toEqual([undefined, 'm1', undefined]);
  });

  it('goes the open way, where there is one, when a window turns out to be closed', async () => {
    const closed: SendOutcome = { kind: 'undeliverable', recipient: 'needs_inbound', why: 'over' };
    const channel = channelWith({
      capabilities: { proactive: 'free', windows: [window] },
      answer: ({ right }) =>
        right === undefined ? { kind: 'accepted', ref: 'r', final: true } : closed,
    });
    const ann = await person();
    await opens(ann, 'm1', 1);
    const [answer] = await plan([ann], { runId: null, purpose: 'reply' });
    await run([channel], () => until(async () => (await state(answer)) === 'sent'));
    expect(channel.sent.map(({ right }) => right?.ref)).toEqual(['m1', undefined]);
  });

  it('ends at its deadline what nobody wrote for, in words', async () => {
    const ann = await person();
    const [id] = await plan([ann], { deadlineAt: Date.now() + 700 });
    const channel = channelWith();
    await run([channel], () => until(async () => (await state(id)) === 'expired'));
    expect(await reason(id)).toBe('no-inbound-by-deadline');
    expect(channel.sent).toEqual([]);
  });

  it('never sends more in a window than it has, and gives each a number of its own', async () => {
    const channel = channelWith();
    const ann = await person();
    await opens(ann, 'm1', 3);
    const ids = await plan([ann, ann, ann, ann, ann], { runId: null, purpose: 'reply' });
    await run([channel], async () => {
      await until(async () => (await test.database().models.inboundWait.count()) === 2);
    });
    expect(channel.sent.map(({ right }) => `${right?.ref} ${right?.sequence}`).sort()).toEqual([
      'm1 0',
      'm1 1',
      'm1 2',
    ]);
    expect((await statesOf(test.database(), ids)).sort()).toEqual([
      'planned',
      'planned',
      'sent',
      'sent',
      'sent',
    ]);
  });

  it('uses the window that closes first, leaves one that is about to close, and notices for last', async () => {
    const channel = channelWith();
    const ann = await person();
    await opens(ann, 'late', 5, 10 * hourMs);
    await opens(ann, 'soon', 1, hourMs);
    await opens(ann, 'closing', 5, 2_000);
    const proof = 'event:scripted:n1';
    const notice = { identityId: ann.identityId, template: 't', isGranted: true, proof };
    await rights().noticeConsent(notice, Date.now());
    const ids = await plan([ann, ann], { runId: null, purpose: 'reply' });
    await run([channel], () =>
      until(async () => (await statesOf(test.database(), ids)).every((each) => each === 'sent')),
    );
    expect(channel.sent.map(({ right }) => right?.ref).sort()).toEqual(['late', 'soon']);
  });

  it('takes one use for each part, and none for a part that was certainly not sent', async () => {
    let calls = 0;
    const throttled: SendOutcome = { kind: 'throttled', scope: 'recipient', retryAfterMs: 10 };
    const channel = channelWith({
      partPerBlock: true,
      answer: () => {
        calls += 1;
        return calls === 2 ? throttled : { kind: 'accepted', ref: `r${calls}`, final: true };
      },
    });
    const ann = await person();
    await opens(ann, 'm1', 2);
    const blocks = () => [
      { kind: 'text' as const, text: 'one' },
      { kind: 'text' as const, text: 'two' },
    ];
    const [id] = await plan([ann], { runId: null, purpose: 'reply', blocks });
    await run([channel], async () => {
      // The first attempt used one of two; the second wants two again, of which one is left and one came back.
      await until(async () => channel.sent.length >= 2 && (await isWaiting(id)()));
    });
    expect(channel.sent.map(({ text, right }) => `${text} ${right?.sequence}`)).toEqual([
      'one 0',
      'two 1',
    ]);
    const [row] = await rightRows();
    expect([row?.used, row?.most]).toEqual([2, 3]);
  });

  it('waits when the platform says that the window is shut, and does not believe in it again', async () => {
    const channel = channelWith({
      answer: ({ right }) =>
        right?.ref === 'm1'
          ? { kind: 'undeliverable', recipient: 'needs_inbound', why: 'window shut' }
          : { kind: 'accepted', ref: '9', final: true },
    });
    const ann = await person();
    await opens(ann, 'm1', 5);
    const [id] = await plan([ann]);
    await run([channel], async () => {
      await until(isWaiting(id));
      expect(channel.sent).toHaveLength(1);
      await opens(ann, 'm2', 5);
      await until(async () => (await state(id)) === 'sent');
    });
    expect(channel.sent.map(({ right }) => right?.ref)).toEqual(['m1', 'm2']);
    const [identity] = await test.database().models.channelIdentity.findMany();
    expect(identity?.state).toBe('active');
  });

  it('does not miss a window that opens while a refusal is being written down', async () => {
    const ann = await person();
    const channel = channelWith({
      answer: async ({ right }) => {
        if (right?.ref !== 'm1') return { kind: 'accepted', ref: '9', final: true };
        // Written after the question was asked, and before its answer is kept.
        await new Promise((resolve) => setTimeout(resolve, 5));
        await opens(ann, 'm2', 5);
        return { kind: 'undeliverable', recipient: 'needs_inbound', why: 'window shut' };
      },
    });
    await opens(ann, 'm1', 5);
    const [id] = await plan([ann]);
    await run([channel], () => until(async () => (await state(id)) === 'sent'));
    expect(channel.sent.map(({ right }) => right?.ref)).toEqual(['m1', 'm2']);
  });

  it('goes to a free channel of the campaign instead of waiting, but never to another that waits', async () => {
    const channel = channelWith();
    const other = scriptedChannel({
      name: 'other',
      capabilities: { proactive: 'window', windows: [window] },
    });
    const free = scriptedChannel({ name: 'free' });
    const ann = await person();
    const [elsewhere, freely] = [
      ...(await seedPeople(test.database(), { account: 'other', addresses: ['ann'] })),
      ...(await seedPeople(test.database(), { account: 'free', addresses: ['ann'] })),
    ];
    for (const identity of [elsewhere, freely])
      await test.database().write(2, ({ models }) =>
        models.channelIdentity.update({
          where: { id: identity?.identityId ?? -1 },
          data: { customerId: ann.customerId },
        }),
      );
    const [shut, open] = [await seedRun(test.database()), await seedRun(test.database())];
    const channelsOf = (runId: number) =>
      runId === shut ? [account, 'other'] : [account, 'other', 'free'];
    const policies: DispatchDeps['policies'] = async (runIds) =>
      new Map(runIds.map((id) => [id, { channels: channelsOf(id), resendsUnknown: false }]));
    const [waits] = await plan([ann], { runId: shut });
    const [goes] = await plan([ann], { runId: open });
    await run(
      [channel, other, free],
      async () => {
        await until(async () => (await state(goes)) === 'sent');
        await until(isWaiting(waits));
      },
      { policies },
    );
    expect([channel.sent.length, other.sent.length, free.sent.length]).toEqual([0, 0, 1]);
  });

  describe('a notice', () => {
    const consents = channelWith;
    const say = (who: SeededPerson, proof: string, isGranted = true) =>
      rights().noticeConsent(
        { identityId: who.identityId, template: 'sale', isGranted, proof },
        Date.now(),
      );
    const notices = { capabilities: { proactive: 'consent' as const } };

    it('is one message for each time somebody agreed, told twice or not', async () => {
      const channel = consents(notices);
      const ann = await person();
      for (const proof of ['e1', 'e2', 'e1']) await say(ann, proof);
      const ids = await plan([ann, ann, ann]);
      await run([channel], async () => {
        await until(async () => (await test.database().models.inboundWait.count()) === 1);
        await until(async () => channel.sent.length === 2);
      });
      expect(channel.sent.map(({ right }) => `${right?.kind} ${right?.ref}`)).toEqual([
        'notice sale',
        'notice sale',
      ]);
      const reasons = await Promise.all(ids.map((id) => reason(id)));
      expect(reasons.filter((each) => each === 'needs-consent')).toHaveLength(1);
    });

    it('is not sent any more to who refused, and again to who agreed anew', async () => {
      const channel = consents(notices);
      const ann = await person();
      await say(ann, 'e1');
      await say(ann, 'e2', false);
      const [id] = await plan([ann]);
      await run([channel], async () => {
        await until(isWaiting(id));
        expect(channel.sent).toEqual([]);
        await say(ann, 'e3');
        await until(async () => (await state(id)) === 'sent');
      });
    });
  });

  it('wakes what waits on a channel without windows too, when its platform wanted a word first', async () => {
    let isOpen = false;
    const channel = scriptedChannel({
      answer: () =>
        isOpen
          ? { kind: 'accepted', ref: '1', final: true }
          : { kind: 'undeliverable', recipient: 'needs_inbound', why: 'cannot begin a chat' },
    });
    const ann = await person();
    const [id] = await plan([ann]);
    await run([channel], async () => {
      await until(isWaiting(id));
      isOpen = true;
      expect(await rights().heardFrom(ann.identityId, [], Date.now())).toBe(1);
      await until(async () => (await state(id)) === 'sent');
    });
    expect(channel.sent).toHaveLength(2);
  });

  it('is forgotten a day after it closed, never while it is open', async () => {
    const ann = await person();
    await opens(ann, 'old', 5, -25 * hourMs);
    await opens(ann, 'open', 5);
    await dispatchDeps(test.database(), []).deliveries.tidyLimits(Date.now());
    expect((await rightRows()).map(({ ref }) => ref)).toEqual(['open']);
    expect(await usedOf('open')).toBe(0);
  });
});
