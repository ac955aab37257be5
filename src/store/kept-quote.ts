import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
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

/** With what the order that is about to hold it holds already. */
export interface WantedQuote extends KeptQuote {
  readonly isHeld: boolean;
}

interface KeptRow {
  readonly customerId: number | null;
  readonly createdAt: number;
  readonly kept: string;
}

const keptColumns = sql`COALESCE(c.canonical_customer_id, c.id) AS "customerId",
  q.created_at AS "createdAt", q.receipt AS kept
  FROM quote q LEFT JOIN customer c ON c.id = q.customer_id`;

export async function keptQuote(
  tx: Statements,
  quoteId: string,
  orderRef: string,
): Promise<WantedQuote | null> {
  const [row] = await tx.query<KeptRow & { readonly holds: number }>(sql`
    SELECT (SELECT count(*) FROM reservation r WHERE r.order_ref = ${orderRef} AND r.state = 'live') AS holds,
      ${keptColumns} WHERE q.id = ${quoteId}`);
  return row === undefined ? null : { ...readQuote(quoteId, row), isHeld: row.holds > 0 };
}

function readQuote(id: string, { customerId, createdAt, kept }: KeptRow): KeptQuote {
  const { receipt, promotions } = JSON.parse(kept) as Pick<KeptQuote, 'receipt' | 'promotions'>;
  const now = { receipt: receiptNow(receipt), promotions: promotions.map(asNow) };
  return { id, customerId, createdAt, ...now };
}

export interface Found {
  readonly row: ReservationRow;
  readonly quote: KeptQuote;
}

/** A reservation with its quote. @param use to change it: others are kept off it until this transaction ends */
export async function reservedQuote(
  tx: Statements,
  reservationId: string,
  use: 'to read it' | 'to change it' = 'to read it',
): Promise<Found | null> {
  const lock = use === 'to change it' && tx.dialect === 'postgresql' ? sql`FOR UPDATE OF r` : sql``;
  const [found] = await reservedQuotes(tx, sql`WHERE r.id = ${reservationId} ${lock}`);
  return found ?? null;
}

/** @param where what follows `reservation r` joined with its quote */
export async function reservedQuotes(tx: Statements, where: Sql): Promise<Found[]> {
  const rows = await tx.query<ReservationRow & KeptRow>(sql`
    SELECT ${reservationColumns}, ${keptColumns} JOIN reservation r ON r.quote_id = q.id ${where}`);
  return rows.map(({ customerId, createdAt, kept, ...row }) => ({
    row,
    quote: readQuote(row.quoteId, { customerId, createdAt, kept }),
  }));
}

/** @param kept a quote's receipt as it is stored */
export function promotionsOf(kept: string): QuotedPromotion[] {
  return (JSON.parse(kept) as Pick<KeptQuote, 'promotions'>).promotions.map(asNow);
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

// Receipts from before there were presales, points and gift cards lack what those need.
function receiptNow(kept: Receipt): Receipt {
  const { payableMinor: dueNowMinor } = kept;
  return {
    ...{ shippingDiscountMinor: 0, tenderMinor: 0, dueNowMinor },
    ...kept,
    applied: kept.applied.map((each) => ({ ...appliedBefore, ...each })),
  };
}

const appliedBefore = { shippingDiscountMinor: 0, tendered: null, gift: null, deposit: null };

const promotionBefore = {
  usesUpCoupon: true,
  unitCount: 0,
  funding: [],
  pointsBack: 0,
  refundPolicy: 'proportional',
  isReusable: true,
} as const;

export type ReservationRow = Omit<ReservationRecord, 'currency' | 'discountMinor' | 'payableMinor'>;

/** Columns of `reservation r`, as a `ReservationRow` names them. */
const reservationColumns = sql`r.id, r.quote_id AS "quoteId", r.order_ref AS "orderRef", r.state,
  r.expires_at AS "expiresAt", r.paying_at AS "payingAt", r.deposit_minor AS "depositMinor",
  r.deposit_paid_at AS "depositPaidAt", r.committed_at AS "committedAt"`;

export function recordOf(row: ReservationRow, quote: KeptQuote): ReservationRecord {
  const { receipt } = quote;
  const { currency, discountMinor, payableMinor } = receipt;
  return { ...row, currency, discountMinor, payableMinor };
}

/** What of a presale is paid first, and until when the rest is due; null for an order that is paid at once. */
export function depositOf({
  applied,
  payableMinor,
  dueNowMinor,
}: Receipt): { amountMinor: number; untilAt: number } | null {
  const due = applied.flatMap(({ deposit }) => (deposit === null ? [] : [deposit.balanceUntilAt]));
  if (due.length === 0 || dueNowMinor === payableMinor) return null;
  return { amountMinor: dueNowMinor, untilAt: Math.min(...due) };
}
