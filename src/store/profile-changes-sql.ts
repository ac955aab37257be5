import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { Dialect } from './database.js';
import { numbersIn } from './dialect.js';
import { isLiving } from './living-sql.js';

const { purchase, refund } = interactionKindCode;

/**
 * Whose figures are behind: `id`, and `isRanked` 1 where their standing may be too. A stray (a profile whose person was
 * merged away) points at the one it joined. A row that is ever unmerged would need its old person refreshed besides.
 */
export function changedSql(interactionId: number): Sql {
  return sql`
    WITH touched AS (
      SELECT customer_id,
        MAX(CASE WHEN kind IN (${purchase}, ${refund}) THEN 1 ELSE 0 END) AS is_ranked
      FROM interaction WHERE id > ${interactionId} GROUP BY customer_id),
    person AS (
      SELECT COALESCE(m.canonical_customer_id, m.id) AS id, touched.is_ranked
      FROM touched JOIN customer m ON m.id = touched.customer_id
      UNION ALL
      SELECT c.id, 1 FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
      WHERE ${isLiving} AND p.customer_id IS NULL
      UNION ALL
      SELECT c.canonical_customer_id, 1
      FROM customer_profile p JOIN customer c ON c.id = p.customer_id WHERE NOT ${isLiving})
    SELECT c.id, MAX(person.is_ranked) AS "isRanked"
    FROM person JOIN customer c ON c.id = person.id WHERE ${isLiving}
    GROUP BY c.id ORDER BY c.id`;
}

export const straysSql: Sql = sql`
  SELECT p.customer_id AS id FROM customer_profile p LEFT JOIN customer c ON c.id = p.customer_id
  WHERE c.id IS NULL OR NOT ${isLiving}`;

/** Only those listed: who was merged since has yet to be counted where they went. */
export function dropStraysSql(dialect: Dialect, strayIds: readonly number[]): Sql {
  return sql`
    DELETE FROM customer_profile WHERE customer_id IN ${numbersIn(dialect, strayIds)}
      AND customer_id NOT IN (SELECT c.id FROM customer c WHERE ${isLiving})`;
}
