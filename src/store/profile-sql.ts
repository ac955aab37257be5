import { join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';
import type { Zones } from '../ports/profile-store.js';
import type { Dialect } from './database.js';
import { jsonRows } from './dialect.js';

const { purchase, refund } = interactionKindCode;

const dayMs = 86_400_000;

/**
 * Writes the figures of some customers (scores apart). The oracle is `profileFigures` of the domain.
 * One statement: the interactions are read once, in the order of their index, and grouped twice.
 */
export function refreshFiguresSql(
  dialect: Dialect,
  customerIds: readonly number[],
  zones: Zones,
  asOf: number,
): Sql {
  const ids = jsonRows(
    dialect,
    customerIds.map((id) => [id]),
    { id: 'int' },
  );
  return sql`
    INSERT INTO customer_profile (customer_id, first_purchase_at, last_purchase_at, purchase_count,
      unit_count, monetary_minor, top_categories, active_days, last_active_at, computed_at)
    WITH person AS MATERIALIZED (SELECT r.id FROM ${ids}),
    member AS MATERIALIZED (
      SELECT person.id AS person_id, c.id AS row_id, c.timezone FROM person
      JOIN customer c ON c.id = person.id
      UNION
      SELECT person.id, m.id, c.timezone FROM person
      JOIN customer c ON c.id = person.id
      JOIN customer m ON m.canonical_customer_id = person.id),
    event AS MATERIALIZED (
      SELECT member.person_id, i.kind, i.occurred_at, i.quantity, i.product_id,
        COALESCE(i.order_id, -i.id) AS order_key,
        (i.occurred_at + ${offsetSql(zones)}) / ${dayMs} AS day,
        CASE i.kind WHEN ${purchase} THEN i.amount_minor WHEN ${refund} THEN -ABS(i.amount_minor) END
          AS money
      FROM member JOIN interaction i ON i.customer_id = member.row_id
      WHERE i.occurred_at <= ${asOf}),
    figure AS (
      SELECT person_id,
        MIN(CASE WHEN kind = ${purchase} THEN occurred_at END) AS first_purchase_at,
        MAX(CASE WHEN kind = ${purchase} THEN occurred_at END) AS last_purchase_at,
        COUNT(DISTINCT CASE WHEN kind = ${purchase} THEN order_key END) AS purchase_count,
        COALESCE(SUM(CASE WHEN kind = ${purchase} THEN quantity END), 0) AS unit_count,
        COALESCE(SUM(money), 0) AS monetary_minor,
        COUNT(DISTINCT day) AS active_days,
        MAX(occurred_at) AS last_active_at
      FROM event GROUP BY person_id),
    ${topCategoriesSql(dialect)}
    SELECT person.id, figure.first_purchase_at, figure.last_purchase_at,
      COALESCE(figure.purchase_count, 0), COALESCE(figure.unit_count, 0),
      COALESCE(figure.monetary_minor, 0), COALESCE(favourite.categories, '[]'),
      COALESCE(figure.active_days, 0), figure.last_active_at, CAST(${asOf} AS BIGINT)
    FROM person
    LEFT JOIN figure ON figure.person_id = person.id
    LEFT JOIN favourite ON favourite.person_id = person.id
    WHERE true
    ON CONFLICT (customer_id) DO UPDATE SET
      first_purchase_at = excluded.first_purchase_at, last_purchase_at = excluded.last_purchase_at,
      purchase_count = excluded.purchase_count, unit_count = excluded.unit_count,
      monetary_minor = excluded.monetary_minor, top_categories = excluded.top_categories,
      active_days = excluded.active_days, last_active_at = excluded.last_active_at,
      computed_at = excluded.computed_at`;
}

// Shares are rounded in whole numbers: (200·part + all) / (2·all), cut, is the nearest percent.
function topCategoriesSql(dialect: Dialect): Sql {
  const isSqlite = dialect === 'sqlite';
  const byName = isSqlite ? sql`category` : sql`category COLLATE "C"`;
  const list = isSqlite
    ? sql`json_group_array(json_object('category', category, 'sharePercent', share) ORDER BY place)`
    : sql`json_agg(json_build_object('category', category, 'sharePercent', share) ORDER BY place)::text`;
  return sql`
    spend AS (
      SELECT event.person_id, p.category, SUM(event.money) AS spent
      FROM event JOIN product p ON p.id = event.product_id
      WHERE event.money IS NOT NULL AND p.category IS NOT NULL
      GROUP BY event.person_id, p.category HAVING SUM(event.money) > 0),
    share AS (
      SELECT person_id, category,
        CAST(200 * spent + SUM(spent) OVER (PARTITION BY person_id) AS BIGINT)
          / CAST(2 * SUM(spent) OVER (PARTITION BY person_id) AS BIGINT) AS share,
        ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY spent DESC, ${byName}) AS place
      FROM spend),
    favourite AS (
      SELECT person_id, ${list} AS categories FROM share WHERE place <= 5 GROUP BY person_id)`;
}

/** Ranks all who bought, as `quintileScores` of the domain does: equal values share the lower score. */
export const rankSql: Sql = sql`
  UPDATE customer_profile SET recency_score = r.recency, frequency_score = r.frequency,
    monetary_score = r.monetary
  FROM (
    SELECT customer_id,
      1 + (RANK() OVER (ORDER BY last_purchase_at) - 1) * 5 / COUNT(*) OVER () AS recency,
      1 + (RANK() OVER (ORDER BY purchase_count) - 1) * 5 / COUNT(*) OVER () AS frequency,
      1 + (RANK() OVER (ORDER BY monetary_minor) - 1) * 5 / COUNT(*) OVER () AS monetary
    FROM customer_profile WHERE purchase_count > 0) r
  WHERE customer_profile.customer_id = r.customer_id
    AND (customer_profile.recency_score IS DISTINCT FROM r.recency
      OR customer_profile.frequency_score IS DISTINCT FROM r.frequency
      OR customer_profile.monetary_score IS DISTINCT FROM r.monetary)`;

/** Who no longer has a purchase (a corrected import) has no standing. */
export const unrankSql: Sql = sql`
  UPDATE customer_profile SET recency_score = NULL, frequency_score = NULL, monetary_score = NULL
  WHERE purchase_count = 0 AND recency_score IS NOT NULL`;

/** Local time is UTC plus this, for the interaction `i` of the person whose own zone is `member.timezone`. */
function offsetSql({ shop, customers }: Zones): Sql {
  const own = [...customers].map(([zone, shifts]) => sql`WHEN ${zone} THEN ${shiftSql(shifts)}`);
  return own.length === 0
    ? shiftSql(shop)
    : sql`CASE member.timezone ${join(own, ' ')} ELSE ${shiftSql(shop)} END`;
}

// Newest first: most interactions are recent.
function shiftSql(shifts: readonly ZoneShift[]): Sql {
  const [first, ...later] = shifts;
  const earliest = sql`CAST(${first?.offsetMs ?? 0} AS BIGINT)`;
  if (later.length === 0) return earliest;
  const arms = later
    .toReversed()
    .map(
      ({ from, offsetMs }) =>
        sql`WHEN i.occurred_at >= CAST(${from} AS BIGINT) THEN CAST(${offsetMs} AS BIGINT)`,
    );
  return sql`CASE ${join(arms, ' ')} ELSE ${earliest} END`;
}
