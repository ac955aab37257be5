import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/telegram.js';
import { recheckDeliveries } from '../../src/services/recheck-deliveries.js';
import type { Database } from '../../src/store/database.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import { TelegramServer, type TelegramServerOptions } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { type DispatchProcess, startWorker } from '../support/dispatch-process.js';
import { clearOutbox, seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';
import { mostInOneSecond } from '../support/rate.js';
import { redisServer } from '../support/servers.js';

const account = 'telegram';

onEachDatabase('dispatch to Telegram', (test) => {
  let server: TelegramServer;
  const workers: DispatchProcess[] = [];
  const start = async (options: TelegramServerOptions = {}) => {
    server = await new TelegramServer({ knowsEverybody: true, ...options }).start();
  };
  const bot = (settings: Record<string, unknown> = {}) =>
    openAccount(adapter, { token: server.token, api_root: server.url, ...settings });
  const seed = async (count: number) => {
    const addresses = Array.from({ length: count }, (_, i) => String(i + 1));
    const people = await seedPeople(test.database(), { account, addresses });
    const runId = await seedRun(test.database());
    const ids = await seedDeliveries(test.database(), { account, people, runId });
    return { ids, people, runId };
  };
  const settled = (ids: readonly number[]) => async () =>
    (await statesOf(test.database(), ids)).every(
      (state) => !['planned', 'claimed', 'sending'].includes(state),
    );
  const instants = () => server.messages.map(({ at }) => at);

  beforeEach(() => clearOutbox(test.database()));
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.kill();
    await server.stop();
  });

  it('is never refused at its shipped pace', async () => {
    await start({ limits: { perSecond: 30 } });
    const { ids } = await seed(100);
    const deps = dispatchDeps(test.database(), [bot()]);
    await withDispatch(deps, () => until(settled(ids), 20_000));
    expect(server.limits.refusals).toBe(0);
    expect(mostInOneSecond(instants())).toBeLessThanOrEqual(30);
    // 99 gaps at 25/s are 4 s; bench/dispatch.mjs measures how much of a limit is used.
    const tookMs = Math.max(...instants()) - Math.min(...instants());
    expect(tookMs).toBeLessThan(8_000);
  });

  it('leaves the account alone for as long as a 429 asks, and loses nobody', async () => {
    await start({ limits: { perSecond: 10, retryAfterSeconds: 2 } });
    const { ids } = await seed(25);
    // A bot that is set faster than Telegram allows.
    const deps = dispatchDeps(test.database(), [bot({ per_second: 20, concurrency: 1 })]);
    let refusedAt = 0;
    await withDispatch(deps, async () => {
      await until(() => server.limits.refusals > 0);
      refusedAt = Date.now();
      await until(settled(ids), 25_000);
    });
    const during = server.calls.filter(({ at }) => at > refusedAt + 100 && at < refusedAt + 1_900);
    expect(during).toEqual([]);
    expect(new Set(await statesOf(test.database(), ids))).toEqual(new Set(['sent']));
    expect(server.messages.length).toBe(25);
  });

  it('writes to one chat at most once a second', async () => {
    await start();
    const [person] = await seedPeople(test.database(), { account, addresses: ['7'] });
    if (person === undefined) throw new Error('one person');
    const ids = await seedDeliveries(test.database(), {
      account,
      people: [person, person, person],
      purpose: 'reply',
    });
    const deps = dispatchDeps(test.database(), [bot()]);
    await withDispatch(deps, () => until(settled(ids)));
    expect(server.limits.refusals).toBe(0);
    expect(server.messages.length).toBe(3);
  });

  it('counts as unknown what a broken or silent connection may have delivered', async () => {
    await start({ limits: { perSecond: null } });
    const faults = [
      { kind: 'reset', sent: true },
      { kind: 'reset', sent: false },
      { kind: 'hang', sent: true },
      { kind: 'page', status: 200, body: '<html>', sent: true },
      { kind: 'page', status: 502, body: 'Bad Gateway', sent: false },
    ] as const;
    server.faultFor = (chatId) => faults[chatId - 1] ?? null;
    const { ids } = await seed(8);
    const deps = dispatchDeps(test.database(), [bot({ timeout_ms: 300 })]);
    await withDispatch(deps, () => until(settled(ids)));
    expect(await statesOf(test.database(), ids)).toEqual([
      ...faults.map(() => 'unknown'),
      'sent',
      'sent',
      'sent',
    ]);
    const calls = server.calls.filter(({ method }) => method === 'sendMessage');
    expect(calls.length).toBe(8);
  });

  it('sends nothing to who said stop after the plan was made', async () => {
    await start();
    const { ids, people } = await seed(3);
    await grant(
      test.database(),
      people.map(({ identityId }) => identityId),
    );
    await withdraw(test.database(), people[1]?.identityId ?? 0);
    const shop = {
      timezone: 'UTC',
      quietHours: null,
      dailyCap: null,
      consent: { topic: 'marketing', noticeVersion: '1' },
    };
    const eligibility = eligibilityStore(test.database());
    const deps = dispatchDeps(test.database(), [bot()], {
      recheck: recheckDeliveries({ eligibility, shop }),
    });
    await withDispatch(deps, () => until(settled(ids)));
    expect(await statesOf(test.database(), ids)).toEqual(['sent', 'skipped', 'sent']);
    expect(server.messages.map(({ chatId }) => chatId)).toEqual([1, 3]);
  });

  const redisUrl = redisServer();
  // SQLite has one worker; several need PostgreSQL, and Redis for their common pace.
  if (redisUrl === null || test.name === 'sqlite') return;
  describe('with two workers', () => {
    const two = async (perSecond: number) => {
      const settings = { token: server.token, api_root: server.url, per_second: perSecond };
      const scope = `two:${Math.random()}`;
      const worker = () => startWorker({ databaseUrl: test.url(), redisUrl, scope, settings });
      workers.push(await worker(), await worker());
    };

    it('keeps the limit together, nobody twice, and goes on when one is killed', async () => {
      await start({ limits: { perSecond: 40 } });
      const { ids } = await seed(200);
      await two(35);
      await until(() => server.messages.length > 60);
      await workers[0]?.kill();
      const killedAt = Date.now();
      const alone = server.messages.length;
      await until(() => server.messages.length > alone + 30, 15_000);
      expect(Date.now() - killedAt).toBeLessThan(15_000);
      // What the killed one held has leases; all else is sent.
      await until(() => server.messages.length >= 195, 15_000);
      expect(server.limits.refusals).toBe(0);
      expect(mostInOneSecond(instants())).toBeLessThanOrEqual(40);
      const chats = server.messages.map(({ chatId }) => chatId);
      expect(new Set(chats).size).toBe(chats.length);
      const states = await statesOf(test.database(), ids);
      expect(states.filter((state) => state === 'sent').length).toBeGreaterThan(190);
      const rows = await test.database().models.delivery.findMany({ where: { state: 'sent' } });
      expect(new Set(rows.map(({ worker }) => worker)).size).toBe(2);
    });

    it('pauses both at a 429', async () => {
      await start({ limits: { perSecond: null } });
      await seed(200);
      await two(40);
      await until(() => server.messages.length > 20);
      const parameters = { retry_after: 3 };
      server.faults.push({
        kind: 'error',
        code: 429,
        description: 'Too Many Requests',
        parameters,
      });
      await until(() => server.faults.length === 0);
      const refusedAt = Date.now();
      await sleep(3_500);
      const calls = server.calls.map(({ at }) => at - refusedAt);
      // Half a second of grace for what was on its way.
      expect(calls.filter((ms) => ms > 500 && ms < 2_900)).toEqual([]);
      expect(calls.some((ms) => ms >= 2_900)).toBe(true);
    });
  });
});

async function grant(database: Database, identityIds: readonly number[]): Promise<void> {
  await database.write(2, (tx) =>
    tx.models.consentEvent.createMany({
      data: identityIds.map((identityId) => ({
        identityId,
        sequence: 1,
        topic: 'marketing',
        kind: 'granted',
        source: 'chat:/start',
        at: 0n,
      })),
    }),
  );
}

async function withdraw(database: Database, identityId: number): Promise<void> {
  await database.write(2, (tx) =>
    tx.models.consentEvent.create({
      data: {
        identityId,
        sequence: 2,
        topic: 'marketing',
        kind: 'withdrawn',
        source: 'chat:stop',
        at: 1n,
      },
    }),
  );
}
