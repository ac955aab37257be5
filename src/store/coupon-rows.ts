import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CouponState } from '../domain/promotion/redemption.js';
import type { CouponBatch, CouponRecord } from '../ports/promotion-store.js';
import type { Database, Tx } from './database.js';
import { jsonRows, numbersIn, textsIn } from './dialect.js';
import { definitionOf } from './promotion-definition.js';

interface CouponRow {
  couponId: number;
  code: string;
  promotionId: number;
  versionId: number;
  key: string;
  promotionState: 'active' | 'paused';
  definition: string;
  currentDefinition: string;
  customerId: number | null;
  runId: number | null;
  state: CouponState;
  validFrom: number;
  validUntil: number;
  expiresAt: number | null;
  orderRef: string | null;
}

export function couponsByCode(
  database: Database,
  codes: readonly string[],
): Promise<CouponRecord[]> {
  if (codes.length === 0) return Promise.resolve([]);
  return select(database, sql`c.code IN ${textsIn(database.dialect, codes)}`);
}

/** @param customerId any of a person's merged rows */
export function couponsOfPerson(database: Database, customerId: number): Promise<CouponRecord[]> {
  return select(
    database,
    sql`c.customer_id IN (
      SELECT o.id FROM customer asked JOIN customer o
        ON COALESCE(o.canonical_customer_id, o.id) = COALESCE(asked.canonical_customer_id, asked.id)
      WHERE asked.id = ${customerId})`,
  );
}

async function select(database: Database, where: Sql): Promise<CouponRecord[]> {
  const rows = await database.query<CouponRow>(sql`
    SELECT c.id AS "couponId", c.code, c.promotion_id AS "promotionId",
      c.promotion_version_id AS "versionId", p.key, p.state AS "promotionState", v.definition,
      current.definition AS "currentDefinition",
      COALESCE(k.canonical_customer_id, k.id) AS "customerId", c.run_id AS "runId", c.state,
      c.valid_from AS "validFrom", c.valid_until AS "validUntil",
      r.expires_at AS "expiresAt", r.order_ref AS "orderRef"
    FROM coupon c
    JOIN promotion p ON p.id = c.promotion_id
    JOIN promotion_version v ON v.id = c.promotion_version_id
    JOIN promotion_version current ON current.id = p.current_version_id
    LEFT JOIN customer k ON k.id = c.customer_id
    LEFT JOIN reservation r ON r.id = c.reservation_id
    WHERE ${where} ORDER BY c.id DESC`);
  return rows.map(toRecord);
}

function toRecord(row: CouponRow): CouponRecord {
  const { promotionId, versionId, key, promotionState, expiresAt } = row;
  const pinned = definitionOf(row.definition);
  const current = definitionOf(row.currentDefinition);
  return {
    couponId: row.couponId,
    code: row.code,
    promotion: {
      promotionId,
      versionId,
      key,
      state: promotionState,
      definition: { ...pinned, limits: current.limits },
    },
    customerId: row.customerId,
    runId: row.runId,
    state: row.state,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    heldUntil: row.state === 'reserved' ? expiresAt : null,
    orderRef: row.orderRef,
  };
}

export async function issueCoupons(tx: Tx, batch: CouponBatch): Promise<boolean> {
  const { promotionId, versionId, coupons, most } = batch;
  if (coupons.length === 0) return true;
  if (most !== null) {
    const out = await couponsOut(tx, promotionId);
    if (out + coupons.length > most) return false;
  }
  const rows = coupons.map(({ code, customerId }) => [code, customerId]);
  const [from, until, at] = [batch.validFrom, batch.validUntil, batch.at].map((instant) =>
    tx.dialect === 'sqlite' ? sql`${instant}` : sql`${instant}::bigint`,
  );
  const run = tx.dialect === 'sqlite' ? sql`${batch.runId}` : sql`${batch.runId}::int`;
  await tx.execute(sql`
    INSERT INTO coupon (code, promotion_id, promotion_version_id, customer_id, run_id, state,
      valid_from, valid_until, created_at)
    SELECT code, ${promotionId}, ${versionId}, customer, ${run}, 'issued', ${from}, ${until}, ${at}
    FROM ${jsonRows(tx.dialect, rows, { code: 'text', customer: 'int' })}`);
  return true;
}

async function couponsOut(tx: Tx, promotionId: number): Promise<number> {
  // PostgreSQL's writers run side by side: whoever hands out coupons of one promotion goes one after the other.
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM promotion WHERE id = ${promotionId} FOR UPDATE`);
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM coupon WHERE promotion_id = ${promotionId} AND state <> 'revoked'`);
  return row?.count ?? 0;
}

export function revokeCoupons(tx: Tx, couponIds: readonly number[]): Promise<number> {
  return tx.execute(sql`
    UPDATE coupon SET state = 'revoked'
    WHERE state = 'issued' AND id IN ${numbersIn(tx.dialect, couponIds)}`);
}
