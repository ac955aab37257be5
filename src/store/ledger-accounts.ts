import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LedgerFault } from '../ports/ledger-store.js';
import type { Statements } from './database.js';

interface Rebuilt {
  readonly key: string;
  readonly pool: number;
  readonly limit: number;
  readonly reserved: number;
  readonly committed: number;
  /** What the entries say. */
  readonly limitBuilt: number;
  readonly reservedBuilt: number;
  readonly committedBuilt: number;
  /** What live reservations hold. */
  readonly held: number;
}

/** Every account row against its entries, and against the reservations that live. */
export async function accountFaults(database: Statements): Promise<LedgerFault[]> {
  const rows = await database.query<Rebuilt>(sql`
    SELECT * FROM (
      SELECT a.key, a.pool, a.limit_amount AS "limit", a.reserved, a.committed,
        COALESCE(b.limits, 0) AS "limitBuilt", COALESCE(b.reserved, 0) AS "reservedBuilt",
        COALESCE(b.committed, 0) AS "committedBuilt", COALESCE(h.held, 0) AS held
      FROM escrow_account a
      LEFT JOIN (
        SELECT account_id, sum(CASE kind WHEN 'limit' THEN amount ELSE 0 END) AS limits,
          sum(CASE kind WHEN 'reserve' THEN amount WHEN 'commit' THEN -amount
            WHEN 'release' THEN -amount ELSE 0 END) AS reserved,
          sum(CASE kind WHEN 'commit' THEN amount WHEN 'recount' THEN amount
            WHEN 'reverse' THEN -amount ELSE 0 END) AS committed
        FROM escrow_entry GROUP BY account_id) b ON b.account_id = a.id
      LEFT JOIN (
        SELECT e.account_id, sum(e.amount) AS held
        FROM reservation r JOIN escrow_entry e ON e.ref = r.id AND e.kind = 'reserve'
        WHERE r.state IN ('live', 'paying') GROUP BY e.account_id) h ON h.account_id = a.id) x
    WHERE "limit" <> "limitBuilt" OR reserved <> "reservedBuilt" OR committed <> "committedBuilt"
      OR reserved <> held OR reserved < 0 OR committed < 0
    ORDER BY key, pool`);
  return rows.flatMap((row) => {
    const subject = row.pool === 0 ? row.key : `${row.key} (pool ${row.pool})`;
    return messagesOf(row).map((message) => ({ subject, message }));
  });
}

function messagesOf(row: Rebuilt): string[] {
  const against = (what: string, found: number, built: number) =>
    found === built ? [] : [`${what} is ${found}, its entries say ${built}`];
  return [
    ...against('the limit', row.limit, row.limitBuilt),
    ...against('reserved', row.reserved, row.reservedBuilt),
    ...against('committed', row.committed, row.committedBuilt),
    ...(row.reserved === row.held
      ? []
      : [`reserved is ${row.reserved}, live reservations hold ${row.held}`]),
    ...(row.reserved < 0 || row.committed < 0 ? ['is below zero'] : []),
  ];
}

/** Accounts of which more is used than there is, all pools together. */
export async function overLimit(
  database: Statements,
): Promise<{ faults: LedgerFault[]; notes: LedgerFault[] }> {
  const rows = await database.query<{
    key: string;
    limit: number;
    used: number;
    lowered: number;
  }>(sql`
    SELECT key, sum(limit_amount) AS "limit", sum(reserved + committed) AS used,
      (SELECT count(*) FROM escrow_entry e JOIN escrow_account b ON b.id = e.account_id
       WHERE b.key = a.key AND (e.kind = 'recount' OR (e.kind = 'limit' AND e.amount < 0))) AS lowered
    FROM escrow_account a GROUP BY key
    HAVING sum(reserved + committed) > sum(limit_amount) ORDER BY key`);
  const tell = ({ key, limit, used, lowered }: (typeof rows)[number]) => ({
    subject: key,
    message: `${used} used of ${limit}${lowered > 0 ? ': over limit since it was lowered' : ''}`,
  });
  return {
    faults: rows.filter(({ lowered }) => lowered === 0).map(tell),
    notes: rows.filter(({ lowered }) => lowered > 0).map(tell),
  };
}
