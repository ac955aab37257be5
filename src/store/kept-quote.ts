import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { QuotedPromotion, ReservationRecord } from '../ports/checkout-store.js';
import type { Statements } from './database.js';

/** A quote as a checkout needs it again. */
export interface KeptQuote {
  readonly id: string;
  /** The surviving row today, whoever it was when quoted. */
  readonly customerId: number | null;
  readonly createdAt: number;
  readonly receipt: Receipt;
  readonly promotions: readonly QuotedPromotion[];
}

export async function keptQuote(tx: Statements, quoteId: string): Promise<KeptQuote | null> {
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
  const { id, customerId, createdAt } = row;
  return { id, customerId, createdAt, receipt, promotions: promotions.map(asNow) };
}

type Older = Omit<QuotedPromotion, 'holds'> & {
  readonly holds?: QuotedPromotion['holds'];
  readonly uses?: number | null;
  readonly perCustomer?: number | null;
  readonly budgetMinor?: number | null;
};

// Quotes made before there were holds said which limits there are.
function asNow(kept: Older): QuotedPromotion {
  const { uses = null, perCustomer = null, budgetMinor = null, holds, ...rest } = kept;
  if (holds !== undefined) return { ...rest, holds };
  return {
    ...promotionBefore,
    ...rest,
    holds: [
      ...(perCustomer === null
        ? []
        : [{ kind: 'customer-uses' as const, amount: 1, limit: perCustomer }]),
      ...(uses === null ? [] : [{ kind: 'uses' as const, amount: 1, limit: uses }]),
      ...(budgetMinor === null
        ? []
        : [{ kind: 'budget' as const, amount: rest.discountMinor, limit: budgetMinor }]),
    ],
  };
}

const promotionBefore = {
  usesUpCoupon: true,
  unitCount: 0,
  funding: [],
  pointsBack: 0,
  refundPolicy: 'proportional',
  isReusable: true,
} as const;

export interface ReservationRow {
  readonly id: string;
  readonly quoteId: string;
  readonly orderRef: string;
  readonly state: ReservationRecord['state'];
  readonly expiresAt: number;
}

export async function reservationRow(tx: Statements, id: string): Promise<ReservationRow | null> {
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
