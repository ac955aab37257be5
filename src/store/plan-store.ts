import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  BasketFigures,
  ChunkResult,
  PlannedChunk,
  PlannedDelivery,
  PlanStore,
  PostDraft,
} from '../ports/plan-store.js';
import { openBalances } from './coupon-rows.js';
import { CouponTally, couponCount } from './coupon-tally.js';
import type { Database, Statements } from './database.js';
import { jsonRows } from './dialect.js';
import { writePriority } from './writer.js';

const yearMs = 365 * 86_400_000;

export function planStore(database: Database): PlanStore {
  const tally = new CouponTally();
  return {
    writeChunk: (chunk) =>
      database.writeSql(writePriority.bulk, (tx) => writeChunk(tx, chunk, tally)),
    writePost: (post) => database.writeSql(writePriority.normal, (tx) => writePost(tx, post)),
    async finish(runId) {
      await database.writeSql(writePriority.normal, (tx) =>
        tx.execute(
          sql`UPDATE run SET state = 'running' WHERE id = ${runId} AND state = 'planning'`,
        ),
      );
    },
    couponCount: (promotionId) => couponCount(database, promotionId),
    couponsLeft: (limit, wanted) => tally.left(database, limit, wanted),
    async baskets() {
      const sale = sql`kind = 'sale' AND total_minor > 0`;
      const [row] = await database.query<BasketFigures>(sql`
        SELECT count(*) AS orders, coalesce(avg(total_minor), 0) AS "averageMinor",
          coalesce(max(total_minor), 0) AS "largestMinor"
        FROM shop_order WHERE ${sale}
          AND occurred_at > (SELECT max(occurred_at) FROM shop_order WHERE ${sale}) - ${yearMs}`);
      const { orders = 0, averageMinor = 0, largestMinor = 0 } = row ?? {};
      return { orders, averageMinor: Math.round(averageMinor), largestMinor };
    },
  };
}

async function writeChunk(
  tx: Statements,
  chunk: PlannedChunk,
  tally: CouponTally,
): Promise<ChunkResult> {
  // The checkpoint first: a second planner of the same run waits here, and then finds it moved.
  const moved = await tx.execute(sql`
    UPDATE run SET planned_through_customer_id = ${chunk.throughCustomerId},
      audience_count = audience_count + ${chunk.deliveries.length + chunk.decisions.length}
    WHERE id = ${chunk.runId} AND state = 'planning'
      AND planned_through_customer_id = ${chunk.afterCustomerId}`);
  if (moved === 0) return 'stale';
  if (await isOverLimit(tx, chunk, tally)) {
    await tx.execute(sql`
      UPDATE run SET planned_through_customer_id = ${chunk.afterCustomerId},
        audience_count = audience_count - ${chunk.deliveries.length + chunk.decisions.length}
      WHERE id = ${chunk.runId}`);
    return 'too-many-coupons';
  }
  await writeCoupons(tx, chunk);
  await writeDeliveries(tx, chunk);
  await writeDecisions(tx, chunk);
  await writeExposures(tx, chunk);
  return 'written';
}

async function isOverLimit(
  tx: Statements,
  { couponLimit, deliveries }: PlannedChunk,
  tally: CouponTally,
): Promise<boolean> {
  if (couponLimit === null) return false;
  const { promotionId } = couponLimit;
  // PostgreSQL plans runs side by side: whoever hands out coupons of this promotion goes one after the other.
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM promotion WHERE id = ${promotionId} FOR UPDATE`);
  const wanted = deliveries.filter((each) => each.coupon !== null).length;
  const left = await tally.left(tx, couponLimit, wanted);
  if (left < wanted) return true;
  await tally.remember(tx, promotionId);
  return false;
}

async function writeCoupons(
  tx: Statements,
  { runId, deliveries, at }: PlannedChunk,
): Promise<void> {
  const rows = deliveries.flatMap(({ coupon, customerId }) =>
    coupon === null
      ? []
      : [
          [
            coupon.code,
            coupon.promotionId,
            coupon.promotionVersionId,
            customerId,
            coupon.validFrom,
            coupon.validUntil,
          ],
        ],
  );
  if (rows.length === 0) return;
  const source = jsonRows(tx.dialect, rows, {
    code: 'text',
    promotion: 'int',
    version: 'int',
    customer: 'int',
    valid_from: 'bigint',
    valid_until: 'bigint',
  });
  await tx.execute(sql`
    INSERT INTO coupon (code, promotion_id, promotion_version_id, customer_id, run_id, state, valid_from, valid_until, created_at)
    SELECT code, promotion, version, customer, ${runId}, 'issued', valid_from, valid_until, ${bigint(tx, at)}
    FROM ${source}`);
  await openBalances(
    tx,
    deliveries.flatMap(({ coupon }) => coupon ?? []),
    at,
  );
}

async function writeDeliveries(tx: Statements, chunk: PlannedChunk): Promise<void> {
  if (chunk.deliveries.length === 0) return;
  const source = jsonRows(tx.dialect, chunk.deliveries.map(deliveryRow), {
    customer: 'int',
    identity: 'int',
    account: 'text',
    variant: 'text',
    locale: 'text',
    picks: 'text',
    code: 'text',
    due_at: 'bigint',
    deadline_at: 'bigint',
  });
  const key = `run:${chunk.runId}:`;
  await tx.execute(sql`
    INSERT INTO delivery (purpose, run_id, dedupe_key, customer_id, identity_id, channel_account, variant,
      locale, picks, coupon_id, due_at, deadline_at, state, created_at)
    SELECT 'campaign', ${chunk.runId}, ${text(tx, key)} || r.customer || ':message', r.customer, r.identity, r.account,
      r.variant, r.locale, r.picks, (SELECT c.id FROM coupon c WHERE c.code = r.code),
      r.due_at, r.deadline_at, 'planned', ${bigint(tx, chunk.at)}
    FROM ${source}`);
}

function deliveryRow(delivery: PlannedDelivery): readonly unknown[] {
  return [
    delivery.customerId,
    delivery.identityId,
    delivery.channelAccount,
    delivery.variant,
    delivery.locale,
    delivery.picks,
    delivery.coupon?.code ?? null,
    delivery.dueAt,
    delivery.deadlineAt,
  ];
}

async function writeDecisions(
  tx: Statements,
  { runId, decisions, at }: PlannedChunk,
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map(({ customerId, reason, detail }) => [customerId, reason, detail]);
  const source = jsonRows(tx.dialect, rows, { customer: 'int', reason: 'text', detail: 'text' });
  await tx.execute(sql`
    INSERT INTO decision (run_id, customer_id, reason, detail, at)
    SELECT ${runId}, customer, reason, detail, ${bigint(tx, at)} FROM ${source}`);
}

async function writeExposures(tx: Statements, chunk: PlannedChunk): Promise<void> {
  const treated = chunk.deliveries.map(({ customerId, variant }) => [
    customerId,
    'treated',
    variant,
  ]);
  const holdout = chunk.holdoutIds.map((customerId) => [customerId, 'holdout', null]);
  const rows = [...treated, ...holdout];
  if (rows.length === 0) return;
  const source = jsonRows(tx.dialect, rows, { customer: 'int', arm: 'text', variant: 'text' });
  await tx.execute(sql`
    INSERT INTO exposure (run_id, customer_id, campaign_id, arm, variant, assigned_at)
    SELECT ${chunk.runId}, customer, ${text(tx, chunk.campaignId)}, arm, variant, ${bigint(tx, chunk.at)}
    FROM ${source}`);
}

async function writePost(tx: Statements, post: PostDraft): Promise<void> {
  await tx.execute(sql`
    INSERT INTO delivery (purpose, run_id, dedupe_key, channel_account, place, locale, picks, due_at, deadline_at, state, created_at)
    VALUES ('post', ${post.runId}, ${`run:${post.runId}:post`}, ${post.channelAccount}, ${post.place},
            ${post.locale}, ${JSON.stringify(post.picks)}, ${post.dueAt}, ${post.deadlineAt}, 'planned', ${post.at})
    ON CONFLICT (dedupe_key) DO NOTHING`);
  await tx.execute(
    sql`UPDATE run SET state = 'running' WHERE id = ${post.runId} AND state = 'planning'`,
  );
}

// In a select list PostgreSQL cannot tell what a bare parameter is.
function bigint(tx: Statements, value: number) {
  return tx.dialect === 'sqlite' ? sql`${value}` : sql`${value}::bigint`;
}

function text(tx: Statements, value: string) {
  return tx.dialect === 'sqlite' ? sql`${value}` : sql`${value}::text`;
}
