import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PointsDraft } from '../domain/membership/membership.js';
import { pendingExpiry } from '../domain/membership/points-book.js';
import type { PointsMoved } from '../ports/points-store.js';
import type { Statements } from './database.js';
import { booksOf } from './points-book.js';
import { personAccounts, takePoints } from './points-ledger.js';

/** In `meta`: up to which instant points have run out. */
const markKey = 'points-expiry';

const lotsPerStep = 2_000;

/**
 * Takes off what has run out by `at`. Accounts are locked before anything is counted, so that a checkout that spends at
 * this moment comes before or after, never between.
 */
export async function expirePoints(tx: Statements, at: number): Promise<PointsMoved> {
  const from = await lockMark(tx);
  if (from >= at) return { entries: 0, isDone: true };
  const through = await stepEnd(tx, from, at);
  const people = await peopleWithLots(tx, from, through);
  await personAccounts(tx, people);
  const books = await booksOf(tx, people);
  const drafts = people.flatMap((customerId): PointsDraft[] => {
    const book = books.get(customerId);
    const points = book === undefined ? 0 : pendingExpiry(book, through);
    const sourceKey = `expiry:${customerId}:${through}`;
    if (points === 0) return [];
    return [
      { customerId, kind: 'expiry', points: -points, sourceKey, expiresAt: null, at: through },
    ];
  });
  await takePoints(tx, drafts);
  await tx.execute(sql`UPDATE meta SET value = ${`${through}`} WHERE key = ${markKey}`);
  return { entries: drafts.length, isDone: through === at };
}

async function lockMark(tx: Statements): Promise<number> {
  await tx.execute(
    sql`INSERT INTO meta (key, value) VALUES (${markKey}, '0') ON CONFLICT (key) DO NOTHING`,
  );
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : sql``;
  const [row] = await tx.query<{ value: string }>(
    sql`SELECT value FROM meta WHERE key = ${markKey} ${lock}`,
  );
  return Number(row?.value ?? 0);
}

async function stepEnd(tx: Statements, from: number, at: number): Promise<number> {
  const [row] = await tx.query<{ expiresAt: number }>(sql`
    SELECT expires_at AS "expiresAt" FROM points_entry
    WHERE expires_at > ${from} AND expires_at <= ${at}
    ORDER BY expires_at LIMIT 1 OFFSET ${lotsPerStep}`);
  return row?.expiresAt ?? at;
}

async function peopleWithLots(tx: Statements, from: number, through: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT DISTINCT COALESCE(c.canonical_customer_id, c.id) AS id
    FROM points_entry p JOIN customer c ON c.id = p.customer_id
    WHERE p.expires_at > ${from} AND p.expires_at <= ${through}`);
  return rows.map(({ id }) => id);
}
