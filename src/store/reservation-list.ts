import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { ReservationRecord, Unsettled, UnsettledQuestion } from '../ports/checkout-store.js';
import type { Statements } from './database.js';
import { recordOf, reservedQuotes } from './kept-quote.js';

export async function reservationOf(
  database: Statements,
  id: string,
): Promise<ReservationRecord | null> {
  const [found = null] = await list(database, sql`WHERE r.id = ${id}`);
  return found;
}

/** More than this at once are no list for a person. */
const mostListed = 500;

export async function unsettled(
  database: Statements,
  { payingBefore, forfeitedSince }: UnsettledQuestion,
): Promise<Unsettled> {
  const paying = sql`WHERE r.state = 'paying' AND r.paying_at <= ${payingBefore} ORDER BY r.paying_at`;
  const forfeited = sql`
    WHERE r.state = 'released' AND r.expires_at >= ${forfeitedSince} AND r.deposit_paid_at IS NOT NULL
    ORDER BY r.expires_at DESC`;
  return {
    paying: await list(database, sql`${paying} LIMIT ${mostListed}`),
    forfeited: await list(database, sql`${forfeited} LIMIT ${mostListed}`),
  };
}

async function list(database: Statements, where: Sql): Promise<ReservationRecord[]> {
  const found = await reservedQuotes(database, where);
  return found.map(({ row, quote }) => recordOf(row, quote));
}
