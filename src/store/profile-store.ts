import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CategoryShare } from '../domain/profile/category-share.js';
import type { CustomerProfile } from '../domain/profile/profile.js';
import type { ProfileStore } from '../ports/profile-store.js';
import type { Database, Dialect } from './database.js';
import { numbersIn } from './dialect.js';
import { isLiving } from './living-sql.js';
import { dropStraysSql, rankSql, refreshFiguresSql, unrankSql } from './profile-sql.js';
import { writePriority } from './writer.js';

export function profileStore(database: Database): ProfileStore {
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
    rank: () =>
      database.write(writePriority.bulk, async (tx) => {
        await tx.execute(dropStraysSql);
        await tx.execute(unrankSql);
        await tx.execute(rankSql);
      }),
    isStale: async () => isAnyRow(await database.query(staleSql)),
    async find(customerIds) {
      if (customerIds.length === 0) return [];
      const found = await database.query<ProfileRow>(profileSql(database.dialect, customerIds));
      return found.map(profileOf);
    },
  };
}

// The newest recording is that of the newest row: good to a few milliseconds where writers run side by side.
const staleSql: Sql = sql`
  SELECT 1 AS stale WHERE (
    SELECT MIN(computed_at) FROM customer_profile
  ) <= (
    SELECT recorded_at FROM interaction ORDER BY id DESC LIMIT 1
  ) OR EXISTS (
    SELECT 1 FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
    WHERE ${isLiving} AND p.customer_id IS NULL
  ) OR EXISTS (
    SELECT 1 FROM customer_profile p JOIN customer c ON c.id = p.customer_id
    WHERE NOT (${isLiving})
  )`;

function isAnyRow(rows: readonly unknown[]): boolean {
  return rows.length > 0;
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
