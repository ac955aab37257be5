import { empty, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CouponState } from '../domain/promotion/redemption.js';
import type {
  BatchChunk,
  BatchMark,
  ChunkOutcome,
  CouponBatchInfo,
  CouponBatchStore,
  CouponFilter,
  CouponLine,
} from '../ports/coupon-batch-store.js';
import { cardsOf, insertCoupons, lockPromotion, openBalances } from './coupon-rows.js';
import { CouponTally, couponCount } from './coupon-tally.js';
import type { Database, Statements } from './database.js';
import { numbersIn } from './dialect.js';
import { writePriority } from './writer.js';

export function couponBatchStore(database: Database): CouponBatchStore {
  const { bulk } = writePriority;
  const tally = new CouponTally();
  return {
    batches: () => batchesOf(database, sql`batch IS NOT NULL`),
    async batch(name) {
      const [found] = await batchesOf(database, sql`batch = ${name}`);
      return found ?? null;
    },
    mark: (name) => marked(database, name, { count: 0, throughId: 0 }),
    async liveCount(at) {
      const [row] = await database.query<{ count: number }>(sql`
        SELECT count(*) AS count FROM coupon
        WHERE state IN ('issued', 'reserved') AND valid_until > ${at}`);
      return row?.count ?? 0;
    },
    couponCount: (promotionId) => couponCount(database, promotionId),
    issueChunk: (chunk) => database.writeSql(bulk, (tx) => issueChunk(tx, chunk, tally)),
    page: (filter, afterId, most) => page(database, filter, afterId, most),
    revokeSome: (batch, afterId, most) =>
      database.writeSql(bulk, (tx) => revokeSome(tx, batch, { afterId, most })),
  };
}

async function issueChunk(
  tx: Statements,
  chunk: BatchChunk,
  tally: CouponTally,
): Promise<ChunkOutcome> {
  await lockPromotion(tx, chunk.promotionId);
  const before = await marked(tx, chunk.batch, chunk.mark);
  const coupons = await missing(tx, chunk, before);
  if (coupons.length === 0) return { kind: 'issued', issued: 0, mark: before };
  const { promotionId, most } = chunk;
  if (most !== null) {
    const left = await tally.left(tx, { promotionId, most }, coupons.length);
    if (left < coupons.length) return { kind: 'over-limit', left };
    await tally.remember(tx, promotionId);
  }
  await insertCoupons(tx, { ...chunk, runId: null, coupons });
  await openBalances(tx, cardsOf(coupons, chunk.balanceMinor), chunk.at);
  const [newest] = await tx.query<{ id: number }>(sql`SELECT max(id) AS id FROM coupon`);
  const mark = { count: before.count + coupons.length, throughId: newest?.id ?? 0 };
  return { kind: 'issued', issued: coupons.length, mark };
}

/** What of the chunk is still to be written: as much as completes the batch, to people who have none of it. */
async function missing(tx: Statements, chunk: BatchChunk, before: BatchMark) {
  const { coupons, target, batch } = chunk;
  if (target !== null) return coupons.slice(0, Math.max(0, target - before.count));
  const asked = coupons.flatMap(({ customerId }) => customerId ?? []);
  const served = await tx.query<{ id: number }>(sql`
    SELECT customer_id AS id FROM coupon
    WHERE customer_id IN ${numbersIn(tx.dialect, asked)} AND batch = ${batch}`);
  const have = new Set(served.map(({ id }) => id));
  return coupons.filter(({ customerId }) => customerId === null || !have.has(customerId));
}

// The greatest id there can be: a range with two ends is looked up by index (as in CouponTally).
const lastId = 2_147_483_647;

// Under the promotion's lock ids of one batch ascend in the order of the commits, so that only new ones are counted.
async function marked(tx: Statements, batch: string, since: BatchMark): Promise<BatchMark> {
  const name = since.throughId === 0 ? sql`batch = ${batch}` : sql`batch || '' = ${batch}`;
  const [row] = await tx.query<{ count: number; last: number | null }>(sql`
    SELECT count(*) AS count, max(id) AS last FROM coupon
    WHERE id BETWEEN ${since.throughId + 1} AND ${lastId} AND ${name}`);
  return {
    count: since.count + (row?.count ?? 0),
    throughId: Math.max(since.throughId, row?.last ?? 0),
  };
}

async function revokeSome(
  tx: Statements,
  batch: string,
  { afterId, most }: { readonly afterId: number; readonly most: number },
): Promise<{ readonly revoked: number; readonly throughId: number | null }> {
  const [row] = await tx.query<{ last: number | null }>(sql`
    SELECT max(id) AS last FROM (
      SELECT id FROM coupon WHERE id > ${afterId} AND batch || '' = ${batch} ORDER BY id LIMIT ${most}) part`);
  const throughId = row?.last ?? null;
  if (throughId === null) return { revoked: 0, throughId };
  const revoked = await tx.execute(sql`
    UPDATE coupon SET state = 'revoked'
    WHERE id BETWEEN ${afterId + 1} AND ${throughId} AND batch || '' = ${batch} AND state = 'issued'`);
  return { revoked, throughId };
}

async function batchesOf(database: Database, where: Sql): Promise<CouponBatchInfo[]> {
  const rows = await database.query<
    Omit<CouponBatchInfo, 'counts'> & Readonly<Record<CouponState, number>>
  >(sql`
    SELECT b.*, p.key AS "promotionKey" FROM (
      SELECT batch, min(promotion_id) AS "promotionId", min(valid_from) AS "validFrom",
        max(valid_until) AS "validUntil", min(created_at) AS "createdAt",
        sum(CASE WHEN state = 'issued' THEN 1 ELSE 0 END) AS issued,
        sum(CASE WHEN state = 'reserved' THEN 1 ELSE 0 END) AS reserved,
        sum(CASE WHEN state = 'redeemed' THEN 1 ELSE 0 END) AS redeemed,
        sum(CASE WHEN state = 'revoked' THEN 1 ELSE 0 END) AS revoked
      FROM coupon WHERE ${where} GROUP BY batch) b
    JOIN promotion p ON p.id = b."promotionId" ORDER BY b."createdAt" DESC, b.batch`);
  return rows.map(({ issued, reserved, redeemed, revoked, ...info }) => ({
    ...info,
    counts: { issued, reserved, redeemed, revoked },
  }));
}

// Not by the index of batches or promotions: the rows it finds would be sorted by id anew for each page.
function page(
  database: Database,
  { batch, promotionKey, state }: CouponFilter,
  afterId: number,
  most: number,
): Promise<CouponLine[]> {
  const inBatch = batch === undefined ? empty : sql`AND batch || '' = ${batch}`;
  const ofPromotion =
    promotionKey === undefined
      ? empty
      : sql`AND promotion_id + 0 = (SELECT id FROM promotion WHERE key = ${promotionKey})`;
  const inState = state === undefined ? empty : sql`AND state = ${state}`;
  return database.query<CouponLine>(sql`
    SELECT c.id AS "couponId", c.code, p.key AS "promotionKey",
      COALESCE(k.external_id, o.external_id) AS customer, c.state,
      c.valid_from AS "validFrom", c.valid_until AS "validUntil", r.order_ref AS "orderRef"
    FROM (SELECT * FROM coupon WHERE id > ${afterId} ${inBatch} ${ofPromotion} ${inState}
      ORDER BY id LIMIT ${most}) c
    JOIN promotion p ON p.id = c.promotion_id
    LEFT JOIN customer k ON k.id = c.customer_id
    LEFT JOIN customer o ON o.id = k.canonical_customer_id
    LEFT JOIN reservation r ON r.id = c.reservation_id
    ORDER BY c.id`);
}
