import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LeaseStore } from '../../src/ports/lease-store.js';
import type { MadeToken, SharedTokens } from '../../src/ports/shared-tokens.js';
import { openDatabase } from '../../src/store/client.js';
import type { Database } from '../../src/store/database.js';
import { leaseStore } from '../../src/store/lease-store.js';
import { sharedTokens } from '../../src/store/shared-tokens.js';
import { onEachDatabase } from '../support/databases.js';
import { until } from '../support/dispatch.js';
import { testKeyring } from '../support/outbox.js';

const name = 'wechat:shop:access';
const hourMs = 3_600_000;

onEachDatabase('shared tokens', (test) => {
  let now: number;
  const others: Database[] = [];
  const clock = { now: () => now };

  beforeEach(async () => {
    now = 1_800_000_000_000;
    await test.database().write(3, async (tx) => {
      await tx.execute(sql`DELETE FROM shared_token`);
      await tx.execute(sql`DELETE FROM lease`);
    });
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });

  /** One worker, with a connection of its own. */
  const worker = (holder: string, leasesOf = leaseStore): SharedTokens => {
    const database = openDatabase(test.url());
    others.push(database);
    return sharedTokens(database, {
      keyring: testKeyring,
      clock,
      leases: leasesOf(database),
      holder,
    });
  };
  /** A platform that makes T1, T2, ... and answers when it is let. */
  const platform = () => {
    const asked: (() => void)[] = [];
    const make = () =>
      new Promise<MadeToken>((resolve) => {
        const value = `T${asked.length + 1}`;
        asked.push(() => resolve({ value, expiresAt: now + hourMs }));
      });
    return { asked, make };
  };
  const made = (value: string) => async () => ({ value, expiresAt: now + hourMs });
  const never = () => Promise.reject(new Error('was made although one is kept'));

  it('make one token for ten callers in each of two workers', async () => {
    const { asked, make } = platform();
    const workers = [worker('a'), worker('b')];
    const all = workers.flatMap((tokens) =>
      Array.from({ length: 10 }, () => tokens.get(name, make)),
    );
    await until(() => asked.length > 0);
    asked[0]?.();
    expect(await Promise.all(all)).toEqual(Array(20).fill('T1'));
    expect(asked.length).toBe(1);
  });

  it('renew a refused token once, whoever refuses it, and give the new one to those who come late', async () => {
    const workers = [worker('a'), worker('b')];
    await workers[0]?.get(name, made('old'));
    const { asked, make } = platform();
    const all = workers.flatMap((tokens) =>
      Array.from({ length: 5 }, () => tokens.get(name, make, 'old')),
    );
    await until(() => asked.length > 0);
    asked[0]?.();
    expect(await Promise.all(all)).toEqual(Array(10).fill('T1'));
    expect(asked.length).toBe(1);
    // Its own call had been on the way all the time.
    expect(await workers[1]?.get(name, never, 'old')).toBe('T1');
  });

  it('give what is kept until it ends, and then make another', async () => {
    const tokens = worker('a');
    await tokens.get(name, made('first'));
    now += hourMs - 1;
    expect(await tokens.get(name, never)).toBe('first');
    now += 1;
    expect(await tokens.get(name, made('second'))).toBe('second');
  });

  it('keep the tokens of two accounts apart', async () => {
    const tokens = worker('a');
    await tokens.get('wechat:a:access', made('A'));
    await tokens.get('wechat:b:access', made('B'));
    expect(await tokens.get('wechat:a:access', never)).toBe('A');
    expect(await tokens.get('wechat:b:access', never, 'A')).toBe('B');
  });

  it('keep nothing of a failed making, and let the next caller try', async () => {
    const tokens = worker('a');
    const refused = new Error('40125 invalid appsecret');
    const failed = Array.from({ length: 3 }, () => tokens.get(name, () => Promise.reject(refused)));
    for (const each of await Promise.allSettled(failed)) {
      expect(each).toEqual({ status: 'rejected', reason: refused });
    }
    expect(await worker('b').get(name, made('later'))).toBe('later');
    expect(await tokens.get(name, never)).toBe('later');
  });

  it('let another worker try at once when the first one’s making fails', async () => {
    const { asked, make } = platform();
    let fail: (error: Error) => void = ({ message }) => expect.fail(message);
    const failing = () =>
      new Promise<MadeToken>((_, reject) => {
        fail = reject;
      });
    const counted = countedLeases();
    const first = worker('a')
      .get(name, failing)
      .catch((error: Error) => error.message);
    await until(async () => (await holderOf(test.database())) === 'a');
    const second = worker('b', counted.store).get(name, make);
    await until(() => counted.asked() > 0);
    expect(asked.length).toBe(0);
    fail(new Error('no'));
    expect(await first).toBe('no');
    await until(() => asked.length === 1);
    asked[0]?.();
    expect(await second).toBe('T1');
  });

  it('wait for a maker that died for fifteen seconds, and not longer', async () => {
    const dead = { name: `token:${name}`, holder: 'dead', now, forMs: 15_000 };
    await leaseStore(test.database()).acquire(dead);
    const { asked, make } = platform();
    const counted = countedLeases();
    const waiting = worker('a', counted.store).get(name, make);
    now += 14_999;
    const before = counted.asked();
    await until(() => counted.asked() > before + 1);
    expect(asked.length).toBe(0);
    now += 1;
    await until(() => asked.length === 1);
    asked[0]?.();
    expect(await waiting).toBe('T1');
  });

  it('are sealed where they lie', async () => {
    await worker('a').get(name, made('secret-value-of-a-token'));
    const rows = await test.database().query(sql`SELECT * FROM shared_token`);
    expect(rows.length).toBe(1);
    expect(
      JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
    ).not.toContain('secret-value');
  });

  it('throw away what has ended when the next is made', async () => {
    const tokens = worker('a');
    await tokens.get('wechat:shop:temporary:1', made('media'));
    now += hourMs;
    await tokens.get(name, made('T'));
    const rows = await test.database().query<{ name: string }>(sql`SELECT name FROM shared_token`);
    expect(rows.map((row) => row.name)).toEqual([name]);
  });
});

/** Leases that count how often they were asked for. */
function countedLeases() {
  let count = 0;
  const store = (database: Database): LeaseStore => {
    const leases = leaseStore(database);
    return {
      ...leases,
      acquire: (request) => {
        count += 1;
        return leases.acquire(request);
      },
    };
  };
  return { store, asked: () => count };
}

async function holderOf(database: Database): Promise<string | undefined> {
  const [row] = await database.query<{ holder: string }>(sql`SELECT holder FROM lease`);
  return row?.holder;
}
