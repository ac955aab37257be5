import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PointsDraft } from '../domain/membership/membership.js';
import { refundPoints } from '../domain/membership/order-points.js';
import type { Statements } from './database.js';
import { cashbackKey } from './earning-facts.js';
import { takePoints } from './points-ledger.js';

interface DoubleRow {
  readonly personId: number;
  readonly points: number;
  readonly expiresAt: number | null;
  readonly key: string;
}

/**
 * Two chats that each became a member, or one that brought the other, and turn out to be one person: what the one person
 * would not have got is taken back, as far as it is there. @returns how many points
 */
export async function takeBackDoubles(tx: Statements, at: number): Promise<number> {
  const joins = await tx.query<DoubleRow>(sql`
    WITH merged AS (
      SELECT id AS row_id, canonical_customer_id AS person FROM customer
      WHERE canonical_customer_id IS NOT NULL
      UNION SELECT canonical_customer_id, canonical_customer_id FROM customer
      WHERE canonical_customer_id IS NOT NULL),
    joined AS (
      SELECT m.person, p.id, p.points, p.expires_at, p.source_key
      FROM merged m JOIN points_entry p ON p.source_key = 'join:' || m.row_id)
    SELECT j.person AS "personId", j.points, j.expires_at AS "expiresAt", j.source_key AS key
    FROM joined j WHERE EXISTS (SELECT 1 FROM joined k WHERE k.person = j.person AND k.id < j.id)`);
  const referrals = await tx.query<DoubleRow>(sql`
    SELECT COALESCE(n.canonical_customer_id, n.id) AS "personId", p.points,
      p.expires_at AS "expiresAt", p.source_key AS key
    FROM share_join j JOIN share s ON s.id = j.share_id
    JOIN customer h ON h.id = s.sharer_id JOIN customer n ON n.id = j.customer_id
    JOIN points_entry p ON p.source_key IN (
      'referral:' || j.id || ':sharer', 'referral:' || j.id || ':newcomer')
    WHERE j.state = 'rewarded'
      AND COALESCE(h.canonical_customer_id, h.id) = COALESCE(n.canonical_customer_id, n.id)`);
  const drafts = [...joins, ...referrals].map(
    ({ personId, points, expiresAt, key }): PointsDraft => ({
      customerId: personId,
      kind: key.startsWith('join:') ? 'join' : 'referral',
      points: -points,
      sourceKey: `double:${key}`,
      expiresAt,
      at,
    }),
  );
  const taken = await takePoints(tx, drafts);
  await tx.execute(sql`
    UPDATE share_join SET state = 'refused', reason = 'self-referral'
    WHERE state = 'rewarded' AND EXISTS (
      SELECT 1 FROM share s JOIN customer h ON h.id = s.sharer_id
      JOIN customer n ON n.id = share_join.customer_id
      WHERE s.id = share_join.share_id
        AND COALESCE(h.canonical_customer_id, h.id) = COALESCE(n.canonical_customer_id, n.id))`);
  return taken.reduce((sum, each) => sum + each, 0);
}

interface RefundRow {
  readonly refundId: string;
  readonly reservationId: string;
  readonly promotion: string;
  readonly payableMinor: number;
  /** With all earlier refunds of the reservation. */
  readonly refundedMinor: number;
  readonly ownMinor: number;
  readonly isCancelled: number;
}

/** Cashback goes back with the money it was given for. @returns how many points were taken */
export async function takeBackRefunded(tx: Statements, since: number, at: number): Promise<number> {
  const refunds = await tx.query<RefundRow>(sql`
    SELECT f.id AS "refundId", r.id AS "reservationId", p.key AS promotion, r.payable_minor AS "payableMinor",
      f.refund_minor AS "ownMinor", CASE f.kind WHEN 'cancel' THEN 1 ELSE 0 END AS "isCancelled",
      (SELECT CAST(SUM(e.refund_minor) AS BIGINT) FROM refund e
       WHERE e.reservation_id = f.reservation_id AND (e.at < f.at OR (e.at = f.at AND e.id <= f.id)))
        AS "refundedMinor"
    FROM refund f JOIN reservation r ON r.id = f.reservation_id
    JOIN redemption x ON x.reservation_id = r.id JOIN promotion p ON p.id = x.promotion_id
    WHERE f.at > ${since} ORDER BY f.at, f.id`);
  let taken = 0;
  for (const refund of refunds) taken += await takeBackOne(tx, refund, at);
  return taken;
}

async function takeBackOne(tx: Statements, refund: RefundRow, at: number): Promise<number> {
  const key = cashbackKey(refund.reservationId, refund.promotion);
  const [given] = await tx.query<{
    personId: number;
    points: number;
    expiresAt: number | null;
  }>(sql`
    SELECT COALESCE(c.canonical_customer_id, c.id) AS "personId", p.points, p.expires_at AS "expiresAt"
    FROM points_entry p JOIN customer c ON c.id = p.customer_id
    WHERE p.source_key = ${key} AND NOT EXISTS (
      SELECT 1 FROM points_entry q WHERE q.source_key = ${`refund:${refund.refundId}:${refund.promotion}`})`);
  if (given === undefined || (given.expiresAt !== null && given.expiresAt <= at)) return 0;
  const { payableMinor, refundedMinor, ownMinor, isCancelled } = refund;
  const shareOf = (minor: number) => refundPoints(given.points, minor, payableMinor);
  const before = shareOf(refundedMinor - ownMinor);
  const points = (isCancelled === 1 ? given.points : shareOf(refundedMinor)) - before;
  const [taken = 0] = await takePoints(tx, [
    {
      customerId: given.personId,
      kind: 'cashback',
      points: -points,
      sourceKey: `refund:${refund.refundId}:${refund.promotion}`,
      expiresAt: given.expiresAt,
      at,
    },
  ]);
  return taken;
}
