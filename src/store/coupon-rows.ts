import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CouponState } from '../domain/promotion/redemption.js';
import type { CouponBatch, CouponRecord } from '../ports/promotion-store.js';
import { balanceKey } from './account-keys.js';
import { couponCount } from './coupon-tally.js';
import type { Database, Statements } from './database.js';
import { jsonRows, numbersIn, textsIn } from './dialect.js';
import { openAccounts } from './escrow.js';
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
  usedAt: number | null;
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

export function couponsOfOrder(database: Database, orderRef: string): Promise<CouponRecord[]> {
  return select(
    database,
    sql`c.reservation_id IN (SELECT id FROM reservation WHERE order_ref = ${orderRef})`,
  );
}

export function couponsOfBatch(
  database: Database,
  batch: string,
  most: number,
): Promise<CouponRecord[]> {
  return select(
    database,
    sql`c.id IN (SELECT id FROM coupon WHERE batch = ${batch} ORDER BY id LIMIT ${most})`,
  );
}

async function select(database: Database, where: Sql): Promise<CouponRecord[]> {
  const rows = await database.query<CouponRow>(sql`
    SELECT c.id AS "couponId", c.code, c.promotion_id AS "promotionId",
      c.promotion_version_id AS "versionId", p.key, p.state AS "promotionState", v.definition,
      current.definition AS "currentDefinition",
      COALESCE(k.canonical_customer_id, k.id) AS "customerId", c.run_id AS "runId", c.state,
      c.valid_from AS "validFrom", c.valid_until AS "validUntil",
      CASE r.state WHEN 'paying' THEN ${Number.MAX_SAFE_INTEGER} ELSE r.expires_at END AS "expiresAt",
      r.order_ref AS "orderRef", (SELECT max(u.redeemed_at) FROM redemption u
        WHERE u.coupon_id = c.id AND u.reversed_at IS NULL) AS "usedAt"
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
    usedAt: row.state === 'redeemed' ? row.usedAt : null,
  };
}

export async function issueCoupons(tx: Statements, batch: CouponBatch): Promise<boolean> {
  const { promotionId, coupons, most, balanceMinor } = batch;
  if (coupons.length === 0) return true;
  if (most !== null) {
    await lockPromotion(tx, promotionId);
    if ((await couponCount(tx, promotionId)) + coupons.length > most) return false;
  }
  await insertCoupons(tx, { ...batch, batch: null });
  await openBalances(tx, cardsOf(coupons, balanceMinor), batch.at);
  return true;
}

/** PostgreSQL's writers run side by side: whoever hands out coupons of one promotion goes one after the other. */
export async function lockPromotion(tx: Statements, promotionId: number): Promise<void> {
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM promotion WHERE id = ${promotionId} FOR UPDATE`);
}

export interface NewCoupons extends Omit<CouponBatch, 'most' | 'balanceMinor'> {
  readonly batch: string | null;
}

/** A code that another coupon has is a fault; with 60 random bits nobody will see it. */
export async function insertCoupons(tx: Statements, made: NewCoupons): Promise<void> {
  const { promotionId, versionId } = made;
  const rows = made.coupons.map(({ code, customerId }) => [code, customerId]);
  const [from, until, at] = [made.validFrom, made.validUntil, made.at].map((instant) =>
    tx.dialect === 'sqlite' ? sql`${instant}` : sql`${instant}::bigint`,
  );
  const isSqlite = tx.dialect === 'sqlite';
  const run = isSqlite ? sql`${made.runId}` : sql`${made.runId}::int`;
  const batch = isSqlite ? sql`${made.batch}` : sql`${made.batch}::text`;
  await tx.execute(sql`
    INSERT INTO coupon (code, promotion_id, promotion_version_id, customer_id, run_id, batch, state,
      valid_from, valid_until, created_at)
    SELECT code, ${promotionId}, ${versionId}, customer, ${run}, ${batch}, 'issued', ${from}, ${until}, ${at}
    FROM ${jsonRows(tx.dialect, rows, { code: 'text', customer: 'int' })}`);
}

interface Card {
  readonly code: string;
  /** Null for a coupon that is no gift card. */
  readonly balanceMinor: number | null;
}

export function cardsOf(
  coupons: readonly { readonly code: string }[],
  balanceMinor: number | null,
): Card[] {
  return balanceMinor === null ? [] : coupons.map(({ code }) => ({ code, balanceMinor }));
}

/** Puts its value on each gift card of these. */
export async function openBalances(
  tx: Statements,
  coupons: readonly Card[],
  at: number,
): Promise<void> {
  const worth = new Map(coupons.map(({ code, balanceMinor }) => [code, balanceMinor]));
  const codes = [...worth].flatMap(([code, balance]) => (balance === null ? [] : [code]));
  if (codes.length === 0) return;
  const cards = await tx.query<{ id: number; code: string }>(
    sql`SELECT id, code FROM coupon WHERE code IN ${textsIn(tx.dialect, codes)} ORDER BY id`,
  );
  const openings = cards.map(({ id, code }) => ({
    key: balanceKey(id),
    limit: worth.get(code) ?? 0,
  }));
  await openAccounts(tx, openings, { ref: 'issued', at });
}

export function revokeCoupons(tx: Statements, couponIds: readonly number[]): Promise<number> {
  return tx.execute(sql`
    UPDATE coupon SET state = 'revoked'
    WHERE state = 'issued' AND id IN ${numbersIn(tx.dialect, couponIds)}`);
}
