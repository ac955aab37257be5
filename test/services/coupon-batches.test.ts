import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { readCouponCode } from '../../src/domain/promotion/coupon-code.js';
import type { BatchIssue } from '../../src/services/coupon-batches.js';
import { couponLines, issueBatch, revokeBatch } from '../../src/services/coupon-batches.js';
import { openDatabase } from '../../src/store/client.js';
import { couponBatchStore } from '../../src/store/coupon-batch-store.js';
import type { Database } from '../../src/store/database.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, reservationOf, startAt, tillOn } from '../support/promotions.js';

const dayMs = 86_400_000;
let opened = 0;

function batchesOn(database: Database) {
  const { promotions, keyring, random, clock } = tillOn(database);
  const registry = {
    customerIds: async (externalIds: readonly string[]) => {
      const rows = await database.models.customer.findMany({
        where: { externalId: { in: [...externalIds] } },
      });
      return new Map(rows.map(({ id, externalId }) => [externalId ?? '', id]));
    },
  };
  const couponBatches = couponBatchStore(database);
  return { promotions, keyring, random, clock, registry, couponBatches };
}

onEachDatabase('batches of coupons', (test) => {
  const open = async (uses: number | null = null) => {
    opened += 1;
    const id = `batched-${test.name}-${opened}`;
    const till = tillOn(test.database());
    await till.apply([{ id, limits: { uses } }]);
    const deps = batchesOn(test.database());
    const issue = (batch: string, to: BatchIssue['to'], more: Partial<BatchIssue> = {}) => ({
      ...{ promotionKey: id, batch: `${id}-${batch}`, to },
      ...{ validFrom: startAt, validUntil: startAt + 30 * dayMs, ...more },
    });
    const count = async () =>
      await test.database().models.coupon.count({ where: { batch: { startsWith: `${id}-` } } });
    return { id, till, deps, issue, count };
  };

  it('makes as many codes as asked, each different and ours', async () => {
    const { id, deps, issue } = await open(30_000);
    const steps: number[] = [];
    const wrote = (count: number) => steps.push(count);
    const made = await issueBatch(deps, issue('flyer', { count: 25_000 }, { wrote }));
    expect(made).toMatchObject({ issued: 25_000, total: 25_000 });
    expect(steps).toEqual([10_000, 20_000, 25_000]);
    const codes = new Set<string>();
    for await (const line of couponLines(deps, { batch: `${id}-flyer` })) {
      codes.add(line.code);
      expect(line).toMatchObject({ promotionKey: id, state: 'issued', customer: null });
    }
    expect(codes.size).toBe(25_000);
    const mac = (text: string) => deps.keyring.mac('coupon', text);
    expect([...codes].filter((code) => !readCouponCode(code, mac).ok)).toEqual([]);
  });

  it('goes on where it broke off, with the validity it began with, and changes nothing once complete', async () => {
    const { id, deps, issue, count } = await open();
    const breakOff = () => {
      throw new Error('the power went');
    };
    const to = { count: 12_000 };
    await expect(issueBatch(deps, issue('cut', to, { wrote: breakOff }))).rejects.toThrow('power');
    expect(await count()).toBe(10_000);
    const later = { validFrom: startAt + dayMs, validUntil: startAt + 99 * dayMs };
    const end = startAt + 30 * dayMs;
    expect(await issueBatch(deps, issue('cut', to, later))).toEqual({
      ...{ issued: 2_000, total: 12_000, validFrom: startAt, validUntil: end },
    });
    expect(await issueBatch(deps, issue('cut', to))).toMatchObject({ issued: 0, total: 12_000 });
    const batch = await deps.couponBatches.batch(`${id}-cut`);
    expect(batch).toMatchObject({ promotionKey: id, validUntil: end });
    expect(batch?.counts).toEqual({ issued: 12_000, reserved: 0, redeemed: 0, revoked: 0 });
  });

  it('is complete and no more when several connections issue one batch at once', async () => {
    const { deps, issue, count } = await open();
    const others = [1, 2, 3].map(() => openDatabase(test.url()));
    const all = [deps, ...others.map(batchesOn)];
    const made = await Promise.all(
      all.map((each) => issueBatch(each, issue('same', { count: 25_000 }))),
    );
    expect(made.map(({ total }) => total)).toEqual([25_000, 25_000, 25_000, 25_000]);
    expect(await count()).toBe(25_000);
    for (const database of others) await database.close();
  });

  it('never issues more than the promotion’s limit, whoever else issues beside it', async () => {
    const { id, till, deps, issue, count } = await open(15_000);
    await till.issue(id, [null, null]);
    const others = [1, 2].map(() => openDatabase(test.url()));
    const all = [deps, ...others.map(batchesOn)];
    const made = await Promise.allSettled(
      all.map((each, i) => issueBatch(each, issue(`race-${i}`, { count: 10_000 }))),
    );
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await count()).toBe(10_000);
    await expect(issueBatch(deps, issue('late', { count: 4_999 }))).rejects.toThrow(
      `${id} is limited to 15,000 uses: only 4,998 more coupons may be issued`,
    );
    await issueBatch(deps, issue('late', { count: 4_998 }));
    await expect(issueBatch(deps, issue('none', { count: 1 }))).rejects.toThrow('no more coupons');
    for (const database of others) await database.close();
  });

  it('gives each customer of a list one, and none a second', async () => {
    const { id, till, deps, issue } = await open();
    const names = ['ann', 'bob', 'cem'].map((name) => `${name}-${id}`);
    const ids = [];
    for (const name of names) ids.push(await addCustomer(test.database(), name));
    const [ann, bob] = names;
    const first = { customers: [ann ?? '', bob ?? '', ann ?? ''] };
    expect(await issueBatch(deps, issue('vip', first))).toMatchObject({ issued: 2, total: 2 });
    const all = issue('vip', { customers: names });
    expect(await issueBatch(deps, all)).toMatchObject({ issued: 1, total: 3 });
    const lines = [];
    for await (const line of couponLines(deps, { batch: `${id}-vip` })) lines.push(line.customer);
    expect(lines.sort()).toEqual(names);
    const [own] = await deps.promotions.couponsOf(ids[2] ?? 0);
    expect((await till.quote([own?.code ?? ''], ids[2] ?? 0)).codes[0]?.outcome).toBe('applied');
    await expect(
      issueBatch(deps, issue('typo', { customers: [ann ?? '', 'nobody', 'no one'] })),
    ).rejects.toThrow('2 of 3 customers are unknown: nobody, no one');
    expect(await deps.couponBatches.batch(`${id}-typo`)).toBeNull();
  });

  it('K03: is refused when fewer than 2^36 guesses would be left for each live code', async () => {
    const { deps, issue } = await open();
    // 2^60 codes, 2^36 guesses for each: 2^24 may be live.
    const withLive = (live: number) => ({
      ...deps,
      couponBatches: { ...deps.couponBatches, liveCount: async () => live },
    });
    await expect(issueBatch(withLive(2 ** 24 - 1), issue('full', { count: 2 }))).rejects.toThrow(
      '16,777,217 live codes would be too easy to guess',
    );
    const made = await issueBatch(withLive(2 ** 24 - 2), issue('full', { count: 2 }));
    expect(made.total).toBe(2);
  });

  it('refuses a batch of another promotion, and a promotion that needs no coupon', async () => {
    const { id, till, deps, issue } = await open();
    await issueBatch(deps, issue('taken', { count: 1 }));
    const more = [{ id }, { id: `${id}-b` }, { id: `${id}-c`, trigger: 'automatic' as const }];
    await till.apply(more);
    const other = { promotionKey: `${id}-b` };
    await expect(issueBatch(deps, issue('taken', { count: 2 }, other))).rejects.toThrow(
      `the batch "${id}-taken" is of ${id}`,
    );
    const free = { promotionKey: `${id}-c` };
    await expect(issueBatch(deps, issue('free', { count: 2 }, free))).rejects.toThrow(
      'needs no coupon',
    );
    const gone = { promotionKey: 'gone' };
    await expect(issueBatch(deps, issue('gone', { count: 2 }, gone))).rejects.toThrow(
      'there is no promotion "gone" in force',
    );
  });

  it('takes back what is not used, leaves the rest, and tells what became of a batch', async () => {
    const { id, till, deps, issue } = await open();
    await issueBatch(deps, issue('mixed', { count: 10_003 }));
    const batch = `${id}-mixed`;
    const [first, second] = await deps.promotions.couponsOfBatch(batch, 2);
    const used = await till.quote([first?.code ?? ''], null, `${id}-A`);
    const reserved = reservationOf(await till.reserve(used.quoteId, `${id}-A`));
    await till.checkout.commit({ reservationId: reserved, at: startAt, idempotency: null });
    const held = await till.quote([second?.code ?? ''], null, `${id}-B`);
    await till.reserve(held.quoteId, `${id}-B`);
    expect(await revokeBatch(deps, batch)).toBe(10_001);
    expect(await revokeBatch(deps, batch)).toBe(0);
    const [info] = (await deps.couponBatches.batches()).filter((each) => each.batch === batch);
    expect(info?.counts).toEqual({ issued: 0, reserved: 1, redeemed: 1, revoked: 10_001 });
    const ofOrder = await deps.promotions.couponsOfOrder(`${id}-A`);
    expect(ofOrder.map(({ code }) => code)).toEqual([first?.code]);
    const states = [];
    for await (const { state, orderRef } of couponLines(deps, { batch, state: 'redeemed' }))
      states.push([state, orderRef]);
    expect(states).toEqual([['redeemed', `${id}-A`]]);
  });

  it('puts its value on each gift card, however it is issued, with an entry for each', async () => {
    const { id, till, deps, issue } = await open();
    await till.apply([{ id, effect: { type: 'gift_card', balanceMinor: 5_000 } }]);
    await issueBatch(deps, issue('cards', { count: 10_001 }));
    const [single = ''] = await till.issue(id, [null]);
    const [row] = await test
      .database()
      .query<{ cards: number; worth: number; entries: number }>(sql`
      SELECT count(*) AS cards, sum(a.limit_amount) AS worth, sum(e.amount) AS entries
      FROM coupon c JOIN promotion p ON p.id = c.promotion_id
      JOIN escrow_account a ON a.key = 'coupon:' || c.id || ':balance'
      JOIN escrow_entry e ON e.account_id = a.id AND e.kind = 'limit' WHERE p.key = ${id}`);
    expect(row).toEqual({ cards: 10_002, worth: 50_010_000, entries: 50_010_000 });
    const [card] = await till.promotions.coupons([single]);
    expect(card?.state).toBe('issued');
  });

  it('writes ids in the order of the codes, so that the index of codes grows at its end', async () => {
    const { id, deps, issue } = await open();
    await issueBatch(deps, issue('sorted', { count: 12_000 }));
    const [row] = await test.database().query<{ unsorted: number }>(sql`
      SELECT count(*) AS unsorted FROM coupon a JOIN coupon b ON b.id = a.id + 1
      WHERE a.batch = ${`${id}-sorted`} AND b.batch = a.batch AND b.code <= a.code`);
    expect(row?.unsorted).toBe(0);
  });
});
