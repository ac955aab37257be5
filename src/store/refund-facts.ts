import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Cart } from '../domain/promotion/cart.js';
import type { QuoteContext } from '../domain/promotion/context.js';
import type { RefundPolicy } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { LimitReason } from '../domain/promotion/rejection-reason.js';
import type { Statements } from './database.js';
import { type KeptQuote, type ReservationRow, reservedQuote } from './kept-quote.js';

/** Everything that a refund of an order looks at, as it stands now. */
export interface RefundFacts {
  readonly row: ReservationRow;
  readonly quote: KeptQuote;
  /** Oldest first. */
  readonly earlier: readonly EarlierRefund[];
  readonly accounts: readonly UsedAccount[];
  readonly funding: readonly FundedPart[];
}

export interface EarlierRefund {
  readonly id: string;
  readonly kind: 'cancel' | 'partial';
  readonly policy: RefundPolicy;
  readonly lines: Readonly<Record<string, number>>;
  readonly refundMinor: number;
  readonly clawbackMinor: number;
  readonly tenderMinor: number;
  readonly at: number;
}

/** A row of the ledger that the order used something of. */
export interface UsedAccount {
  readonly id: number;
  readonly key: string;
  /** When it was paid. */
  readonly used: number;
  /** Of that, what no refund has given back. */
  readonly left: number;
}

export interface FundedPart {
  readonly promotionId: number;
  readonly party: string;
  readonly paidMinor: number;
  readonly leftMinor: number;
}

/** Null if there is no such reservation. It is locked until this transaction ends. */
export async function refundFacts(
  tx: Statements,
  reservationId: string,
): Promise<RefundFacts | null> {
  const found = await reservedQuote(tx, reservationId, 'to change it');
  if (found === null) return null;
  const earlier = await earlierRefunds(tx, reservationId);
  const accounts = await tx.query<UsedAccount>(sql`
    SELECT a.id, a.key, sum(CASE e.kind WHEN 'commit' THEN e.amount ELSE 0 END) AS used,
      sum(CASE e.kind WHEN 'commit' THEN e.amount ELSE -e.amount END) AS "left"
    FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
    WHERE (e.ref = ${reservationId} AND e.kind = 'commit')
      OR (e.kind = 'reverse' AND e.ref IN (SELECT id FROM refund WHERE reservation_id = ${reservationId}))
    GROUP BY a.id, a.key ORDER BY a.id`);
  const funding = await tx.query<FundedPart>(sql`
    SELECT promotion_id AS "promotionId", party, sum(amount_minor) AS "leftMinor",
      sum(CASE refund_id WHEN '' THEN amount_minor ELSE 0 END) AS "paidMinor"
    FROM funding_entry WHERE reservation_id = ${reservationId}
    GROUP BY promotion_id, party ORDER BY promotion_id, party`);
  return { ...found, earlier, accounts, funding };
}

export async function earlierRefunds(
  tx: Statements,
  reservationId: string,
): Promise<EarlierRefund[]> {
  const rows = await tx.query<Omit<EarlierRefund, 'lines'> & { readonly lines: string }>(sql`
    SELECT id, kind, policy, lines, refund_minor AS "refundMinor", clawback_minor AS "clawbackMinor",
      tender_minor AS "tenderMinor", at
    FROM refund WHERE reservation_id = ${reservationId} ORDER BY at, id`);
  return rows.map((row) => ({
    ...row,
    lines: JSON.parse(row.lines) as Readonly<Record<string, number>>,
  }));
}

export interface QuoteInputs {
  readonly cart: Cart;
  readonly promotions: readonly Promotion[];
  readonly context: QuoteContext;
}

/** What a quote was counted from: enough to count it again. */
export async function quoteInputs(tx: Statements, quoteId: string): Promise<QuoteInputs> {
  const [row] = await tx.query<{ request: string }>(sql`
    SELECT request FROM quote WHERE id = ${quoteId}`);
  const { cart, promotions, context } = JSON.parse(row?.request ?? '') as KeptRequest;
  return { cart, promotions, context: { ...context, limited: new Map(context.limited ?? []) } };
}

interface KeptRequest extends Omit<QuoteInputs, 'context'> {
  readonly context: Omit<QuoteContext, 'limited'> & {
    readonly limited?: readonly (readonly [string, LimitReason])[];
  };
}
