import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { onEachDatabase } from '../support/databases.js';
import { type DispatchProcess, startWorker } from '../support/dispatch-process.js';
import { seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';

const count = 2_000;
const account = 'telegram';
const open = ['planned', 'claimed', 'sending'];
/** At 500 a second a grant is of 13, and at most 25 calls are under way beside it. */
const mostLostByAKill = 13 + 25;

onEachDatabase('a worker killed at random while 2,000 messages go out', (test) => {
  let server: TelegramServer;
  let worker: DispatchProcess | undefined;
  beforeEach(async () => {
    const limits = { perSecond: null, perChatMs: null };
    server = await new TelegramServer({ knowsEverybody: true, limits }).start();
    // Every answer takes a moment, so that a kill finds messages on their way.
    server.faultFor = () => ({ kind: 'slow', ms: Math.random() * 40 });
  });
  afterEach(async () => {
    await worker?.kill();
    await server.stop();
  });

  it('sends nothing twice and loses nobody', { timeout: 60_000 }, async ({ annotate }) => {
    const ids = await seed(test.database());
    const kills = await killUntilDone(ids);

    const times = timesReceived(server);
    const states = await statesOf(test.database(), ids);
    const got = states.map((state, i) => ({ state, times: times.get(i + 1) ?? 0 }));
    const ended = (state: string) => got.filter((each) => each.state === state);
    const arrived = ended('unknown').filter((each) => each.times === 1).length;
    const unknown = ended('unknown').length;
    await annotate(
      `${kills} kills, ${ended('sent').length} sent, ${unknown} unknown, ${arrived} of them arrived`,
    );

    expect(kills).toBeGreaterThan(3);
    // Nobody twice, and nobody whom we did not write to.
    expect(Math.max(...times.values())).toBe(1);
    expect(Math.max(...times.keys())).toBeLessThanOrEqual(count);
    // Everybody accounted for.
    expect(ended('sent').length + ended('failed').length + unknown).toBe(count);
    expect(ended('sent').filter((each) => each.times !== 1)).toEqual([]);
    expect(ended('failed').filter((each) => each.times !== 0)).toEqual([]);
    expect(unknown).toBeLessThanOrEqual(kills * mostLostByAKill);
  });

  /** @returns how often it killed */
  async function killUntilDone(ids: readonly number[]): Promise<number> {
    const settings = {
      token: server.token,
      api_root: server.url,
      per_second: 500,
      per_chat_ms: 0,
      timeout_ms: 2_000,
    };
    for (let kills = 0; ; kills++) {
      worker = await startWorker({ databaseUrl: test.url(), scope: 'kill', settings });
      const killAt = server.messages.length + 20 + Math.random() * 400;
      while (server.messages.length < killAt) {
        await sleep(5);
        if (server.messages.length < count * 0.8) continue;
        const states = await statesOf(test.database(), ids);
        if (states.some((state) => open.includes(state))) continue;
        expect(await worker.stop()).toBe(0);
        return kills;
      }
      await sleep(Math.random() * 40);
      await worker.kill();
    }
  }
});

async function seed(database: Database): Promise<number[]> {
  const addresses = Array.from({ length: count }, (_, i) => String(i + 1));
  const people = await seedPeople(database, { account, addresses });
  const runId = await seedRun(database);
  return seedDeliveries(database, { account, people, runId });
}

function timesReceived(server: TelegramServer): Map<number, number> {
  const times = new Map<number, number>();
  for (const { chatId } of server.messages) times.set(chatId, (times.get(chatId) ?? 0) + 1);
  return times;
}
