import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { Statements } from './database.js';
import { isAmong, jsonRows, textsIn } from './dialect.js';
import {
  type AccountRow,
  type EntryKind,
  lockAccounts,
  type Made,
  type Opening,
  openAccounts,
  setLimit,
  writeEntries,
} from './escrow.js';
import { takeFrom, type Want } from './wants.js';

export interface Holding {
  readonly reservationId: string;
  readonly at: number;
  readonly wants: readonly Want[];
  /** Paid already: it is spent at once, without having been held. */
  readonly isPaid?: boolean;
}

/**
 * own-pool: of a hot account only the row that this reservation falls on, so that others need not wait.
 * all-pools: every row, where that one had too little.
 */
export type Breadth = 'own-pool' | 'all-pools';

export type Held =
  /** isSpent: of what is paid, nothing is left for `settleHolds` to do. */
  | { readonly kind: 'taken'; readonly isSpent: boolean }
  | { readonly kind: 'short'; readonly want: Want };

/** Holds all of it, or nothing and says what there is too little of. */
export async function takeHolds(
  tx: Statements,
  { reservationId, at, wants, isPaid = false }: Holding,
  breadth: Breadth,
): Promise<Held> {
  if (wants.length === 0) return { kind: 'taken', isSpent: true };
  const made = { ref: reservationId, at };
  const start = startOf(reservationId);
  if (breadth === 'own-pool' && isPlain(wants))
    return takePlain(tx, wants, { start, made, isPaid });
  await openPersonal(tx, wants, made);
  const keys = wants.flatMap((want) => want.keys);
  const rows =
    breadth === 'all-pools' ? await lockAccounts(tx, keys) : await lockOwn(tx, keys, start);
  await keepLimits(tx, rows, wants, made);
  const taking = takeFrom(rows, wants, start);
  if (taking.kind === 'short') return taking;
  const amounts = taking.entries.map(({ accountId, amount }) => [accountId, amount]);
  const changed = await tx.execute(sql`
    UPDATE escrow_account SET reserved = reserved + r.amount
    FROM ${jsonRows(tx.dialect, amounts, { account: 'int', amount: 'bigint' })}
    WHERE id = r.account AND reserved + committed + r.amount <= limit_amount`);
  // The rows are locked and were counted: the database only has the last word.
  if (changed !== amounts.length) throw new Error('the ledger would pass a limit');
  await writeEntries(tx, 'reserve', made, taking.entries);
  return { kind: 'taken', isSpent: false };
}

// Nobody's own, and each of another account: one row of each gives all of it, or another way is tried.
function isPlain(wants: readonly Want[]): boolean {
  const keys = wants.flatMap((want) => want.keys);
  const isOne = wants.every((want) => want.personal === null && want.keys.length === 1);
  return isOne && new Set(keys).size === keys.length;
}

/** In one statement, or two on SQLite, where a statement costs little. */
async function takePlain(
  tx: Statements,
  wants: readonly Want[],
  {
    start,
    made,
    isPaid,
  }: { readonly start: number; readonly made: Made; readonly isPaid: boolean },
): Promise<Held> {
  const short: Held = { kind: 'short', want: wants[0] as Want };
  const keys = wants.flatMap((want) => want.keys);
  const amounts = wants.map(({ amount }) => amount);
  const column = raw(isPaid ? 'committed' : 'reserved');
  const kinds: EntryKind[] = isPaid ? ['reserve', 'commit'] : ['reserve'];
  // None where a pool is over its limit, which was lowered: then only all of them together say what is left.
  const own = sql`a.pool = ${start} % (SELECT count(*) FROM escrow_account b WHERE b.key = a.key)
    AND (SELECT min(b.limit_amount - b.reserved - b.committed) FROM escrow_account b WHERE b.key = a.key) >= 0`;
  if (tx.dialect === 'postgresql') {
    const taken = await tx.execute(sql`
      WITH own AS MATERIALIZED (
        SELECT a.id, r.amount FROM unnest(${keys}::text[], ${amounts}::bigint[]) AS r(key, amount)
        JOIN escrow_account a ON a.key = r.key WHERE ${own}
        ORDER BY a.id FOR UPDATE OF a),
      taken AS (
        UPDATE escrow_account a SET ${column} = a.${column} + own.amount FROM own
        WHERE a.id = own.id AND a.reserved + a.committed + own.amount <= a.limit_amount
        RETURNING a.id, own.amount)
      INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
      SELECT id, kind, amount, ${made.ref}::text, ${made.ref}::text || ':' || id || ':' || kind, ${made.at}::bigint
      FROM taken CROSS JOIN unnest(${kinds}::text[]) AS kind`);
    return taken === wants.length * kinds.length ? { kind: 'taken', isSpent: isPaid } : short;
  }
  const rows = jsonRows(
    tx.dialect,
    wants.map((_, i) => [keys[i], amounts[i]]),
    {
      key: 'text',
      amount: 'bigint',
    },
  );
  const taken = await tx.query<{ id: number; key: string }>(sql`
    UPDATE escrow_account AS a SET ${column} = a.${column} + r.amount FROM ${rows}
    WHERE a.key = r.key AND ${own} AND a.reserved + a.committed + r.amount <= a.limit_amount
    RETURNING id, key`);
  if (taken.length !== wants.length) return short;
  const entries = taken.map(({ id, key }) => ({
    accountId: id,
    amount: amounts[keys.indexOf(key)] ?? 0,
  }));
  for (const kind of kinds) await writeEntries(tx, kind, made, entries);
  return { kind: 'taken', isSpent: isPaid };
}

// The last digits of a UUIDv7 are chance.
function startOf(reservationId: string): number {
  return Number.parseInt(reservationId.slice(-4), 16) || 0;
}

// None where a pool is over its limit, which was lowered: then only all of them together say what is left.
function lockOwn(tx: Statements, keys: readonly string[], start: number): Promise<AccountRow[]> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE OF a` : sql``;
  return tx.query<AccountRow>(sql`
    SELECT a.id, a.key, a.pool, a.limit_amount AS "limit", a.reserved, a.committed
    FROM escrow_account a
    WHERE a.key IN ${textsIn(tx.dialect, keys)}
      AND a.pool = ${start} % (SELECT count(*) FROM escrow_account b WHERE b.key = a.key)
      AND (SELECT min(b.limit_amount - b.reserved - b.committed)
           FROM escrow_account b WHERE b.key = a.key) >= 0
    ORDER BY a.id ${lock}`);
}

/**
 * Opens the accounts of this person. Before any account is locked: whoever opens the same at once is waited for, and may
 * be waiting for what we have locked.
 */
export function openPersonal(tx: Statements, wants: readonly Want[], made: Made): Promise<void> {
  return openAccounts(tx, personalLimits(wants), made);
}

function personalLimits(wants: readonly Want[]): Opening[] {
  return wants.flatMap(({ personal }) =>
    personal === null ? [] : [{ key: personal.on, limit: personal.limit }],
  );
}

// The limit may have changed since this person's account was opened.
async function keepLimits(
  tx: Statements,
  rows: readonly AccountRow[],
  wants: readonly Want[],
  made: Made,
): Promise<void> {
  for (const opening of personalLimits(wants)) {
    const row = rows.find(({ key }) => key === opening.key);
    if (row !== undefined && row.limit !== opening.limit) await setLimit(tx, opening, made);
  }
}

/** Moves what reservations hold to committed, or gives it back. */
export async function settleHolds(
  tx: Statements,
  reservationIds: readonly string[],
  kind: 'commit' | 'release',
  at: number,
): Promise<void> {
  const isTheirs = isAmong(tx.dialect, 'ref', reservationIds);
  const held = sql`(SELECT account_id, sum(amount) AS amount FROM escrow_entry
    WHERE ${isTheirs} AND kind = 'reserve' GROUP BY account_id)`;
  const spent = kind === 'commit' ? sql`h.amount` : sql`0`;
  const [kindText, instant] =
    tx.dialect === 'sqlite' ? [sql`${kind}`, sql`${at}`] : [sql`${kind}::text`, sql`${at}::bigint`];
  const entries = sql`
    INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
    SELECT account_id, ${kindText}, amount, ref, ref || ':' || account_id || ':' || ${kindText}, ${instant}
    FROM escrow_entry WHERE ${isTheirs} AND kind = 'reserve'`;
  if (tx.dialect === 'postgresql') {
    await tx.execute(sql`
      WITH held AS MATERIALIZED ${held},
      locked AS MATERIALIZED (
        SELECT id FROM escrow_account WHERE id IN (SELECT account_id FROM held) ORDER BY id FOR UPDATE),
      moved AS (
        UPDATE escrow_account a SET reserved = a.reserved - h.amount, committed = a.committed + ${spent}
        FROM held h JOIN locked l ON l.id = h.account_id WHERE a.id = h.account_id)
      ${entries}`);
    return;
  }
  await tx.execute(sql`
    UPDATE escrow_account SET reserved = reserved - h.amount, committed = committed + ${spent}
    FROM ${held} h WHERE id = h.account_id`);
  await tx.execute(entries);
}

/** The accounts that live reservations hold something of. */
export async function keysHeldBy(
  tx: Statements,
  reservationIds: readonly string[],
): Promise<string[]> {
  if (reservationIds.length === 0) return [];
  const rows = await tx.query<{ key: string }>(sql`
    SELECT DISTINCT a.key FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
    WHERE ${isAmong(tx.dialect, 'e.ref', reservationIds)} AND e.kind = 'reserve'`);
  return rows.map(({ key }) => key);
}
