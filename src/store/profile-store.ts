import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CategoryShare } from '../domain/profile/category-share.js';
import type { CustomerProfile } from '../domain/profile/profile.js';
import type { ProfileStore } from '../ports/profile-store.js';
import type { Database, Dialect } from './database.js';
import { numbersIn } from './dialect.js';
import { settledInteractionId } from './interaction-horizon.js';
import { isLiving } from './living-sql.js';
import { changedSql, dropStraysSql, straysSql } from './profile-changes-sql.js';
import { moveMark, readMark } from './profile-mark.js';
import { rankSql, refreshFiguresSql, unrankSql } from './profile-sql.js';
import { writePriority } from './writer.js';

/** @param patienceMs how long a pass waits for writers who may still hold a lower interaction id (PostgreSQL) */
export function profileStore(database: Database, patienceMs = 3_000): ProfileStore {
  return {
    async livingCustomers() {
      const found = await database.query<{ id: number }>(
        sql`SELECT c.id FROM customer c WHERE ${isLiving} ORDER BY c.id`,
      );
      return Int32Array.from(found, ({ id }) => id);
    },
    async customerZones() {
      const found = await database.query<{ timezone: string }>(
        sql`SELECT DISTINCT timezone FROM customer WHERE timezone IS NOT NULL`,
      );
      return found.map(({ timezone }) => timezone);
    },
    refreshFigures: (customerIds, zones, asOf) =>
      database.write(writePriority.bulk, async (tx) => {
        await tx.execute(refreshFiguresSql(tx.dialect, customerIds, zones, asOf));
      }),
    mark: () => readMark(database),
    async settledThrough(afterInteractionId, asOf) {
      const settled = await settledInteractionId(database, patienceMs);
      const [later] = await database.query<{ id: number | null }>(sql`
        SELECT MIN(id) AS id FROM interaction
        WHERE id > ${afterInteractionId} AND occurred_at > ${asOf}`);
      const beforeLater = (later?.id ?? Number.POSITIVE_INFINITY) - 1;
      return Math.max(afterInteractionId, Math.min(settled ?? 0, beforeLater));
    },
    async changedSince(interactionId) {
      const found = await database.query<{ id: number; isRanked: number }>(
        changedSql(interactionId),
      );
      return {
        customerIds: found.map(({ id }) => id),
        isRankAffected: found.some(({ isRanked }) => isRanked > 0),
      };
    },
    async strayIds() {
      const found = await database.query<{ id: number }>(straysSql);
      return found.map(({ id }) => id);
    },
    finish: ({ strayIds, isRankAffected, mark }) =>
      database.write(writePriority.bulk, async (tx) => {
        if (strayIds.length > 0) await tx.execute(dropStraysSql(tx.dialect, strayIds));
        if (isRankAffected) {
          await tx.execute(unrankSql);
          await tx.execute(rankSql);
        }
        if (mark !== null) await moveMark(tx, mark.from, mark.to);
      }),
    async find(customerIds) {
      if (customerIds.length === 0) return [];
      const found = await database.query<ProfileRow>(profileSql(database.dialect, customerIds));
      return found.map(profileOf);
    },
  };
}

interface ProfileRow extends Omit<CustomerProfile, 'topCategories'> {
  readonly topCategories: string;
}

function profileSql(dialect: Dialect, customerIds: readonly number[]): Sql {
  return sql`
    SELECT customer_id AS "customerId", first_purchase_at AS "firstPurchaseAt",
      last_purchase_at AS "lastPurchaseAt", purchase_count AS "purchaseCount",
      unit_count AS "unitCount", monetary_minor AS "monetaryMinor",
      recency_score AS "recencyScore", frequency_score AS "frequencyScore",
      monetary_score AS "monetaryScore", top_categories AS "topCategories",
      active_days AS "activeDays", last_active_at AS "lastActiveAt", computed_at AS "computedAt"
    FROM customer_profile WHERE customer_id IN ${numbersIn(dialect, customerIds)} ORDER BY customer_id`;
}

function profileOf({ topCategories, ...row }: ProfileRow): CustomerProfile {
  return { ...row, topCategories: JSON.parse(topCategories) as CategoryShare[] };
}
