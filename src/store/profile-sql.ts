import { join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Statements } from './database.js';
import { numberColumns, parseNumberList } from './integer-list.js';

const ranked = ['last_purchase_at', 'purchase_count', 'monetary_minor'] as const;
const scores = ['recency_score', 'frequency_score', 'monetary_score'] as const;

type Bounds = Readonly<Record<(typeof ranked)[number], readonly number[]>>;

/**
 * Ranks all who bought, as `profileScores` of the domain does: equal values share the lower score. Only the four bounds
 * between the fifths are sought: window functions over a million people, written row by row, held the database nearly four times as
 * long.
 */
export async function rankEverybody(tx: Statements): Promise<void> {
  const bounds = await boundsOf(tx);
  if (bounds === null) return;
  const now = ranked.map((column) => scoreSql(column, bounds[column]));
  const renewed = scores.map((score, i) => sql`${raw(score)} = ${now[i]}`);
  const differs = scores.map((score, i) => sql`${raw(score)} IS DISTINCT FROM ${now[i]}`);
  await tx.execute(sql`
    UPDATE customer_profile SET ${join(renewed)}
    WHERE purchase_count > 0 AND (${join(differs, ' OR ')})`);
}

async function boundsOf(tx: Statements): Promise<Bounds | null> {
  const [found] = await tx.query<Record<(typeof ranked)[number], string | null>>(sql`
    SELECT ${numberColumns(tx.dialect, ranked)} FROM customer_profile
    WHERE purchase_count > 0 AND last_purchase_at IS NOT NULL`);
  if (found === undefined || found.purchase_count === null) return null;
  const boundsIn = (name: (typeof ranked)[number]) => fifths(parseNumberList(found[name] ?? ''));
  return {
    last_purchase_at: boundsIn('last_purchase_at'),
    purchase_count: boundsIn('purchase_count'),
    monetary_minor: boundsIn('monetary_minor'),
  };
}

// At least k fifths of all are below a value just if it is above the last of the first k fifths. Sorts what it is given.
function fifths(values: Float64Array): number[] {
  const ascending = values.sort();
  return [1, 2, 3, 4].map((k) => ascending[Math.ceil((k * values.length) / 5) - 1] as number);
}

function scoreSql(column: (typeof ranked)[number], bounds: readonly number[]): Sql {
  const steps = bounds.map(
    (bound) => sql`CASE WHEN ${raw(column)} > CAST(${bound} AS BIGINT) THEN 1 ELSE 0 END`,
  );
  return sql`(1 + ${join(steps, ' + ')})`;
}

/** Who no longer has a purchase (a corrected import) has no standing. */
export const unrankSql: Sql = sql`
  UPDATE customer_profile SET recency_score = NULL, frequency_score = NULL, monetary_score = NULL
  WHERE purchase_count = 0 AND recency_score IS NOT NULL`;
