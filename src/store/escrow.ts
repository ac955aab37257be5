import { sqltag as sql } from '@prisma/client/runtime/client';
import { allocate } from '../domain/money.js';
import { poolCount } from './account-keys.js';
import type { Statements } from './database.js';
import { jsonRows, textsIn } from './dialect.js';

// The ledger's accounts. An account is one row, or several pools of one key whose limits add up to its own. Whoever
// needs several rows takes them in one order everywhere: reservations, then coupons by id, then account rows by id; so
// nobody ever waits in a circle. Every change of a row is an entry, so that `hawker ledger audit` can rebuild it.

export interface AccountRow {
  readonly id: number;
  readonly key: string;
  readonly pool: number;
  readonly limit: number;
  readonly reserved: number;
  readonly committed: number;
}

export const usedIn = ({ reserved, committed }: AccountRow): number => reserved + committed;

/** What a row still gives; 0 where its limit was lowered below what is used. */
export const roomIn = (row: AccountRow): number => Math.max(0, row.limit - usedIn(row));

/** All pools of these accounts, by id. Keeps others off them until this transaction ends. */
export function lockAccounts(tx: Statements, keys: readonly string[]): Promise<AccountRow[]> {
  if (keys.length === 0) return Promise.resolve([]);
  // SQLite's writers queue anyway.
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : sql``;
  return tx.query<AccountRow>(sql`
    SELECT id, key, pool, limit_amount AS "limit", reserved, committed
    FROM escrow_account WHERE key IN ${textsIn(tx.dialect, keys)} ORDER BY id ${lock}`);
}

export type EntryKind = 'limit' | 'recount' | 'reserve' | 'commit' | 'release' | 'reverse';

export interface Made {
  /** What an entry belongs to: a reservation, a refund, an earning. Another one for each change of an account. */
  readonly ref: string;
  readonly at: number;
}

export interface Entry {
  readonly accountId: number;
  readonly amount: number;
}

/** A change of nothing is no entry; the same reference, account and kind a second time is a fault. */
export async function writeEntries(
  tx: Statements,
  kind: EntryKind,
  { ref, at }: Made,
  entries: readonly Entry[],
): Promise<void> {
  const changes = entries.filter(({ amount }) => amount !== 0);
  if (changes.length === 0) return;
  const rows = changes.map(({ accountId, amount }) => [
    accountId,
    kind,
    amount,
    ref,
    `${ref}:${accountId}:${kind}`,
    at,
  ]);
  await tx.execute(sql`
    INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
    SELECT account, kind, amount, ref, entry_key, at FROM ${jsonRows(tx.dialect, rows, {
      account: 'int',
      kind: 'text',
      amount: 'bigint',
      ref: 'text',
      entry_key: 'text',
      at: 'bigint',
    })}`);
}

export interface Opening {
  readonly key: string;
  readonly limit: number;
}

/** Opens the accounts that are not there yet; those that are keep their limits. */
export async function openAccounts(
  tx: Statements,
  openings: readonly Opening[],
  made: Made,
): Promise<void> {
  if (openings.length === 0) return;
  const rows = openings
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ key, limit }) => {
      const pools = Array.from({ length: poolCount(key, limit) }, () => 1);
      return allocate(limit, pools).map((share, pool) => [key, pool, share]);
    });
  // Asked first: a conflict would use up a number of the sequence for nothing.
  const opened = await tx.query<{ id: number; limit: number }>(sql`
    INSERT INTO escrow_account (key, pool, limit_amount, reserved, committed)
    SELECT r.key, r.pool, r.share, 0, 0
    FROM ${jsonRows(tx.dialect, rows, { key: 'text', pool: 'int', share: 'bigint' })}
    WHERE NOT EXISTS (SELECT 1 FROM escrow_account a WHERE a.key = r.key)
    ON CONFLICT (key, pool) DO NOTHING RETURNING id, limit_amount AS "limit"`);
  const entries = opened.map(({ id, limit }) => ({ accountId: id, amount: limit }));
  await writeEntries(tx, 'limit', made, entries);
}

export function openAccount(tx: Statements, opening: Opening, made: Made): Promise<void> {
  return openAccounts(tx, [opening], made);
}

/** Raises or lowers a limit or balance; opens the account if there is none. Lowered below what is used, it gives no more. */
export async function changeLimit(
  tx: Statements,
  { key, by }: { readonly key: string; readonly by: number },
  made: Made,
): Promise<void> {
  await addPools(tx, key, 1);
  const rows = await lockAccounts(tx, [key]);
  const limit = rows.reduce((sum, row) => sum + row.limit, by);
  await resize(tx, rows, limit, made);
}

/** Gives an account this limit; opens it, or splits it into pools, where need be. */
export async function setLimit(tx: Statements, { key, limit }: Opening, made: Made): Promise<void> {
  await addPools(tx, key, poolCount(key, limit));
  await resize(tx, await lockAccounts(tx, [key]), limit, made);
}

// Empty ones; somebody who opens the same at once is waited for.
async function addPools(tx: Statements, key: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, pool) => [key, pool]);
  await tx.execute(sql`
    INSERT INTO escrow_account (key, pool, limit_amount, reserved, committed)
    SELECT r.key, r.pool, 0, 0, 0 FROM ${jsonRows(tx.dialect, rows, { key: 'text', pool: 'int' })}
    WHERE NOT EXISTS (SELECT 1 FROM escrow_account a WHERE a.key = r.key AND a.pool = r.pool)
    ON CONFLICT (key, pool) DO NOTHING`);
}

async function resize(
  tx: Statements,
  rows: readonly AccountRow[],
  limit: number,
  made: Made,
): Promise<void> {
  const limits = limitsOf(rows, limit);
  const changes = rows.map(({ id, limit: before }, i) => ({
    accountId: id,
    amount: (limits[i] ?? 0) - before,
  }));
  if (changes.every(({ amount }) => amount === 0)) return;
  const by = changes.map(({ accountId, amount }) => [accountId, amount]);
  await tx.execute(sql`
    UPDATE escrow_account SET limit_amount = limit_amount + r.amount
    FROM ${jsonRows(tx.dialect, by, { account: 'int', amount: 'bigint' })} WHERE id = r.account`);
  await writeEntries(tx, 'limit', made, changes);
}

// What is used stays covered where it was taken; what is left is shared evenly.
function limitsOf(rows: readonly AccountRow[], limit: number): number[] {
  const used = rows.map(usedIn);
  const left = limit - used.reduce((sum, each) => sum + each, 0);
  if (left < 0) return allocate(limit, used);
  const shares = allocate(
    left,
    used.map(() => 1),
  );
  return used.map((each, i) => each + (shares[i] ?? 0));
}

export interface Balance {
  readonly limit: number;
  readonly reserved: number;
  readonly committed: number;
}

/** All pools together; null if there is no such account. */
export async function balanceOf(tx: Statements, key: string): Promise<Balance | null> {
  const [row] = await tx.query<{ [Part in keyof Balance]: number | null }>(sql`
    SELECT sum(limit_amount) AS "limit", sum(reserved) AS reserved, sum(committed) AS committed
    FROM escrow_account WHERE key = ${key}`);
  const { limit = null, reserved, committed } = row ?? {};
  return limit === null ? null : { limit, reserved: reserved ?? 0, committed: committed ?? 0 };
}

/** The rows that are one person: merged ones keep their accounts. By id; empty if there is no such customer. */
export async function peopleOf(tx: Statements, customerId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId}
    ORDER BY id`);
  return rows.map(({ id }) => id);
}

export interface UseQuestion {
  readonly at: number;
  /** Holds of this order are not counted: it is about to hold anew. */
  readonly orderRef: string | null;
}

export interface AccountUse {
  readonly limit: number;
  readonly used: number;
}

/** Limit and use of accounts, all pools together, without holds that lapsed or belong to an order. */
export async function usedOf(
  tx: Statements,
  keys: readonly string[],
  { at, orderRef }: UseQuestion,
): Promise<Map<string, AccountUse>> {
  const rows = await tx.query<AccountUse & { readonly key: string }>(sql`
    SELECT a.key, sum(a.limit_amount) AS "limit",
      sum(a.reserved + a.committed - COALESCE(h.amount, 0)) AS used
    FROM escrow_account a LEFT JOIN (
      SELECT e.account_id, sum(e.amount) AS amount
      FROM reservation r JOIN escrow_entry e ON e.ref = r.id AND e.kind = 'reserve'
      WHERE r.state = 'live'
        AND (r.expires_at <= ${at} OR (r.order_ref = ${orderRef ?? ''} AND r.deposit_paid_at IS NULL))
      GROUP BY e.account_id) h ON h.account_id = a.id
    WHERE a.key IN ${textsIn(tx.dialect, keys)} GROUP BY a.key`);
  return new Map(rows.map(({ key, limit, used }) => [key, { limit, used }]));
}
