import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { balanceKey, pointsKey, usesKey } from '../../src/store/account-keys.js';
import {
  balanceOf,
  changeLimit,
  lockAccounts,
  openAccount,
  setLimit,
} from '../../src/store/escrow.js';
import { type Breadth, takeHolds } from '../../src/store/holds.js';
import type { Want } from '../../src/store/wants.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('escrow accounts', (test) => {
  const write: <T>(
    work: Parameters<ReturnType<typeof test.database>['writeSql']>[1],
  ) => Promise<T> = (work) => test.database().writeSql(2, work) as never;
  const rows = (key: string) =>
    write<Awaited<ReturnType<typeof lockAccounts>>>((tx) => lockAccounts(tx, [key]));
  const limits = async (key: string) => (await rows(key)).map(({ limit }) => limit);
  const entries = async (key: string) => {
    const found = await test.database().query<{ kind: string; amount: number }>(sql`
      SELECT e.kind, sum(e.amount) AS amount FROM escrow_entry e
      JOIN escrow_account a ON a.id = e.account_id WHERE a.key = ${key} GROUP BY e.kind ORDER BY e.kind`);
    return Object.fromEntries(found.map(({ kind, amount }) => [kind, amount]));
  };
  let last = 0;
  const made = () => {
    last += 1;
    return { ref: `test-${last}`, at: last };
  };
  const want = (keys: readonly string[], amount: number, more: Partial<Want> = {}): Want => ({
    promotion: 'p',
    reason: 'LIMIT_REACHED',
    amount,
    keys,
    personal: null,
    ...more,
  });
  const hold = (wants: readonly Want[], reservationId: string, breadth: Breadth = 'all-pools') =>
    write<Awaited<ReturnType<typeof takeHolds>>>((tx) =>
      takeHolds(tx, { reservationId, at: 1, wants }, breadth),
    );

  it('opens an account once, with an entry of its limit', async () => {
    const key = usesKey(1);
    await write((tx) => openAccount(tx, { key, limit: 7 }, made()));
    await write((tx) => openAccount(tx, { key, limit: 9 }, made()));
    expect(await limits(key)).toEqual([7]);
    expect(await entries(key)).toEqual({ limit: 7 });
  });

  it('splits a hot limit into eight pools that add up, and a balance never', async () => {
    await write((tx) => openAccount(tx, { key: usesKey(2), limit: 1_003 }, made()));
    expect(await limits(usesKey(2))).toEqual([126, 126, 126, 125, 125, 125, 125, 125]);
    await write((tx) => openAccount(tx, { key: balanceKey(2), limit: 50_000 }, made()));
    expect(await limits(balanceKey(2))).toEqual([50_000]);
  });

  it('changes a balance by what is earned and what expires, opened by the first of them', async () => {
    const key = pointsKey(3);
    for (const by of [120, 30, -50]) await write((tx) => changeLimit(tx, { key, by }, made()));
    const balance = await write((tx) => balanceOf(tx, key));
    expect(balance).toEqual({ limit: 100, reserved: 0, committed: 0 });
    expect(await entries(key)).toEqual({ limit: 100 });
    expect(await write((tx) => balanceOf(tx, pointsKey(999)))).toBeNull();
  });

  it('counts what several earn at once', async () => {
    const key = pointsKey(4);
    await Promise.all(
      Array.from({ length: 10 }, () => write((tx) => changeLimit(tx, { key, by: 5 }, made()))),
    );
    expect(await limits(key)).toEqual([50]);
  });

  it('splits an account from before when its limit is hot, and covers what is used', async () => {
    const key = usesKey(5);
    await write((tx) => openAccount(tx, { key, limit: 900 }, made()));
    await hold([want([key], 800)], 'r-5');
    await write((tx) => setLimit(tx, { key, limit: 1_600 }, made()));
    // 800 used in the first pool, 800 left: 100 for each of eight.
    expect(await limits(key)).toEqual([900, 100, 100, 100, 100, 100, 100, 100]);
    expect(await entries(key)).toEqual({ limit: 1_600, reserve: 800 });
  });

  it('takes whole amounts from several pools where one has too little', async () => {
    const key = usesKey(6);
    await write((tx) => openAccount(tx, { key, limit: 1_600 }, made()));
    expect((await hold([want([key], 450)], 'r-0002')).kind).toBe('taken');
    // 200 a pool, from the third on.
    expect((await rows(key)).map(({ reserved }) => reserved)).toEqual([
      0, 0, 200, 200, 50, 0, 0, 0,
    ]);
    expect((await hold([want([key], 1_151)], 'r-0003')).kind).toBe('short');
    expect((await hold([want([key], 1_150)], 'r-0004')).kind).toBe('taken');
    expect((await rows(key)).every(({ reserved, limit }) => reserved === limit)).toBe(true);
  });

  it('lowered below what is used, it gives no more and keeps what it gave', async () => {
    const key = usesKey(7);
    await write((tx) => openAccount(tx, { key, limit: 2_000 }, made()));
    await hold([want([key], 1_500)], 'r-7');
    await write((tx) => setLimit(tx, { key, limit: 40 }, made()));
    expect(await write((tx) => balanceOf(tx, key))).toEqual({
      limit: 40,
      reserved: 1_500,
      committed: 0,
    });
    expect((await hold([want([key], 1)], 'r-8')).kind).toBe('short');
    await write((tx) => setLimit(tx, { key, limit: 1_501 }, made()));
    expect((await hold([want([key], 1)], 'r-9')).kind).toBe('taken');
  });

  it('gives nothing of a pool that came free while the others are over the lowered limit', async () => {
    const key = usesKey(10);
    await write((tx) => openAccount(tx, { key, limit: 2_000 }, made()));
    await hold([want([key], 1_600)], 'r-0000');
    await write((tx) => setLimit(tx, { key, limit: 1_000 }, made()));
    // 250 used in each of the first six pools, 100 in the seventh; 300 come free in the first two.
    await write((tx) =>
      tx.execute(
        sql`UPDATE escrow_account SET reserved = reserved - 150 WHERE key = ${key} AND pool < 2`,
      ),
    );
    for (const id of ['r-1110', 'r-1118', 'r-1111'])
      expect((await hold([want([key], 1)], id, 'own-pool')).kind).toBe('short');
    expect((await hold([want([key], 1)], 'r-1120')).kind).toBe('short');
  });

  it('takes points from a person’s accounts in order, all or nothing', async () => {
    const [first, second] = [pointsKey(81), pointsKey(82)];
    await write((tx) => changeLimit(tx, { key: first, by: 30 }, made()));
    await write((tx) => changeLimit(tx, { key: second, by: 50 }, made()));
    expect((await hold([want([first, second], 81)], 'r-81')).kind).toBe('short');
    expect((await hold([want([first, second], 45)], 'r-82')).kind).toBe('taken');
    expect((await rows(first))[0]?.reserved).toBe(30);
    expect((await rows(second))[0]?.reserved).toBe(15);
  });

  it('counts a person’s limit over all their rows, by the limit of today', async () => {
    const [own, merged] = ['promotion:9:customer:1', 'promotion:9:customer:2'];
    await write((tx) => openAccount(tx, { key: merged, limit: 2 }, made()));
    await hold([want([merged], 1)], 'r-91');
    const once = (limit: number) => want([own, merged], 1, { personal: { limit, on: own } });
    expect((await hold([once(1)], 'r-92')).kind).toBe('short');
    expect((await hold([once(2)], 'r-93')).kind).toBe('taken');
    expect((await hold([once(2)], 'r-94')).kind).toBe('short');
    expect((await hold([once(3)], 'r-95')).kind).toBe('taken');
    expect(await entries(own)).toEqual({ limit: 3, reserve: 2 });
  });
});
