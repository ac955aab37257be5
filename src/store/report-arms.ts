import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { ArmFigures, GoalWindow } from '../ports/report-store.js';
import type { Database } from './database.js';

interface ArmRow {
  arm: 'treated' | 'holdout';
  people: number;
  closedPeople: number;
  converted: number;
  revenue: number;
  revenueSquares: number;
}

/**
 * One row per arm. A person counts once however many runs assigned them; somebody whose two identities were
 * assigned differently before they were merged counts as treated, because a message did reach them.
 */
export async function armFigures(
  database: Database,
  campaignId: string,
  goal: GoalWindow,
  asOf: number,
): Promise<ArmFigures[]> {
  const rows = await database.query<ArmRow>(sql`
    WITH ${people(campaignId)},
    converts AS (
      SELECT DISTINCT a.person FROM assignment a JOIN member m ON m.person = a.person
      JOIN interaction i ON i.customer_id = m.id AND i.kind = ${goal.kindCode}
        AND i.occurred_at >= a.assigned_at AND i.occurred_at < a.assigned_at + ${goal.withinMs}),
    paid AS (
      SELECT person, sum(total_minor) AS total FROM (
        SELECT DISTINCT a.person, o.id, o.total_minor FROM assignment a JOIN member m ON m.person = a.person
        JOIN shop_order o ON o.customer_id = m.id
          AND o.occurred_at >= a.assigned_at AND o.occurred_at < a.assigned_at + ${goal.withinMs}) AS orders
      GROUP BY person)
    SELECT p.arm, count(*) AS people,
      sum(CASE WHEN p.last_at + ${goal.withinMs} <= ${asOf} THEN 1 ELSE 0 END) AS "closedPeople",
      count(c.person) AS converted,
      COALESCE(sum(CAST(paid.total AS double precision)), 0) AS revenue,
      COALESCE(sum(CAST(paid.total AS double precision) * paid.total), 0) AS "revenueSquares"
    FROM person p LEFT JOIN converts c ON c.person = p.person LEFT JOIN paid ON paid.person = p.person
    GROUP BY p.arm ORDER BY p.arm DESC`);
  return rows.map(({ revenue, revenueSquares, ...arm }) => ({
    ...arm,
    revenueMinor: { people: arm.people, sum: revenue, sumOfSquares: revenueSquares },
  }));
}

export function convertsByDay(database: Database, campaignId: string, goal: GoalWindow) {
  return database.query<{ arm: string; day: number; people: number }>(sql`
    WITH ${people(campaignId)},
    converts AS (
      SELECT a.person, min(i.occurred_at) AS at FROM assignment a JOIN member m ON m.person = a.person
      JOIN interaction i ON i.customer_id = m.id AND i.kind = ${goal.kindCode}
        AND i.occurred_at >= a.assigned_at AND i.occurred_at < a.assigned_at + ${goal.withinMs}
      GROUP BY a.person)
    SELECT p.arm, CAST((c.at - p.first_at) / 86400000 AS integer) AS day, count(*) AS people
    FROM converts c JOIN person p ON p.person = c.person
    GROUP BY 1, 2 ORDER BY 1, 2`);
}

// assignment: every (person, instant); person: each once, with their arm; member: every customer row of a person.
function people(campaignId: string): Sql {
  return sql`
    assignment AS (
      SELECT COALESCE(c.canonical_customer_id, c.id) AS person, e.arm, e.assigned_at
      FROM exposure e JOIN customer c ON c.id = e.customer_id WHERE e.campaign_id = ${campaignId}),
    person AS (
      SELECT person, max(arm) AS arm, min(assigned_at) AS first_at, max(assigned_at) AS last_at
      FROM assignment GROUP BY person),
    member AS (
      SELECT person AS id, person FROM person
      UNION
      SELECT c.id, p.person FROM person p JOIN customer c ON c.canonical_customer_id = p.person)`;
}
