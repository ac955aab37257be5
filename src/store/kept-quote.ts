import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { QuotedPromotion, ReservationRecord } from '../ports/checkout-store.js';
import type { Tx } from './database.js';

/** A quote as a checkout needs it again. */
export interface KeptQuote {
  readonly id: string;
  /** The surviving row today, whoever it was when quoted. */
  readonly customerId: number | null;
  readonly createdAt: number;
  readonly receipt: Receipt;
  readonly promotions: readonly QuotedPromotion[];
}

export async function keptQuote(tx: Tx, quoteId: string): Promise<KeptQuote | null> {
  const [row] = await tx.query<{
    id: string;
    customerId: number | null;
    createdAt: number;
    kept: string;
  }>(sql`
    SELECT q.id, COALESCE(c.canonical_customer_id, c.id) AS "customerId",
      q.created_at AS "createdAt", q.receipt AS kept
    FROM quote q LEFT JOIN customer c ON c.id = q.customer_id WHERE q.id = ${quoteId}`);
  if (row === undefined) return null;
  const { receipt, promotions } = JSON.parse(row.kept) as Pick<KeptQuote, 'receipt' | 'promotions'>;
  return { id: row.id, customerId: row.customerId, createdAt: row.createdAt, receipt, promotions };
}

export interface ReservationRow {
  readonly id: string;
  readonly quoteId: string;
  readonly orderRef: string;
  readonly state: ReservationRecord['state'];
  readonly expiresAt: number;
}

export async function reservationRow(tx: Tx, id: string): Promise<ReservationRow | null> {
  const [row] = await tx.query<ReservationRow>(sql`
    SELECT id, quote_id AS "quoteId", order_ref AS "orderRef", state, expires_at AS "expiresAt"
    FROM reservation WHERE id = ${id}`);
  return row ?? null;
}

export function recordOf(row: ReservationRow, quote: KeptQuote): ReservationRecord {
  const { receipt } = quote;
  const { currency, discountMinor, payableMinor } = receipt;
  return { ...row, currency, discountMinor, payableMinor };
}
