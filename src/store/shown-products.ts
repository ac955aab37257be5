import { raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CustomerFacts } from '../domain/recommender/pick-rules.js';
import type { Database, Dialect } from './database.js';
import { jsonRows } from './dialect.js';
import { column, integerList, parseIntegerLists } from './integer-list.js';

/**
 * What messages of campaigns showed these customers since then, or are about to; what certainly never left does not
 * count. Under a canonical id stands all that was shown to the people merged into it.
 *
 * @param customerIds canonical ids
 */
export async function shownProducts(
  database: Database,
  customerIds: readonly number[],
  since: number,
): Promise<{ readonly customers: Int32Array; readonly products: Int32Array }> {
  const { dialect } = database;
  const [found] = await database.query<{ list: string | null }>(sql`
    WITH wanted AS (SELECT id FROM ${idRows(dialect, customerIds)}),
    member AS (
      SELECT id AS person, id AS customer_id FROM wanted
      UNION ALL
      SELECT c.canonical_customer_id, c.id FROM wanted w JOIN customer c ON c.canonical_customer_id = w.id
      WHERE c.id <> w.id)
    SELECT ${integerList(dialect, 'person', 'product_id')} AS list FROM (
      SELECT DISTINCT m.person, cast(pick.value->>'productId' AS integer) AS product_id
      FROM member m JOIN delivery d ON d.customer_id = m.customer_id CROSS JOIN ${picksOf(dialect)} pick
      WHERE d.purpose = 'campaign' AND d.state IN ('planned', 'claimed', 'sending', 'sent', 'unknown')
        AND coalesce(d.sent_at, d.due_at) >= ${since}) shown`);
  const values = parseIntegerLists([found?.list ?? '']);
  return { customers: column(values, 2, 0), products: column(values, 2, 1) };
}

/** What rules ask of customers; who does not exist, or is erased, is left out. */
export async function customerFacts(
  database: Database,
  customerIds: readonly number[],
): Promise<ReadonlyMap<number, CustomerFacts>> {
  const rows = await database.query<{
    id: number;
    birthday: string | null;
    attributes: string;
  }>(sql`
    SELECT c.id, c.birthday, cast(c.attributes AS text) AS attributes
    FROM ${idRows(database.dialect, customerIds)} JOIN customer c ON c.id = r.id WHERE c.erased_at IS NULL`);
  return new Map(
    rows.map(({ id, birthday, attributes }) => [
      id,
      { birthday, attributes: JSON.parse(attributes) as Record<string, unknown> },
    ]),
  );
}

function idRows(dialect: Dialect, ids: readonly number[]): Sql {
  return jsonRows(
    dialect,
    ids.map((id) => [id]),
    { id: 'int' },
  );
}

function picksOf(dialect: Dialect): Sql {
  return dialect === 'sqlite'
    ? raw('json_each(d.picks)')
    : raw('LATERAL jsonb_array_elements(d.picks::jsonb)');
}
