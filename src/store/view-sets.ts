import { setImmediate as nextTurn } from 'node:timers/promises';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { Views } from '../domain/recommender/shop-past.js';
import type { Database } from './database.js';
import { jsonRows, numbersIn } from './dialect.js';
import { column, integerList, parseIntegerLists } from './integer-list.js';

const looks = (['browse', 'click', 'like', 'add_to_cart'] as const).map(
  (kind) => interactionKindCode[kind],
);
const minuteMs = 60_000;

/**
 * What these people looked at in that time, every time, in one statement. Whoever was merged into one of them counts as
 * them.
 *
 * @param customerIds canonical ids
 */
export async function viewSets(
  database: Database,
  customerIds: readonly number[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Views> {
  const { dialect } = database;
  // As for purchases: between two pages a chat is answered.
  await nextTurn();
  const wanted = jsonRows(
    dialect,
    customerIds.map((id) => [id]),
    { id: 'int' },
  );
  const list = integerList(dialect, 'person', 'product_id', 'minute');
  const [found] = await database.query<{ list: string | null }>(sql`
    WITH wanted AS (SELECT id FROM ${wanted}),
    member AS (
      SELECT id AS person, id AS customer_id FROM wanted
      UNION ALL
      SELECT c.canonical_customer_id, c.id FROM wanted w JOIN customer c ON c.canonical_customer_id = w.id)
    SELECT ${list} AS list FROM (
      SELECT m.person, i.product_id, i.occurred_at / ${minuteMs} AS minute
      FROM member m
      JOIN interaction i ON i.customer_id = m.customer_id AND i.kind IN ${numbersIn(dialect, looks)}
        AND i.occurred_at > ${from} AND i.occurred_at <= ${until}
      JOIN product p ON p.id = i.product_id
      ORDER BY m.person, i.occurred_at, i.id) looks`);
  const values = parseIntegerLists([found?.list ?? '']);
  return {
    customers: column(values, 3, 0),
    products: column(values, 3, 1),
    minutes: column(values, 3, 2),
  };
}
