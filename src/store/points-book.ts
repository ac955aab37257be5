import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PointsBook } from '../domain/membership/points-book.js';
import type { PointsHistoryEntry } from '../ports/points-store.js';
import type { Statements } from './database.js';
import { numbersIn } from './dialect.js';

/** The points of one person, over all their rows. */
export async function bookOf(tx: Statements, customerId: number): Promise<PointsBook> {
  const [row] = await tx.query<{ personId: number }>(sql`
    SELECT COALESCE(canonical_customer_id, id) AS "personId" FROM customer WHERE id = ${customerId}`);
  const none: PointsBook = { lots: [], used: 0, gone: 0 };
  if (row === undefined) return none;
  return (await booksOf(tx, [row.personId])).get(row.personId) ?? none;
}

/** Of these persons (surviving rows); who never had points is absent. */
export async function booksOf(
  tx: Statements,
  personIds: readonly number[],
): Promise<Map<number, PointsBook>> {
  const ids = numbersIn(tx.dialect, personIds);
  const rowsSql = sql`(
    SELECT id AS person, id AS row_id FROM customer WHERE id IN ${ids}
    UNION ALL SELECT canonical_customer_id, id FROM customer WHERE canonical_customer_id IN ${ids})`;
  // One statement, so that what is spent and what is earned are of one moment.
  const rows = await tx.query<BookRow>(sql`
    SELECT r.person, 'lot' AS part, p.expires_at AS "expiresAt", SUM(p.points) AS points
    FROM ${rowsSql} r JOIN points_entry p ON p.customer_id = r.row_id
    WHERE p.points > 0 OR p.expires_at IS NOT NULL GROUP BY r.person, p.expires_at
    UNION ALL
    SELECT r.person, 'gone', NULL, -SUM(p.points)
    FROM ${rowsSql} r JOIN points_entry p ON p.customer_id = r.row_id
    WHERE p.points < 0 AND p.expires_at IS NULL GROUP BY r.person
    UNION ALL
    SELECT r.person, 'used', NULL, CAST(SUM(a.reserved + a.committed) AS BIGINT)
    FROM ${rowsSql} r JOIN escrow_account a ON a.key = 'points:' || r.row_id GROUP BY r.person`);
  const books = new Map<number, PointsBook>();
  for (const row of rows) books.set(row.person, added(books.get(row.person), row));
  return books;
}

interface BookRow {
  readonly person: number;
  readonly part: 'lot' | 'gone' | 'used';
  readonly expiresAt: number | null;
  readonly points: number;
}

function added(
  { lots, used, gone }: PointsBook = { lots: [], used: 0, gone: 0 },
  { part, expiresAt, points }: BookRow,
): PointsBook {
  return {
    lots: part === 'lot' ? [...lots, { points, expiresAt }] : lots,
    used: part === 'used' ? used + points : used,
    gone: part === 'gone' ? gone + points : gone,
  };
}

export function historyOf(
  tx: Statements,
  customerId: number,
  limit: number,
): Promise<PointsHistoryEntry[]> {
  return tx
    .query<Omit<PointsHistoryEntry, 'reason'> & { readonly detail: string | null }>(sql`
      SELECT p.kind, p.points, p.at, p.expires_at AS "expiresAt", e.detail
      FROM customer asked JOIN customer o
        ON COALESCE(o.canonical_customer_id, o.id) = COALESCE(asked.canonical_customer_id, asked.id)
      JOIN points_entry p ON p.customer_id = o.id
      LEFT JOIN audit_event e ON p.kind = 'adjustment' AND p.source_key = 'adjustment:' || e.id
      WHERE asked.id = ${customerId} AND p.points <> 0 ORDER BY p.at DESC, p.id DESC LIMIT ${limit}`)
    .then((rows) => rows.map(({ detail, ...row }) => ({ ...row, reason: reasonOf(detail) })));
}

function reasonOf(detail: string | null): string | null {
  const reason = detail === null ? null : (JSON.parse(detail) as { reason?: unknown }).reason;
  return typeof reason === 'string' ? reason : null;
}
