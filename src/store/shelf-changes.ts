import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { Database, Dialect, Statements } from './database.js';
import { isOneOf } from './dialect.js';
import { integerList, parseIntegerLists } from './integer-list.js';
import { isLiving } from './living-sql.js';

/**
 * Puts down what these drafts are about to change of what profiles rest on; to be called in their transaction, before they
 * are written.
 *
 * Interests and favourites rest on a product's category, brand and tags. How dear somebody buys rests on how many of the
 * category's prices lie below what they paid: a price that goes from a to b changes that for nobody who paid less than
 * both or more than both, but one more price, or one less, changes it for all who bought there.
 *
 * @param drafts rows `r`, see catalogue-store.ts; null says nothing
 */
export async function noteShelfChanges(tx: Statements, drafts: Sql, asOf: number): Promise<void> {
  await tx.execute(sql`
    WITH draft AS (
      SELECT p.id, p.category AS old_category, p.price_minor AS old_minor,
        COALESCE(r.category, p.category) AS category, COALESCE(r.price_minor, p.price_minor) AS minor,
        (COALESCE(r.category, p.category) IS DISTINCT FROM p.category
          OR COALESCE(r.brand, p.brand) IS DISTINCT FROM p.brand OR COALESCE(r.tags, p.tags) <> p.tags) AS is_other
      FROM ${drafts} JOIN product p ON p.sku = r.sku WHERE p.updated_at <= ${asOf}
      UNION ALL
      SELECT 0, NULL, 0, r.category, r.price_minor, false FROM ${drafts}
      WHERE r.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM product p WHERE p.sku = r.sku)),
    price AS (
      SELECT *, CASE WHEN old_minor > 0 THEN old_category END AS lost,
        CASE WHEN minor > 0 THEN category END AS gained FROM draft)
    INSERT INTO shelf_change (product_id, category, from_minor, until_minor)
    SELECT id, NULL, NULL, NULL FROM price WHERE is_other
    UNION
    SELECT NULL, category, CASE WHEN minor < old_minor THEN minor ELSE old_minor END,
      CASE WHEN minor < old_minor THEN old_minor ELSE minor END
    FROM price WHERE lost = gained AND minor <> old_minor
    UNION
    SELECT NULL, lost, NULL, NULL FROM price WHERE lost IS NOT NULL AND lost IS DISTINCT FROM gained
    UNION
    SELECT NULL, gained, NULL, NULL FROM price WHERE gained IS NOT NULL AND gained IS DISTINCT FROM lost`);
}

export async function readShelfChanges({ query }: Statements): Promise<number[]> {
  const found = await query<{ id: number }>(sql`SELECT id FROM shelf_change ORDER BY id`);
  return found.map(({ id }) => id);
}

export async function dropShelfChanges(tx: Statements, ids: readonly number[]): Promise<void> {
  if (ids.length > 0)
    await tx.execute(sql`DELETE FROM shelf_change WHERE ${isOneOf(tx.dialect, 'id', ids)}`);
}

// On SQLite a read blocks the event loop: a page is small enough for a chat's reply to slip in between.
const interactionsPerPage = 40_000;

/**
 * Whom these changes concern, canonical and living, ascending. An index by product, which every interaction would pay for,
 * would spare one walk through the table after a change of the catalogue.
 */
export async function concernedBy(
  database: Database,
  changeIds: readonly number[],
): Promise<number[]> {
  if (changeIds.length === 0) return [];
  const [last] = await database.query<{ interaction: number | null; customer: number | null }>(sql`
    SELECT (SELECT MAX(id) FROM interaction) AS interaction, (SELECT MAX(id) FROM customer) AS customer`);
  const isConcerned = new Uint8Array((last?.customer ?? 0) + 1);
  for (let after = 0; after < (last?.interaction ?? 0); after += interactionsPerPage) {
    await nextTurn();
    const page = { after, until: after + interactionsPerPage };
    const [found] = await database.query<{ list: string | null }>(
      concernedSql(database.dialect, changeIds, page),
    );
    for (const id of parseIntegerLists([found?.list ?? ''])) isConcerned[id] = 1;
  }
  return livingOf(database, isConcerned);
}

// CROSS JOIN keeps SQLite from walking through the page once for each product. A customer may be listed more than once: for
// DISTINCT it would walk through all of the index by customer.
function concernedSql(
  dialect: Dialect,
  changeIds: readonly number[],
  { after, until }: { readonly after: number; readonly until: number },
): Sql {
  return sql`
    WITH change AS (SELECT * FROM shelf_change WHERE ${isOneOf(dialect, 'id', changeIds)}),
    concern AS MATERIALIZED (
      SELECT product_id, NULL AS category, NULL AS from_minor, NULL AS until_minor FROM change
      WHERE product_id IS NOT NULL
      UNION
      SELECT p.id, p.category, change.from_minor, change.until_minor
      FROM change JOIN product p ON p.category = change.category)
    SELECT ${integerList(dialect, 'i.customer_id')} AS list FROM interaction i CROSS JOIN concern k
    WHERE i.id > ${after} AND i.id <= ${until} AND k.product_id = i.product_id
      AND (k.category IS NULL OR (i.kind = ${interactionKindCode.purchase}
        AND i.amount_minor >= COALESCE(k.from_minor, 0) * i.quantity
        AND i.amount_minor <= COALESCE(k.until_minor * i.quantity, i.amount_minor)))`;
}

async function livingOf(database: Database, isConcerned: Uint8Array): Promise<number[]> {
  const ids: number[] = [];
  for (const [id, is] of isConcerned.entries()) if (is === 1) ids.push(id);
  const found = await database.query<{ id: number }>(sql`
    SELECT DISTINCT c.id FROM customer m
    JOIN customer c ON c.id = COALESCE(m.canonical_customer_id, m.id)
    WHERE ${isOneOf(database.dialect, 'm.id', ids)} AND ${isLiving} ORDER BY 1`);
  return found.map(({ id }) => id);
}
