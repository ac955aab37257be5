import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { couponsOf } from '../../src/services/coupons.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, definition, startAt, tillOn } from '../support/promotions.js';

onEachDatabase('promotion store', (test) => {
  const accounts = async (key: string) => {
    const rows = await test.database().query<{ key: string; limit: number; committed: number }>(sql`
      SELECT a.key, sum(a.limit_amount) AS "limit", sum(a.committed) AS committed
      FROM escrow_account a JOIN promotion p ON a.key LIKE 'promotion:' || p.id || ':%'
      WHERE p.key = ${key} GROUP BY a.key ORDER BY a.key`);
    return rows.map((row) => ({ ...row, key: row.key.replace(/:\d+/, '') }));
  };

  it('makes a version for each change and none without', async () => {
    const till = tillOn(test.database());
    const first = { id: 'versions-a' };
    const second = { id: 'versions-b', limits: { uses: 9 } };
    expect(await till.apply([first, second])).toMatchObject({
      added: ['versions-a', 'versions-b'],
      changed: [],
      unchanged: [],
    });
    const dearer = { ...second, minimumMinor: 2000 };
    expect(await till.apply([first, dearer])).toMatchObject({
      added: [],
      changed: ['versions-b'],
      unchanged: ['versions-a'],
    });
    // Back to what it was: the old version again, not a third.
    expect((await till.apply([first, second])).changed).toEqual(['versions-b']);
    const [count] = await test.database().query(sql`
      SELECT count(*) AS versions FROM promotion_version v JOIN promotion p ON p.id = v.promotion_id
      WHERE p.key = 'versions-b'`);
    expect(count).toEqual({ versions: 2 });
  });

  it('pauses what the file no longer names, and takes it back', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'pause-a' }, { id: 'pause-b' }]);
    expect((await till.apply([{ id: 'pause-a' }])).paused).toContain('pause-b');
    const stateOf = async (key: string) =>
      (await till.promotions.all()).find((each) => each.key === key)?.state;
    expect(await stateOf('pause-b')).toBe('paused');
    expect((await till.apply([{ id: 'pause-a' }, { id: 'pause-b' }])).changed).toEqual(['pause-b']);
    expect(await stateOf('pause-b')).toBe('active');
  });

  it('opens an account for each limit, follows its changes, and opens none without', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'free' }, { id: 'limited', limits: { uses: 3, budgetMinor: 5000 } }]);
    expect(await accounts('free')).toEqual([]);
    expect(await accounts('limited')).toEqual([
      { key: 'promotion:budget', limit: 5000, committed: 0 },
      { key: 'promotion:uses', limit: 3, committed: 0 },
    ]);
    await till.apply([{ id: 'limited', limits: { uses: 7 } }]);
    expect((await accounts('limited')).find(({ key }) => key.endsWith('uses'))?.limit).toBe(7);
  });

  it('issues no coupon beyond the limit of uses, whole sets or nothing', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'few', limits: { uses: 3 } }]);
    const codes = await till.issue('few', [null, null]);
    await expect(till.issue('few', [null, null])).rejects.toThrow(/limited to 3 uses/);
    expect(await till.promotions.coupons(codes)).toHaveLength(2);
    // A revoked one makes room again.
    const [coupon] = await till.promotions.coupons(codes);
    expect(await till.promotions.revoke([coupon?.couponId ?? 0])).toBe(1);
    expect(await till.issue('few', [null, null])).toHaveLength(2);
    await expect(till.issue('few', [null])).rejects.toThrow(/limited to 3 uses/);
  });

  it('names the promotions there are when asked for another', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'known' }]);
    await expect(till.issue('unknwon', [null])).rejects.toThrow('no promotion "unknwon" in force');
  });

  it('tells a person their live coupons in words, of merged rows too', async () => {
    const database = test.database();
    const till = tillOn(database);
    await till.apply([{ id: 'words', minimumMinor: 2000 }]);
    const [ann, twin, other] = [
      await addCustomer(database, 'ann'),
      await addCustomer(database, 'ann-too'),
      await addCustomer(database, 'other'),
    ];
    await till.issue('words', [ann, twin, other, null]);
    const [, spare] = await till.issue('words', [ann, ann], 10);
    const [revoked] = await till.promotions.coupons([spare ?? '']);
    await till.promotions.revoke([revoked?.couponId ?? 0]);
    await database.write(2, (tx) =>
      tx.execute(sql`UPDATE customer SET canonical_customer_id = ${ann} WHERE id = ${twin}`),
    );
    for (const asked of [ann, twin]) {
      const found = await couponsOf(till, asked, { at: startAt, locale: 'en' });
      expect(found.map(({ validUntil }) => (validUntil - startAt) / 86_400_000)).toEqual([
        10, 30, 30,
      ]);
      expect(found[0]).toMatchObject({
        name: 'words',
        worth: '£5',
        minimum: '£20',
        offer: '£5 off from £20',
        promotionKey: 'words',
      });
      expect(found[0]?.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
    }
    const chinese = await couponsOf(till, other, { at: startAt, locale: 'zh-CN' });
    expect(chinese.map(({ name, offer }) => [name, offer])).toEqual([['words 券', '满£20减£5']]);
    const late = await couponsOf(till, ann, { at: startAt + 10 * 86_400_000, locale: 'en' });
    expect(late).toHaveLength(2);
  });

  it('a coupon keeps the version it was issued under, and takes the limits of today', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'pinned' }]);
    const [code = ''] = await till.issue('pinned', [null]);
    const effect = { type: 'amount_off', amountMinor: 1, per: 'order' } as const;
    await till.apply([{ id: 'pinned', effect, limits: { uses: 4 } }]);
    const [coupon] = await till.promotions.coupons([code]);
    const before = definition({ id: 'pinned' });
    expect(coupon?.promotion.definition).toEqual({
      ...before,
      limits: { ...before.limits, uses: 4 },
    });
  });
});
