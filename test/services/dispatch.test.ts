import { beforeEach, describe, expect, it } from 'vitest';
import { textMessage } from '../../src/domain/message/message.js';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import { newBell } from '../../src/services/bell.js';
import { cancelRun, pauseRun, resumeRun } from '../../src/services/control-run.js';
import type { DispatchDeps } from '../../src/services/dispatch.js';
import { ringingOutbox } from '../../src/services/ringing-outbox.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { runControl } from '../../src/store/run-control.js';
import { type ScriptedChannel, scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, listLog, until, withDispatch } from '../support/dispatch.js';
import {
  clearOutbox,
  type SeedDeliveries,
  type SeededPerson,
  seedCoupons,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
  testKeyring,
} from '../support/outbox.js';

const account = 'scripted';

onEachDatabase('dispatch', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const people = (count: number, prefix = 'p') =>
    seedPeople(test.database(), {
      account,
      addresses: Array.from({ length: count }, (_, i) => `${prefix}${i}`),
    });

  const seed = async (count: number, more: Partial<SeedDeliveries> = {}) => {
    const runId = more.runId === undefined ? await seedRun(test.database()) : more.runId;
    const who = more.people ?? (await people(count));
    const ids = await seedDeliveries(test.database(), { account, people: who, ...more, runId });
    return { runId: runId ?? 0, ids, who };
  };

  const settled = (ids: readonly number[]) => async () =>
    (await statesOf(test.database(), ids)).every(
      (state) => !['planned', 'claimed', 'sending'].includes(state),
    );

  const dispatch = (
    channels: readonly ChannelAccount[],
    work: () => Promise<void>,
    overrides: Partial<DispatchDeps> = {},
  ) => withDispatch(dispatchDeps(test.database(), channels, overrides), work);

  const addressesOf = (channel: ScriptedChannel) => channel.sent.map(({ to }) => to).sort();
  const control = () => ({ runControl: runControl(test.database()), clock: { now: Date.now } });
  const reasonOf = async (id = 0) =>
    (await test.database().models.delivery.findUniqueOrThrow({ where: { id } })).stateReason;
  const accepted: SendOutcome = { kind: 'accepted', ref: '1', final: true };

  it('sends each delivery once, keeps what the platform said, and closes the run', async () => {
    const channel = scriptedChannel();
    const { ids, who, runId } = await seed(150);
    await dispatch([channel], async () => {
      await until(settled(ids));
      await until(async () => {
        const run = await test.database().models.run.findUniqueOrThrow({ where: { id: runId } });
        return run.state === 'done';
      });
    });
    expect(addressesOf(channel)).toEqual(who.map(({ address }) => address).sort());
    const attempts = await test.database().models.deliveryAttempt.findMany();
    expect(attempts.length).toBe(150);
    expect(attempts.every(({ outcome, key }) => outcome === 'accepted' && key.length === 64)).toBe(
      true,
    );
    expect(new Set(attempts.map(({ key }) => key)).size).toBe(150);
    const [row] = await test.database().models.delivery.findMany({ take: 1 });
    expect(row?.contentHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('writes the intent before it calls the platform', async () => {
    const states: string[] = [];
    const channel = scriptedChannel({
      answer: async () => {
        const rows = await test.database().models.delivery.findMany();
        const attempts = await test.database().models.deliveryAttempt.findMany();
        states.push(`${rows[0]?.state} ${attempts.length} ${attempts[0]?.outcome}`);
        return accepted;
      },
    });
    const { ids } = await seed(1);
    await dispatch([channel], () => until(settled(ids)));
    expect(states).toEqual(['sending 1 null']);
  });

  it('hands an answer to the platform within 200 ms, although a campaign is going out', async () => {
    const channel = scriptedChannel({ rate: { perSecond: 25 } });
    await seed(500);
    const [chatter] = await people(1, 'chatter');
    const bell = newBell();
    const outbox = ringingOutbox(dispatchDeps(test.database(), []).deliveries, bell);
    await dispatch(
      [channel],
      async () => {
        await until(() => channel.sent.length > 5);
        const askedAt = Date.now();
        await outbox.enqueue([answerTo(chatter, 'a1')]);
        await until(() => channel.sent.some(({ to }) => to === 'chatter0'));
        const answered = channel.sent.find(({ to }) => to === 'chatter0');
        expect((answered?.at ?? Number.POSITIVE_INFINITY) - askedAt).toBeLessThan(200);
      },
      { bell },
    );
  });

  const answerTo = (person: SeededPerson | undefined, key: string, text = key) => ({
    purpose: 'reply' as const,
    dedupeKey: `${key}:${Math.random()}`,
    customerId: person?.customerId ?? null,
    identityId: person?.identityId ?? null,
    channelAccount: account,
    content: textMessage('en', text),
    dueAt: Date.now(),
    deadlineAt: Date.now() + 60_000,
  });

  it('wakes for an answer when there was nothing to do', async () => {
    const channel = scriptedChannel();
    const bell = newBell();
    const [chatter] = await people(1);
    const outbox = ringingOutbox(dispatchDeps(test.database(), []).deliveries, bell);
    await dispatch(
      [channel],
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const askedAt = Date.now();
        await outbox.enqueue([answerTo(chatter, 'a')]);
        await until(() => channel.sent.length === 1);
        expect((channel.sent[0]?.at ?? Number.POSITIVE_INFINITY) - askedAt).toBeLessThan(200);
      },
      { bell },
    );
  });

  it('keeps the order of a chat and the time between two messages to it', async () => {
    const channel = scriptedChannel({ rate: { perChatMs: 150 } });
    const [chatter] = await people(1);
    const outbox = dispatchDeps(test.database(), []).deliveries;
    await outbox.enqueue(['one', 'two', 'three'].map((text) => answerTo(chatter, text)));
    await dispatch([channel], () => until(() => channel.sent.length === 3));
    expect(channel.sent.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    const gaps = channel.sent.slice(1).map(({ at }, i) => at - (channel.sent[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(149);
  });

  it('keeps the order of a chat that may be written to without pause', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      return accepted;
    };
    const channel = scriptedChannel({ answer: slow });
    const [chatter] = await people(1);
    const texts = Array.from({ length: 30 }, (_, i) => `n${i}`);
    const outbox = dispatchDeps(test.database(), []).deliveries;
    await outbox.enqueue(texts.map((text) => answerTo(chatter, text)));
    await dispatch([channel], () => until(() => channel.sent.length === 30));
    expect(channel.sent.map(({ text }) => text)).toEqual(texts);
  });

  describe('control', () => {
    it('stops within one grant when paused, and goes on when resumed, nobody twice', async () => {
      const channel = scriptedChannel({ rate: { perSecond: 400 } });
      const { ids, runId, who } = await seed(300);
      await dispatch([channel], async () => {
        await until(() => channel.sent.length >= 60);
        expect(await pauseRun(control(), runId, 'by test')).toEqual({ kind: 'done' });
        const atPause = channel.sent.length;
        await new Promise((resolve) => setTimeout(resolve, 300));
        // A grant is of 10 at 400/s, and one may just have begun.
        expect(channel.sent.length - atPause).toBeLessThanOrEqual(10);
        const afterPause = channel.sent.length;
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(channel.sent.length).toBe(afterPause);
        expect(await resumeRun(control(), runId)).toEqual({ kind: 'done' });
        await until(settled(ids));
      });
      expect(addressesOf(channel)).toEqual(who.map(({ address }) => address).sort());
    });

    it('cancels what has not begun and returns its coupons', async () => {
      const channel = scriptedChannel({ rate: { perSecond: 400 } });
      const couponIds = await seedCoupons(test.database(), 300);
      const { ids, runId } = await seed(300, { couponIds });
      await dispatch([channel], async () => {
        await until(() => channel.sent.length >= 60);
        expect(await cancelRun(control(), runId, 'by test')).toMatchObject({ kind: 'done' });
        await until(settled(ids));
      });
      const states = await statesOf(test.database(), ids);
      const sent = states.filter((state) => state === 'sent').length;
      expect(states.filter((state) => state === 'cancelled').length).toBe(300 - sent);
      expect(channel.sent.length).toBe(sent);
      const revoked = await test.database().models.coupon.count({ where: { state: 'revoked' } });
      expect(revoked).toBe(300 - sent);
      expect(sent).toBeLessThan(300);
    });

    it.each(['done', 'cancelled'])('refuses to pause or cancel a run that is %s', async (state) => {
      const runId = await seedRun(test.database(), { state });
      expect(await pauseRun(control(), runId, 'x')).toEqual({ kind: 'refused' });
      expect(await resumeRun(control(), runId)).toEqual({ kind: 'refused' });
      expect(await cancelRun(control(), runId, 'x')).toEqual({ kind: 'refused' });
    });
  });

  describe('outcomes', () => {
    it('pauses the account at a 429, makes no request meanwhile, then sends the rest', async () => {
      let refusedAt = 0;
      const channel = scriptedChannel({
        answer: () => {
          if (refusedAt > 0 || channel.sent.length < 30) return accepted;
          refusedAt = Date.now();
          return { kind: 'throttled', scope: 'account', retryAfterMs: 600 };
        },
      });
      const { ids } = await seed(120);
      await dispatch([channel], () => until(settled(ids)));
      // Those of the same grant were on their way already.
      const meanwhile = channel.sent.filter(
        ({ at }) => at > refusedAt + 20 && at < refusedAt + 600,
      );
      expect(meanwhile).toEqual([]);
      expect(new Set(await statesOf(test.database(), ids))).toEqual(new Set(['sent']));
      expect(channel.sent.length).toBe(121);
    });

    it('leaves unknown what may have arrived, and never sends it again', async () => {
      const channel = scriptedChannel({
        answer: ({ to }) =>
          to === 'p3' ? { kind: 'unknown', why: 'reset', resendSafe: false } : accepted,
      });
      const { ids } = await seed(7);
      await dispatch([channel], () => until(settled(ids)));
      expect(await statesOf(test.database(), ids)).toEqual(
        ids.map((_, i) => (i === 3 ? 'unknown' : 'sent')),
      );
      expect(channel.sent.length).toBe(7);
    });

    it('sends what is unknown once more where the campaign says so', async () => {
      const channel = scriptedChannel({
        answer: () => ({ kind: 'unknown', why: 'reset', resendSafe: false }),
      });
      const { ids, runId } = await seed(1);
      await dispatch([channel], () => until(settled(ids)), {
        policies: async () => new Map([[runId, { channels: [account], resendsUnknown: true }]]),
      });
      expect(channel.sent.length).toBe(2);
      expect(channel.sent[0]?.key).toBe(channel.sent[1]?.key);
      expect(await statesOf(test.database(), ids)).toEqual(['unknown']);
    });

    it('never tries a blocked customer again, and tells of it', async () => {
      const told: string[] = [];
      const channel = scriptedChannel({
        answer: ({ to }) =>
          to === 'p0'
            ? { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the user' }
            : accepted,
      });
      const { ids, who } = await seed(2);
      const overrides: Partial<DispatchDeps> = {
        onSuppressed: async (name, { address }) => void told.push(`${name} ${address}`),
      };
      await dispatch([channel], () => until(settled(ids)), overrides);
      const again = await seed(2, { people: who });
      await dispatch([channel], () => until(settled(again.ids)), overrides);
      expect(channel.sent.filter(({ to }) => to === 'p0').length).toBe(1);
      expect(await statesOf(test.database(), [...ids, ...again.ids])).toEqual([
        'failed',
        'sent',
        'skipped',
        'sent',
      ]);
      expect(told).toEqual(['scripted p0']);
    });

    it('goes on to the next channel the campaign prefers, once each', async () => {
      const blocked: SendOutcome = {
        kind: 'undeliverable',
        recipient: 'suppress',
        why: 'chat not found',
      };
      const first = scriptedChannel({ answer: () => blocked });
      const second = scriptedChannel({ name: 'second', answer: () => blocked });
      const third = scriptedChannel({ name: 'third' });
      const { ids, runId, who } = await seed(1);
      await alsoOn('third', who[0]);
      await alsoOn('second', who[0]);
      await dispatch([first, second, third], () => until(settled(ids)), {
        policies: async () =>
          new Map([[runId, { channels: [account, 'second', 'third'], resendsUnknown: false }]]),
      });
      expect([first, second, third].map(({ sent }) => sent.map(({ to }) => to))).toEqual([
        ['p0'],
        ['p0@second'],
        ['p0@third'],
      ]);
      expect(await statesOf(test.database(), ids)).toEqual(['sent']);
    });

    const alsoOn = async (name: string, person: SeededPerson | undefined) => {
      const [made] = await seedPeople(test.database(), {
        account: name,
        addresses: [`${person?.address}@${name}`],
      });
      await test.database().write(2, (tx) =>
        tx.models.channelIdentity.update({
          where: { id: made?.identityId ?? 0 },
          data: { customerId: person?.customerId ?? 0 },
        }),
      );
    };

    it('leaves the whole account alone when its credentials are refused, and blames nobody', async () => {
      const channel = scriptedChannel({
        rate: { perSecond: 30 },
        answer: () => ({ kind: 'account_fault', why: 'credentials' }),
      });
      const { ids } = await seed(40);
      await withDispatch(dispatchDeps(test.database(), [channel]), async (dispatcher) => {
        await until(() => dispatcher.status()[0]?.state === 'paused');
        await new Promise((resolve) => setTimeout(resolve, 200));
      });
      expect(channel.sent.length).toBeLessThanOrEqual(2);
      expect(new Set(await statesOf(test.database(), ids))).toEqual(new Set(['planned']));
      const blamed = await test
        .database()
        .models.channelIdentity.count({ where: { state: { not: 'active' } } });
      expect(blamed).toBe(0);
    });

    it('resumes a message in parts at the part that was refused', async () => {
      let refused = false;
      const channel = scriptedChannel({
        partPerBlock: true,
        answer: ({ text }) => {
          if (text !== 'second' || refused) return accepted;
          refused = true;
          return { kind: 'throttled', scope: 'recipient', retryAfterMs: 50 };
        },
      });
      const [chatter] = await people(1);
      const blocks = ['first', 'second'].map((text) => ({ kind: 'text' as const, text }));
      const outbox = dispatchDeps(test.database(), []).deliveries;
      await outbox.enqueue([{ ...answerTo(chatter, 'k'), content: { locale: 'en', blocks } }]);
      await dispatch([channel], () => until(() => channel.sent.length === 3));
      expect(channel.sent.map(({ text }) => text)).toEqual(['first', 'second', 'second']);
      expect(channel.sent[1]?.key).toBe(channel.sent[2]?.key);
      expect(channel.sent[0]?.key).not.toBe(channel.sent[1]?.key);
    });

    it('gives up on an adapter that throws or never answers: both are unknown', async () => {
      const channel = scriptedChannel({
        rate: { timeoutMs: 100 },
        answer: ({ to }) => {
          if (to === 'p0') throw new TypeError('adapter bug');
          return to === 'p1' ? new Promise(() => undefined) : accepted;
        },
      });
      const { ids } = await seed(3);
      await dispatch([channel], () => until(settled(ids)));
      expect(await statesOf(test.database(), ids)).toEqual(['unknown', 'unknown', 'sent']);
      expect(await reasonOf(ids[0])).toBe('adapter fault: TypeError');
      expect(await reasonOf(ids[1])).toBe('no answer');
    });
  });

  describe('last look', () => {
    it('obeys the verdicts, and calls nobody for those left out', async () => {
      const channel = scriptedChannel();
      const couponIds = await seedCoupons(test.database(), 4);
      const { ids } = await seed(4, { couponIds, deadlineAt: Date.now() + 5_000 });
      const later = Date.now() + 3_000;
      const verdicts = [
        { kind: 'send' },
        { kind: 'skip', reason: 'no-consent' },
        { kind: 'defer', untilMs: later, reason: 'quiet-hours' },
        { kind: 'defer', untilMs: Date.now() + 60_000, reason: 'quiet-hours' },
      ] as const;
      const at = (id: number) => verdicts[ids.indexOf(id)] ?? ({ kind: 'send' } as const);
      await dispatch([channel], () => until(() => channel.sent.length === 1), {
        recheck: async (held) => new Map(held.map(({ id }) => [id, at(id)])),
      });
      expect(await statesOf(test.database(), ids)).toEqual([
        'sent',
        'skipped',
        'planned',
        'expired',
      ]);
      expect(await reasonOf(ids[1])).toBe('no-consent');
      const states = await test.database().models.coupon.findMany({ orderBy: { id: 'asc' } });
      expect(states.map(({ state }) => state)).toEqual(['issued', 'revoked', 'issued', 'revoked']);
      expect(addressesOf(channel)).toEqual(['p0']);
    });

    it('fails what cannot be rendered or does not fit its channel', async () => {
      const channel = scriptedChannel();
      const { ids } = await seed(2, {
        text: ({ address }) => (address === 'p0' ? 'x'.repeat(1_001) : 'fine'),
      });
      await dispatch([channel], () => until(settled(ids)));
      expect(await statesOf(test.database(), ids)).toEqual(['failed', 'sent']);
      expect(await reasonOf(ids[0])).toBe('does not fit scripted: the text is too long');
    });

    it('puts back what could not be checked, logs it, and sends nothing', async () => {
      const channel = scriptedChannel();
      const log = listLog();
      const { ids } = await seed(3);
      await dispatch(
        [channel],
        () => until(() => log.lines.some(({ event }) => event === 'dispatch.prepare.failed')),
        { log, recheck: () => Promise.reject(new Error('database is gone')) },
      );
      expect(channel.sent).toEqual([]);
      expect(new Set(await statesOf(test.database(), ids))).toEqual(new Set(['planned']));
    });

    it('does not hand over what passed its deadline while it waited for its turn', async () => {
      const channel = scriptedChannel({ rate: { perSecond: 2 } });
      const { ids } = await seed(3, { deadlineAt: Date.now() + 700 });
      await dispatch([channel], () => until(settled(ids)));
      expect(await statesOf(test.database(), ids)).toEqual(['sent', 'sent', 'expired']);
      expect(channel.sent.length).toBe(2);
    });
  });

  it('leaves an account to the process that has it, says so, and takes over when it stops', async () => {
    const [one, two] = [scriptedChannel(), scriptedChannel()];
    const log = listLog();
    const first = dispatchDeps(test.database(), [one]);
    const { ids } = await seed(20);
    await withDispatch(first, async () => {
      await until(settled(ids));
      await withDispatch(
        dispatchDeps(test.database(), [two], { log, isDead: () => false }),
        async (second) => {
          await until(() => second.status()[0]?.state === 'standby');
          expect(second.status()[0]?.heldBy).toBe(first.worker);
        },
      );
    });
    expect(log.lines).toContainEqual({
      level: 'warn',
      event: 'dispatch.standby',
      fields: { account, heldBy: first.worker },
    });
    const more = await seed(5, { people: await people(5, 'q') });
    await dispatch([two], () => until(settled(more.ids)));
    expect([one.sent.length, two.sent.length]).toEqual([20, 5]);
  });

  it('finishes what has begun when it is stopped, and leaves the rest planned', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return accepted;
    };
    const channel = scriptedChannel({ rate: { perSecond: 30 }, answer: slow });
    const { ids } = await seed(60);
    await dispatch([channel], () => until(() => channel.sent.length >= 5));
    const states = await statesOf(test.database(), ids);
    const sent = states.filter((state) => state === 'sent').length;
    expect(sent).toBe(channel.sent.length);
    expect(states.filter((state) => state === 'planned').length).toBe(60 - sent);
  });

  it('goes on when the database refuses to take an outcome for a while', async () => {
    const channel = scriptedChannel();
    const real = deliveryStore(test.database(), testKeyring, { now: Date.now });
    let refusals = 2;
    const deliveries = {
      ...real,
      finish: (...args: Parameters<typeof real.finish>) => {
        refusals -= 1;
        return refusals >= 0 ? Promise.reject(new Error('disk full')) : real.finish(...args);
      },
    };
    const { ids } = await seed(3);
    await dispatch([channel], () => until(settled(ids)), { deliveries });
    expect(await statesOf(test.database(), ids)).toEqual(['sent', 'sent', 'sent']);
    expect(channel.sent.length).toBe(3);
  });
});
