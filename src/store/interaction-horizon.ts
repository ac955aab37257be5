import { setTimeout as sleep } from 'node:timers/promises';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from './database.js';

const pollMs = 20;

/**
 * The highest interaction id now, once no lower one can appear any more; null if a writer keeps that open for too long.
 *
 * SQLite has one writer, and ids are handed out inside its transaction. PostgreSQL hands them out side by side, so that a
 * lower id may be committed after a higher one: whoever may hold an id of those up to now has a lock on the table until
 * it commits, so it is enough to see each of these writers gone (as CREATE INDEX CONCURRENTLY waits). Chosen over
 * "recorded more than a minute ago", which trusts the clocks of all workers and the shortness of all transactions.
 */
export async function settledInteractionId(
  database: Database,
  patienceMs: number,
): Promise<number | null> {
  const highest = await highestInteractionId(database);
  if (database.dialect === 'sqlite') return highest;
  const isSettled = await areGone(database, await openWriters(database), patienceMs);
  return isSettled ? highest : null;
}

async function highestInteractionId(database: Database): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    sql`SELECT COALESCE(MAX(id), 0) AS id FROM interaction`,
  );
  return row?.id ?? 0;
}

/** PostgreSQL's names of the transactions that have written to the table, or are about to. */
async function openWriters(database: Database): Promise<string[]> {
  const found = await database.query<{ transaction: string }>(sql`
    SELECT DISTINCT virtualtransaction AS transaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation = 'interaction'::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
  return found.map(({ transaction }) => transaction);
}

async function areGone(
  database: Database,
  writers: readonly string[],
  patienceMs: number,
): Promise<boolean> {
  if (writers.length === 0) return true;
  if (patienceMs <= 0) return false;
  await sleep(pollMs);
  const open = new Set(await openWriters(database));
  const left = writers.filter((writer) => open.has(writer));
  return areGone(database, left, patienceMs - pollMs);
}
