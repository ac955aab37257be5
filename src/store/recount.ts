import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Statements } from './database.js';
import { type AccountRow, lockAccounts, type Made, writeEntries } from './escrow.js';

export interface Recount {
  readonly key: string;
  readonly promotionId: number;
  readonly counts: 'uses' | 'money' | 'pieces';
}

/**
 * While there was no limit, nothing was counted on its account; the redemptions say what it was.
 *
 * @param made `ref` is another one for each recount
 */
export async function recount(
  tx: Statements,
  { key, promotionId, counts }: Recount,
  made: Made,
): Promise<void> {
  const amount = {
    uses: sql`1`,
    money: sql`x.discount_minor`,
    pieces: sql`x.unit_count`,
  }[counts];
  const [row] = await tx.query<{ uncounted: number; counted: number }>(sql`
    SELECT
      (SELECT COALESCE(sum(${amount}), 0) FROM redemption x
       WHERE x.promotion_id = ${promotionId} AND x.reversed_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
         WHERE e.ref = x.reservation_id AND e.kind = 'commit' AND a.key = ${key})) AS uncounted,
      (SELECT COALESCE(sum(e.amount), 0) FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
       WHERE a.key = ${key} AND e.kind = 'recount') AS counted`);
  const by = (row?.uncounted ?? 0) - (row?.counted ?? 0);
  if (by === 0) return;
  const changes = spread(await lockAccounts(tx, [key]), by);
  for (const { accountId, amount: change } of changes)
    await tx.execute(sql`
      UPDATE escrow_account SET committed = committed + ${change} WHERE id = ${accountId}`);
  await writeEntries(tx, 'recount', made, changes);
}

// Into the pools with room; less than was counted before comes out of those that have it.
function spread(rows: readonly AccountRow[], by: number) {
  let left = by;
  return rows.map((row, i) => {
    const room = by > 0 ? Math.max(0, row.limit - row.reserved - row.committed) : row.committed;
    const isLast = i === rows.length - 1;
    const part = isLast ? left : Math.sign(by) * Math.min(Math.abs(left), room);
    left -= part;
    return { accountId: row.id, amount: part };
  });
}
