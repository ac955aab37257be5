import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PointsDraft } from '../domain/membership/membership.js';
import { spread } from '../domain/membership/points-book.js';
import { pointsKey } from './account-keys.js';
import type { Statements } from './database.js';
import { type JsonColumns, jsonRows, numbersIn, textsIn } from './dialect.js';

// Points are earned and taken here, and nowhere else: the account `points:CUSTOMER` of the ledger and the rows of
// points_entry change in one transaction, so that an account's limit is always the sum of its customer's rows.
// Locks: customers by id, then accounts by id, then new accounts by key.

/** An account of points, and what it still holds for spending. */
export interface PointsAccount {
  readonly customerId: number;
  /** The surviving row of the person. */
  readonly personId: number;
  readonly used: number;
  readonly room: number;
}

/** Gives points, each key once. Nobody who is erased gets any. @returns how many rows are new */
export async function grantPoints(tx: Statements, drafts: readonly PointsDraft[]): Promise<number> {
  const living = await lockLiving(tx, drafts);
  const wanted = drafts.filter(({ customerId, points }) => points > 0 && living.has(customerId));
  if (wanted.length === 0) return 0;
  await lockPointsAccounts(tx, [...new Set(wanted.map(({ customerId }) => customerId))]);
  return insertEntries(tx, wanted);
}

/**
 * Takes points (drafts hold negative ones), each key once, from all rows of a person: as many as are there and neither
 * spent nor held. What is missing is let go: nobody ever owes points.
 *
 * @returns how many were taken for each draft
 */
export async function takePoints(
  tx: Statements,
  drafts: readonly PointsDraft[],
): Promise<number[]> {
  if (drafts.length === 0) return [];
  const people = [...new Set(drafts.map(({ customerId }) => customerId))];
  const accounts = await personAccounts(tx, people);
  const known = await knownKeys(tx, drafts);
  const rooms = new Map(accounts.map(({ customerId, room }) => [customerId, room]));
  const rows: PointsDraft[] = [];
  const taken = drafts.map((draft) => {
    if (known.has(draft.sourceKey)) return 0;
    const own = accounts.filter(({ personId }) => personId === draft.customerId);
    const parts = spread(
      -draft.points,
      own.map(({ customerId }) => rooms.get(customerId) ?? 0),
    );
    rows.push(...own.flatMap(({ customerId }, i) => partOf(draft, customerId, parts[i] ?? 0)));
    for (const [i, { customerId }] of own.entries())
      rooms.set(customerId, (rooms.get(customerId) ?? 0) - (parts[i] ?? 0));
    return parts.reduce((sum, part) => sum + part, 0);
  });
  // The key is used up even where there was nothing to take.
  const marks = drafts
    .filter(({ sourceKey }) => !known.has(sourceKey))
    .filter(({ sourceKey }) => !rows.some((row) => row.sourceKey === sourceKey))
    .map((draft) => ({ ...draft, points: 0 }));
  await insertEntries(tx, [...rows, ...marks]);
  return taken;
}

// The person's surviving row keeps the plain key; other rows say whose they are.
function partOf(draft: PointsDraft, customerId: number, part: number): PointsDraft[] {
  if (part === 0) return [];
  const isOwn = customerId === draft.customerId;
  const sourceKey = isOwn ? draft.sourceKey : `${draft.sourceKey}:${customerId}`;
  return [{ ...draft, customerId, sourceKey, points: -part }];
}

/** The accounts of all rows of these persons, locked until the transaction ends; a person's own row first. */
export async function personAccounts(
  tx: Statements,
  personIds: readonly number[],
): Promise<PointsAccount[]> {
  const rows = await tx.query<{ customerId: number; personId: number }>(sql`
    SELECT id AS "customerId", COALESCE(canonical_customer_id, id) AS "personId" FROM customer
    WHERE id IN ${numbersIn(tx.dialect, personIds)}
      OR canonical_customer_id IN ${numbersIn(tx.dialect, personIds)} ORDER BY id`);
  const found = await lockPointsAccounts(
    tx,
    rows.map(({ customerId }) => customerId),
  );
  return rows
    .flatMap((row) => {
      const account = found.get(row.customerId);
      return account === undefined ? [] : [{ ...row, ...account }];
    })
    .sort((a, b) => Number(b.customerId === b.personId) - Number(a.customerId === a.personId));
}

async function lockPointsAccounts(tx: Statements, customerIds: readonly number[]) {
  const keys = textsIn(tx.dialect, customerIds.map(pointsKey));
  // SQLite's writers queue anyway.
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM escrow_account WHERE key IN ${keys} ORDER BY id FOR UPDATE`);
  const rows = await tx.query<{ key: string; used: number; room: number }>(sql`
    SELECT key, reserved + committed AS used, limit_amount - reserved - committed AS room
    FROM escrow_account WHERE key IN ${keys} AND pool = 0`);
  return new Map(
    rows.map(({ key, used, room }) => [Number(key.slice('points:'.length)), { used, room }]),
  );
}

// An erasure that is under way is waited for; one that comes later finds the entries.
async function lockLiving(
  tx: Statements,
  drafts: readonly PointsDraft[],
): Promise<ReadonlySet<number>> {
  const ids = numbersIn(tx.dialect, [...new Set(drafts.map(({ customerId }) => customerId))]);
  const lock = tx.dialect === 'postgresql' ? sql`FOR SHARE` : sql``;
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM customer WHERE id IN ${ids} AND erased_at IS NULL ORDER BY id ${lock}`);
  return new Set(rows.map(({ id }) => id));
}

async function knownKeys(
  tx: Statements,
  drafts: readonly PointsDraft[],
): Promise<ReadonlySet<string>> {
  const keys = drafts.map(({ sourceKey }) => sourceKey);
  const rows = await tx.query<{ key: string }>(sql`
    SELECT source_key AS key FROM points_entry WHERE source_key IN ${textsIn(tx.dialect, keys)}`);
  return new Set(rows.map(({ key }) => key));
}

const columns: JsonColumns = {
  customer: 'int',
  kind: 'text',
  points: 'int',
  source_key: 'text',
  expires_at: 'bigint',
  at: 'bigint',
};

/** With the accounts locked, where there are any. */
async function insertEntries(tx: Statements, drafts: readonly PointsDraft[]): Promise<number> {
  if (drafts.length === 0) return 0;
  const rows = drafts.map((each) => [
    each.customerId,
    each.kind,
    each.points,
    each.sourceKey,
    each.expiresAt,
    each.at,
  ]);
  const added = await tx.query<{ id: number }>(sql`
    INSERT INTO points_entry (customer_id, kind, points, source_key, expires_at, at)
    SELECT customer, kind, points, source_key, expires_at, at
    FROM ${jsonRows(tx.dialect, rows, columns)} WHERE true
    ON CONFLICT (source_key) DO NOTHING RETURNING id`);
  const ids = numbersIn(
    tx.dialect,
    added.map(({ id }) => id),
  );
  await tx.execute(sql`
    INSERT INTO escrow_account (key, pool, limit_amount, reserved, committed)
    SELECT 'points:' || customer_id, 0, SUM(points), 0, 0 FROM points_entry
    WHERE id IN ${ids} AND points <> 0 GROUP BY customer_id ORDER BY 1
    ON CONFLICT (key, pool) DO UPDATE SET limit_amount = escrow_account.limit_amount + excluded.limit_amount`);
  await tx.execute(sql`
    INSERT INTO escrow_entry (account_id, kind, amount, ref, idempotency_key, at)
    SELECT a.id, 'limit', p.points, 'points:' || p.id, 'points:' || p.id || ':limit', p.at
    FROM points_entry p JOIN escrow_account a ON a.key = 'points:' || p.customer_id AND a.pool = 0
    WHERE p.id IN ${ids} AND p.points <> 0`);
  return added.length;
}
