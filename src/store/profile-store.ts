import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ProfileStore } from '../ports/profile-store.js';
import type { Database } from './database.js';
import { settledInteractionId } from './interaction-horizon.js';
import { changedSql, dropStraysSql, straysSql } from './profile-changes-sql.js';
import { moveMark, readMark } from './profile-mark.js';
import { ProfileRefresher } from './profile-refresher.js';
import { findProfilesSql, type ProfileRow, profileOf } from './profile-rows.js';
import { rankEverybody, unrankSql } from './profile-sql.js';
import { concernedBy, dropShelfChanges, readShelfChanges } from './shelf-changes.js';
import { writePriority } from './writer.js';

// 10,000 looked up by name take 2.8 s, a million in one walk 98 (measured).
const mostShare = 1 / 3;

/** @param patienceMs how long a pass waits for writers who may still hold a lower interaction id (PostgreSQL) */
export function profileStore(database: Database, patienceMs = 3_000): ProfileStore {
  const refresher = new ProfileRefresher(database);
  return {
    async customerZones() {
      const found = await database.query<{ timezone: string }>(
        sql`SELECT DISTINCT timezone FROM customer WHERE timezone IS NOT NULL`,
      );
      return found.map(({ timezone }) => timezone);
    },
    refreshFigures: (customerIds, basis) => refresher.refreshNamed(customerIds, basis),
    refreshEverybody: (basis, onProgress) => refresher.refreshEverybody(basis, onProgress),
    mark: () => readMark(database),
    async settledThrough(afterInteractionId, asOf) {
      const settled = await settledInteractionId(database, patienceMs);
      const [later] = await database.query<{ id: number | null }>(sql`
        SELECT MIN(id) AS id FROM interaction
        WHERE id > ${afterInteractionId} AND occurred_at > ${asOf}`);
      const beforeLater = (later?.id ?? Number.POSITIVE_INFINITY) - 1;
      return Math.max(afterInteractionId, Math.min(settled ?? 0, beforeLater));
    },
    async changedSince(interactionId, shelfChangeIds) {
      const found = await database.query<{ id: number; isRanked: number }>(
        changedSql(interactionId),
      );
      const concerned = await concernedBy(database, shelfChangeIds);
      const ids = new Set([...found.map(({ id }) => id), ...concerned]);
      return {
        customerIds: [...ids].sort((a, b) => a - b),
        isRankAffected: found.some(({ isRanked }) => isRanked > 0),
        isMost: ids.size > mostShare * (await highestCustomerId(database)),
      };
    },
    shelfChanges: () => readShelfChanges(database),
    async strayIds() {
      const found = await database.query<{ id: number }>(straysSql);
      return found.map(({ id }) => id);
    },
    finish: ({ strayIds, shelfChangeIds, isRankAffected, mark }) =>
      database.write(writePriority.bulk, async (tx) => {
        if (strayIds.length > 0) await tx.execute(dropStraysSql(tx.dialect, strayIds));
        if (isRankAffected) {
          await tx.execute(unrankSql);
          await rankEverybody(tx);
        }
        if (mark !== null && (await moveMark(tx, mark, shelfChangeIds.length > 0)))
          await dropShelfChanges(tx, shelfChangeIds);
      }),
    async find(customerIds) {
      if (customerIds.length === 0) return [];
      const found = await database.query<ProfileRow>(
        findProfilesSql(database.dialect, customerIds),
      );
      return found.map(profileOf);
    },
  };
}

// About as many as there are people, without counting them.
async function highestCustomerId({ query }: Database): Promise<number> {
  const [row] = await query<{ id: number | null }>(sql`SELECT MAX(id) AS id FROM customer`);
  return row?.id ?? 0;
}
