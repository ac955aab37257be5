import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LedgerFault } from '../ports/ledger-store.js';
import type { Statements } from './database.js';

/** Every reservation's entries against its state. */
export async function reservationFaults(database: Statements): Promise<LedgerFault[]> {
  const rows = await database.query<{
    id: string;
    state: string;
    key: string;
    held: number;
    paid: number;
    freed: number;
  }>(sql`
    SELECT * FROM (
      SELECT r.id, r.state, a.key,
        sum(CASE e.kind WHEN 'reserve' THEN e.amount ELSE 0 END) AS held,
        sum(CASE e.kind WHEN 'commit' THEN e.amount ELSE 0 END) AS paid,
        sum(CASE e.kind WHEN 'release' THEN e.amount ELSE 0 END) AS freed
      FROM reservation r JOIN escrow_entry e ON e.ref = r.id JOIN escrow_account a ON a.id = e.account_id
      GROUP BY r.id, r.state, a.id, a.key) x
    WHERE (state IN ('live', 'paying') AND (paid <> 0 OR freed <> 0))
      OR (state = 'committed' AND (paid <> held OR freed <> 0))
      OR (state IN ('released', 'expired') AND (freed <> held OR paid <> 0))
    ORDER BY id, key`);
  return rows.map(({ id, state, key, held, paid, freed }) => ({
    subject: `reservation ${id}`,
    message: `is ${state}, but of ${key} it reserved ${held}, committed ${paid}, released ${freed}`,
  }));
}

/** Every coupon against its reservation and its redemptions. */
export async function couponFaults(database: Statements): Promise<LedgerFault[]> {
  const rows = await database.query<{ id: number; state: string; reservation: string | null }>(sql`
    SELECT c.id, c.state, r.state AS reservation
    FROM coupon c LEFT JOIN reservation r ON r.id = c.reservation_id
    WHERE (c.state = 'redeemed' AND (r.state IS NULL OR r.state <> 'committed'
        OR (SELECT count(*) FROM redemption x WHERE x.coupon_id = c.id AND x.reservation_id = r.id) <> 1))
      OR (c.state = 'reserved' AND (r.state IS NULL OR r.state NOT IN ('live', 'paying')))
      OR (c.state IN ('issued', 'revoked') AND c.reservation_id IS NOT NULL)
      OR (c.state <> 'redeemed'
        AND EXISTS (SELECT 1 FROM redemption x WHERE x.coupon_id = c.id AND x.reversed_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM escrow_account a WHERE a.key = 'coupon:' || c.id || ':balance'))
    ORDER BY c.id`);
  return rows.map(({ id, state, reservation }) => ({
    subject: `coupon ${id}`,
    message:
      reservation === null
        ? `is ${state}, and its reservation and redemptions say otherwise`
        : `is ${state}, and its reservation is ${reservation}`,
  }));
}

/** No refund takes back more than was used. */
export async function refundFaults(database: Statements): Promise<LedgerFault[]> {
  const rows = await database.query<{ id: string; key: string; used: number; back: number }>(sql`
    SELECT * FROM (
      SELECT f.reservation_id AS id, a.key, sum(e.amount) AS back,
        (SELECT COALESCE(sum(c.amount), 0) FROM escrow_entry c
         WHERE c.ref = f.reservation_id AND c.account_id = a.id AND c.kind = 'commit') AS used
      FROM refund f JOIN escrow_entry e ON e.ref = f.id AND e.kind = 'reverse'
      JOIN escrow_account a ON a.id = e.account_id
      GROUP BY f.reservation_id, a.id, a.key) x
    WHERE back > used ORDER BY id, key`);
  return rows.map(({ id, key, used, back }) => ({
    subject: `reservation ${id}`,
    message: `used ${used} of ${key}, and its refunds took back ${back}`,
  }));
}

/** What parties paid for a discount never turns into a gain, and comes back whole when its order is cancelled. */
export async function fundingFaults(database: Statements): Promise<LedgerFault[]> {
  const rows = await database.query<{ id: string; party: string; left: number }>(sql`
    SELECT * FROM (
      SELECT f.reservation_id AS id, f.party, f.promotion_id, sum(f.amount_minor) AS "left",
        (SELECT count(*) FROM refund b WHERE b.reservation_id = f.reservation_id AND b.kind = 'cancel') AS cancels
      FROM funding_entry f GROUP BY f.reservation_id, f.promotion_id, f.party) x
    WHERE "left" < 0 OR (cancels > 0 AND "left" <> 0) ORDER BY id, party`);
  return rows.map(({ id, party, left }) => ({
    subject: `reservation ${id}`,
    message: `${party} still pays ${left} for it after its refunds`,
  }));
}
