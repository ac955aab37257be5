import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { type CrashTally, crashRun } from '../support/crash-run.js';
import { onEachDatabase } from '../support/databases.js';
import { TcpFaultProxy } from '../support/fault-proxy.js';
import { mostInOneSecond } from '../support/rate.js';
import { redisServer } from '../support/servers.js';

const count = 500;
const timeout = 180_000;

onEachDatabase('a line that is cut while 500 messages go out', (test) => {
  const proxies: TcpFaultProxy[] = [];
  const proxy = async (target: string, defaultPort: number) => {
    const made = await new TcpFaultProxy(target, defaultPort).start();
    proxies.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of proxies.splice(0)) await each.stop();
  });
  const run = (settings: Partial<Parameters<typeof crashRun>[0]>) =>
    crashRun({
      database: test.database(),
      databaseUrl: test.url(),
      count,
      crashes: [],
      perSecond: 400,
      ...settings,
    });

  it('between worker and platform: nobody twice, nobody lost', { timeout }, async () => {
    let line: TcpFaultProxy | undefined;
    const tally = await run({
      apiRootOf: async (server) => {
        line ??= await proxy(server.url, 80);
        return line.through(server.url).replace(/\/$/, '');
      },
      meanwhile: async ({ arrived }) => {
        for (const after of [60, 140, 220]) await cutAfter(arrived(after), () => line);
      },
    });
    expect(line?.cuts).toBe(3);
    expectWhole(tally);
  });

  const redisUrl = redisServer();
  if (test.name === 'sqlite' || redisUrl === null) return;

  it('between worker and database: nobody twice, nobody lost', { timeout }, async () => {
    const line = await proxy(test.url(), 5_432);
    const tally = await run({
      databaseUrl: line.through(test.url()),
      meanwhile: async ({ arrived }) => {
        for (const after of [60, 140, 220]) await cutAfter(arrived(after), () => line);
      },
    });
    expect(line.cuts).toBe(3);
    expectWhole(tally);
  });

  it('between worker and Redis: nobody twice, nobody lost, no faster', { timeout }, async () => {
    const line = await proxy(redisUrl, 6_379);
    let instants: number[] = [];
    const tally = await run({
      redisUrl: line.through(redisUrl),
      meanwhile: async ({ server, arrived }) => {
        for (const after of [60, 140, 220]) await cutAfter(arrived(after), () => line);
        await arrived(count);
        instants = server.messages.map(({ at }) => at);
      },
    });
    expect(line.cuts).toBe(3);
    expectWhole(tally);
    expect(mostInOneSecond(instants)).toBeLessThanOrEqual(400);
  });

  it('Redis emptied on the way: nobody twice, nobody lost, no faster', { timeout }, async () => {
    const url = new URL(redisUrl);
    url.pathname = '/9';
    const redis = new Redis(url.href);
    let instants: number[] = [];
    const tally = await run({
      redisUrl: url.href,
      meanwhile: async ({ server, arrived }) => {
        for (const after of [60, 140, 220]) {
          await arrived(after);
          await redis.flushdb();
        }
        await arrived(count);
        instants = server.messages.map(({ at }) => at);
      },
    });
    await redis.quit();
    expectWhole(tally);
    expect(mostInOneSecond(instants)).toBeLessThanOrEqual(400);
  });
});

async function cutAfter(
  moment: Promise<void>,
  line: () => TcpFaultProxy | undefined,
): Promise<void> {
  await moment;
  line()?.cut();
  await sleep(150);
  line()?.mend();
}

function expectWhole(tally: CrashTally): void {
  expect(tally).toMatchObject({ doubles: 0, unaccounted: 0, deliveries: count });
  expect(tally.sent + tally.unknown).toBe(count);
}
