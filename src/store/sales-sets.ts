import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { dayMs, type Sales } from '../domain/recommender/purchases.js';
import type { Database } from './database.js';
import { column, countIn, integerList, parseIntegerLists } from './integer-list.js';
import { isTakenIn, repeated } from './purchase-sets.js';

// On SQLite a read blocks the event loop, so a long table is read in pages, with a turn for others between. A buyer whose purchases of one
// product and day stand on two pages counts twice: too rare to matter for what is popular.
const rowsPerPage = 20_000;
const recentRows = 50_000;

/**
 * Every sale until `asOf`: known customers' from the behaviour store, guests' from their orders. Who took in a post or an
 * article counts as its buyer.
 */
export function allSales(database: Database, asOf: number): Promise<Sales> {
  return salesFrom(database, asOf, () => 1);
}

/** Only what was recorded last, in time that does not grow with the shop. */
export function recentSales(database: Database, asOf: number): Promise<Sales> {
  return salesFrom(database, asOf, (lastId) => Math.max(1, lastId - recentRows + 1));
}

async function salesFrom(
  database: Database,
  asOf: number,
  firstId: (lastId: number) => number,
): Promise<Sales> {
  const rows: SalesRow[] = [];
  for (const { table, read } of sources) {
    const lastId = await lastIdOf(database, table);
    for (let from = firstId(lastId); from <= lastId; from += rowsPerPage) {
      await nextTurn();
      const page = await read(database, asOf, { from, until: from + rowsPerPage });
      for (const row of page) rows.push(row);
    }
  }
  return asArrays(rows);
}

interface SalesRow {
  readonly product: number;
  /** day, buyers, day, buyers … */
  readonly list: string;
}

function asArrays(rows: readonly SalesRow[]): Sales {
  const values = parseIntegerLists(rows.map(({ list }) => list));
  return {
    products: repeated(
      rows.map(({ product, list }) => ({ id: product, times: countIn(list) / 2 })),
    ),
    days: column(values, 2, 0),
    buyers: column(values, 2, 1),
  };
}

async function lastIdOf(database: Database, table: Sql): Promise<number> {
  const [row] = await database.query<{ last: number | null }>(
    sql`SELECT max(id) AS last FROM ${table}`,
  );
  return row?.last ?? 0;
}

const sources = [
  { table: sql`interaction`, read: customerSales },
  { table: sql`shop_order`, read: guestSales },
];

interface Page {
  readonly from: number;
  readonly until: number;
}

function customerSales(database: Database, asOf: number, { from, until }: Page) {
  return database.query<SalesRow>(sql`
    SELECT product_id AS product, ${integerList(database.dialect, 'day', 'buyers')} AS list FROM (
      SELECT i.product_id, i.occurred_at / ${dayMs} AS day, count(DISTINCT i.customer_id) AS buyers
      FROM interaction i JOIN product p ON p.id = i.product_id
      WHERE i.id >= ${from} AND i.id < ${until}
        AND (i.kind = ${interactionKindCode.purchase} OR ${isTakenIn(database.dialect)})
        AND i.occurred_at <= ${asOf}
      GROUP BY 1, 2) sold
    GROUP BY product_id ORDER BY product_id`);
}

function guestSales(database: Database, asOf: number, { from, until }: Page) {
  return database.query<SalesRow>(sql`
    SELECT product_id AS product, ${integerList(database.dialect, 'day', 'buyers')} AS list FROM (
      SELECT l.product_id, o.occurred_at / ${dayMs} AS day, count(DISTINCT o.id) AS buyers
      FROM shop_order o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id
      WHERE o.id >= ${from} AND o.id < ${until}
        AND o.customer_id IS NULL AND o.kind = 'sale' AND l.kind = 'product' AND o.occurred_at <= ${asOf}
      GROUP BY 1, 2) sold
    GROUP BY product_id ORDER BY product_id`);
}
