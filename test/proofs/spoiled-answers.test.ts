import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adapter } from '../../adapters/telegram.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { type HttpFault, HttpFaultProxy } from '../support/fault-proxy.js';
import { clearOutbox, seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';

const account = 'telegram';
const count = 300;
const openStates = ['planned', 'claimed', 'sending'];
const html = { 'content-type': 'text/html' };

/** What something between us and the platform may do, and whether the message is through all the same. */
const spoiled: readonly { readonly fault: HttpFault; readonly arrives: boolean }[] = [
  { fault: { kind: 'reset', forwards: true }, arrives: true },
  { fault: { kind: 'reset', forwards: false }, arrives: false },
  { fault: { kind: 'hang', forwards: true }, arrives: true },
  {
    fault: { kind: 'answer', status: 200, headers: html, body: '<html>', forwards: true },
    arrives: true,
  },
  {
    fault: { kind: 'answer', status: 502, headers: html, body: 'Bad Gateway', forwards: false },
    arrives: false,
  },
  { fault: { kind: 'drip', everyMs: 200 }, arrives: true },
];

onEachDatabase('a platform behind a line that spoils its answers', (test) => {
  let server: TelegramServer;
  let proxy: HttpFaultProxy;
  beforeEach(async () => {
    await clearOutbox(test.database());
    const limits = { perSecond: null, perChatMs: null };
    server = await new TelegramServer({ knowsEverybody: true, limits }).start();
    proxy = await new HttpFaultProxy(server.url).start();
  });
  afterEach(async () => {
    await proxy.stop();
    await server.stop();
  });

  const seed = async () => {
    const addresses = Array.from({ length: count }, (_, i) => String(i + 1));
    const people = await seedPeople(test.database(), { account, addresses });
    const runId = await seedRun(test.database());
    return seedDeliveries(test.database(), { account, people, runId });
  };
  const settled = (ids: readonly number[]) => async () =>
    (await statesOf(test.database(), ids)).every((state) => !openStates.includes(state));
  const deps = () => {
    const settings = { per_second: 300, per_chat_ms: 0, timeout_ms: 400, api_root: proxy.url };
    return dispatchDeps(test.database(), [
      openAccount(adapter, { token: server.token, ...settings }),
    ]);
  };
  const timesReceived = () => {
    const times = new Map<number, number>();
    for (const { chatId } of server.messages) times.set(chatId, (times.get(chatId) ?? 0) + 1);
    return times;
  };

  it('counts as unknown what may have arrived, and sends nothing twice', async () => {
    const ids = await seed();
    let turn = 0;
    const met: boolean[] = [];
    proxy.storm = () => {
      turn += 1;
      const each = turn % 5 === 0 ? spoiled[(turn / 5) % spoiled.length] : undefined;
      if (each === undefined) return null;
      met.push(each.arrives);
      return each.fault;
    };
    await withDispatch(deps(), () => until(settled(ids), 25_000));
    const states = await statesOf(test.database(), ids);
    const times = timesReceived();
    expect(met.length).toBe(count / 5);
    expect(Math.max(...times.values())).toBe(1);
    expect(states.filter((state) => state === 'unknown').length).toBe(met.length);
    expect(states.filter((state) => state === 'sent').length).toBe(count - met.length);
    // All that is called sent has arrived; of the unknown exactly those that the line let through.
    expect(states.filter((state, i) => state === 'sent' && !times.has(i + 1))).toEqual([]);
    const arrived = states.filter((state, i) => state === 'unknown' && times.has(i + 1)).length;
    expect(arrived).toBe(met.filter((arrives) => arrives).length);
  });

  it('leaves the platform alone in a storm of 429s, and loses nobody', async () => {
    const ids = await seed();
    const body = JSON.stringify({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    let refused = 0;
    await withDispatch(deps(), async () => {
      await until(() => server.messages.length > 50);
      proxy.storm = () => {
        refused += 1;
        return { kind: 'answer', status: 429, body, forwards: false };
      };
      await sleep(3_000);
      proxy.storm = null;
      await until(settled(ids), 25_000);
    });
    // Each try meets what was on its way already: a few grants, not 300 a second.
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(200);
    expect(new Set(await statesOf(test.database(), ids))).toEqual(new Set(['sent']));
    expect(Math.max(...timesReceived().values())).toBe(1);
    expect(server.messages.length).toBe(count);
  });
});
