import { beforeEach, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { Probe } from '../../src/ports/channel.js';
import { localLimiter } from '../../src/runtime/limiter.js';
import { accountStates } from '../../src/store/account-states.js';
import { type Script, scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, listLog, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedPeople, statesOf } from '../support/outbox.js';

const minuteMs = 60_000;

onEachDatabase('an account’s hold', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  const seed = async (count: number) => {
    const addresses = Array.from({ length: count }, (_, i) => `p${i}`);
    const people = await seedPeople(test.database(), { account: 'scripted', addresses });
    return seedDeliveries(test.database(), { account: 'scripted', people, purpose: 'reply' });
  };
  const states = () => accountStates(test.database());
  const life = (
    script: Script & { probe?: () => Probe },
    now: () => number,
    work: (parts: {
      channel: ReturnType<typeof scriptedChannel>;
      log: ReturnType<typeof listLog>;
      probes: () => number;
    }) => Promise<void>,
  ) => {
    let probes = 0;
    const log = listLog();
    const channel = scriptedChannel(script);
    const probed = {
      ...channel,
      probe: async () => {
        probes += 1;
        return script.probe?.() ?? ({ ok: true, name: 'scripted' } as const);
      },
    };
    const deps = dispatchDeps(test.database(), [probed], {
      accountStates: states(),
      clock: { now },
      log,
      limiterFor: ({ name, rate }) =>
        localLimiter({ account: name, perSecond: rate.perSecond, now }),
    });
    return withDispatch(deps, () => work({ channel, log, probes: () => probes }));
  };
  const sentOf = async (ids: readonly number[]) =>
    (await statesOf(test.database(), ids)).filter((state) => state === 'sent').length;
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 400));

  it('outlives a restart: what the platform asked for is kept until then', async () => {
    const startedAt = Date.now();
    const throttled: SendOutcome = {
      kind: 'throttled',
      scope: 'account',
      retryAfterMs: 10 * minuteMs,
    };
    const ids = await seed(1);
    await life({ answer: () => throttled }, Date.now, async ({ channel }) => {
      await until(async () => (await states().find('scripted'))?.pausedUntil !== undefined);
      expect(channel.sent).toHaveLength(1);
    });
    const kept = await states().find('scripted');
    expect(kept?.pausedUntil ?? 0).toBeGreaterThanOrEqual(startedAt + 10 * minuteMs);
    expect(kept?.pauseReason).toBe('throttled');
    const more = await seed2();
    await life({}, Date.now, async ({ channel }) => {
      await quiet();
      expect(channel.sent).toEqual([]);
    });
    const later = () => Date.now() + 11 * minuteMs;
    await life({}, later, async () => {
      await until(async () => (await sentOf([...ids, ...more])) === 2);
    });
  });

  const seed2 = async () => {
    const people = await seedPeople(test.database(), { account: 'scripted', addresses: ['late'] });
    return seedDeliveries(test.database(), { account: 'scripted', people, purpose: 'reply' });
  };

  it('after a fault sends one, says so aloud, and sends no more before a probe says yes', async () => {
    const fault: SendOutcome = { kind: 'account_fault', why: 'credentials' };
    const ids = await seed(30);
    await life(
      { answer: () => fault, rate: { concurrency: 1, perSecond: 20 } },
      Date.now,
      async ({ log, channel }) => {
        await until(() => log.lines.some(({ event }) => event === 'account.fault'));
        expect(channel.sent.length).toBeLessThanOrEqual(2);
      },
    );
    expect((await states().find('scripted'))?.pauseReason).toBe('account fault: credentials');

    let isMended = false;
    let now = Date.now() + 16 * minuteMs;
    const probe = (): Probe =>
      isMended ? { ok: true, name: 'scripted' } : { ok: false, why: 'credentials', detail: '401' };
    await life(
      { probe },
      () => now,
      async ({ channel, probes }) => {
        await until(() => probes() === 1);
        await quiet();
        expect([channel.sent.length, probes()]).toEqual([0, 1]);
        expect((await states().find('scripted'))?.probe).toBe('credentials: 401');
        isMended = true;
        now += 16 * minuteMs;
        await until(async () => (await sentOf(ids)) === 30);
        expect(probes()).toBe(2);
      },
    );
    expect(await states().find('scripted')).toMatchObject({ pausedUntil: null, probe: 'ok' });
  }, 20_000);
});
