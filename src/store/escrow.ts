import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Tx } from './database.js';
import { jsonRows, textsIn } from './dialect.js';

// The ledger's accounts and what is written on them. Whoever needs several rows takes them in one order everywhere:
// reservations, then coupons by id, then accounts by id; so nobody ever waits in a circle.

export const usesKey = (promotionId: number) => `promotion:${promotionId}:uses`;
export const budgetKey = (promotionId: number) => `promotion:${promotionId}:budget`;
export const customerKey = (promotionId: number, customerId: number) =>
  `promotion:${promotionId}:customer:${customerId}`;

export interface Account {
  readonly id: number;
  readonly key: string;
  readonly limit: number;
  readonly used: number;
}

/** Reads accounts and keeps others off them until this transaction ends. */
export async function lockAccounts(
  tx: Tx,
  accountKeys: readonly string[],
): Promise<Map<string, Account>> {
  const keys = textsIn(tx.dialect, accountKeys);
  // SQLite's writers queue anyway.
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM escrow_account WHERE key IN ${keys} ORDER BY id FOR UPDATE`);
  const rows = await tx.query<Account>(sql`
    SELECT id, key, limit_amount AS "limit", reserved + committed AS used
    FROM escrow_account WHERE key IN ${keys}`);
  return new Map(rows.map((row) => [row.key, row]));
}

/** @returns false, and nothing is held, where the limit would be passed */
export async function hold(tx: Tx, account: Account, amount: number): Promise<boolean> {
  const changed = await tx.execute(sql`
    UPDATE escrow_account SET reserved = reserved + ${amount}
    WHERE id = ${account.id} AND reserved + committed + ${amount} <= limit_amount`);
  return changed === 1;
}

/** Writes the entries of what a reservation holds; a second time for the same kind is a fault. */
export async function writeHolds(
  tx: Tx,
  reservationId: string,
  holds: readonly { readonly accountId: number; readonly amount: number }[],
  at: number,
): Promise<void> {
  if (holds.length === 0) return;
  const rows = holds.map(({ accountId, amount }) => [
    accountId,
    amount,
    reservationId,
    `${reservationId}:${accountId}:reserve`,
    at,
  ]);
  // By hand: the model's createMany takes longer than all the rest of a reservation.
  await tx.execute(sql`
    INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
    SELECT account, 'reserve', amount, ref, entry_key, at FROM ${jsonRows(tx.dialect, rows, {
      account: 'int',
      amount: 'bigint',
      ref: 'text',
      entry_key: 'text',
      at: 'bigint',
    })}`);
}

/** Moves what reservations hold to committed, or gives it back. */
export async function settleHolds(
  tx: Tx,
  reservationIds: readonly string[],
  kind: 'commit' | 'release',
  at: number,
): Promise<void> {
  const refs = textsIn(tx.dialect, reservationIds);
  const held = sql`(SELECT account_id, sum(amount) AS amount FROM escrow_entry
    WHERE ref IN ${refs} AND kind = 'reserve' GROUP BY account_id)`;
  if (tx.dialect === 'postgresql')
    await tx.query(sql`
      SELECT id FROM escrow_account WHERE id IN (SELECT account_id FROM ${held} h)
      ORDER BY id FOR UPDATE`);
  const committed = kind === 'commit' ? sql`committed + h.amount` : sql`committed`;
  await tx.execute(sql`
    UPDATE escrow_account SET reserved = reserved - h.amount, committed = ${committed}
    FROM ${held} h WHERE id = h.account_id`);
  const [kindText, instant] =
    tx.dialect === 'sqlite' ? [sql`${kind}`, sql`${at}`] : [sql`${kind}::text`, sql`${at}::bigint`];
  await tx.execute(sql`
    INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
    SELECT account_id, ${kindText}, amount, ref, ref || ':' || account_id || ':' || ${kindText}, ${instant}
    FROM escrow_entry WHERE ref IN ${refs} AND kind = 'reserve'`);
}

/** The accounts that a person's uses of a promotion were ever counted on: merged rows keep theirs. */
export async function peopleOf(tx: Tx, customerId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId}`);
  return rows.map(({ id }) => id);
}

/** What is used of accounts, without the holds that lapsed or belong to an order. */
export async function usedOf(
  tx: Tx,
  accountKeys: readonly string[],
  without: { readonly at: number; readonly orderRef: string | null },
): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; used: number }>(sql`
    SELECT a.key, a.reserved + a.committed - COALESCE(h.amount, 0) AS used
    FROM escrow_account a LEFT JOIN (
      SELECT e.account_id, sum(e.amount) AS amount
      FROM reservation r JOIN escrow_entry e ON e.ref = r.id AND e.kind = 'reserve'
      WHERE r.state = 'live' AND (r.expires_at <= ${without.at} OR r.order_ref = ${without.orderRef ?? ''})
      GROUP BY e.account_id) h ON h.account_id = a.id
    WHERE a.key IN ${textsIn(tx.dialect, accountKeys)}`);
  return new Map(rows.map(({ key, used }) => [key, used]));
}
