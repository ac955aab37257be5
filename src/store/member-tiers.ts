import { join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { Membership } from '../domain/membership/membership.js';
import type { Statements } from './database.js';
import { numbersIn } from './dialect.js';

const { purchase, refund } = interactionKindCode;

/** Purchases less refunds of these persons (surviving rows), by person: `id`, `spend`. */
export function spendSql(
  personIds: Sql,
  window: { readonly from: number; readonly at: number },
): Sql {
  return sql`
    SELECT r.person AS id, CAST(COALESCE(SUM(
        CASE i.kind WHEN ${purchase} THEN i.amount_minor ELSE -ABS(i.amount_minor) END), 0) AS BIGINT) AS spend
    FROM (SELECT id AS person, id AS row_id FROM customer WHERE id IN ${personIds}
      UNION ALL SELECT canonical_customer_id, id FROM customer WHERE canonical_customer_id IN ${personIds}) r
    LEFT JOIN interaction i ON i.customer_id = r.row_id AND i.kind IN (${purchase}, ${refund})
      AND i.occurred_at > CAST(${window.from} AS BIGINT) AND i.occurred_at <= CAST(${window.at} AS BIGINT)
    GROUP BY r.person`;
}

/** Sets the tiers of those among these persons who joined by themselves. The oracle is `tierFor` of the domain. */
export async function setTiers(
  tx: Statements,
  personIds: readonly number[],
  membership: Membership,
  at: number,
): Promise<number> {
  if (personIds.length === 0) return 0;
  const window = { from: at - membership.tierWindowMs, at };
  const [first, ...others] = membership.tiers;
  const steps = [...others]
    .reverse()
    .map(({ id, fromSpendMinor }) => sql`WHEN spend >= ${fromSpendMinor} THEN ${id}`);
  const tier =
    steps.length === 0 ? sql`${first.id}` : sql`CASE ${join(steps, ' ')} ELSE ${first.id} END`;
  return tx.execute(sql`
    UPDATE customer SET member_tier = t.tier
    FROM (SELECT id, ${tier} AS tier FROM (${spendSql(numbersIn(tx.dialect, personIds), window)}) s) t
    WHERE customer.id = t.id AND customer.member_since IS NOT NULL AND customer.erased_at IS NULL
      AND customer.member_tier IS DISTINCT FROM t.tier`);
}
