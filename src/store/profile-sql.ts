import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';

/** Ranks all who bought, as `profileScores` of the domain does: equal values share the lower score. */
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
