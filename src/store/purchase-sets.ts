import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { type InteractionKind, interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import {
  type DailyPurchases,
  dayMs,
  type Purchases,
  type Sales,
} from '../domain/recommender/purchases.js';
import type { Dialect, Tx } from './database.js';
import { jsonRows, numbersIn } from './dialect.js';
import { column, integerList, parseIntegerLists } from './integer-list.js';

/** What shows that somebody took in a post, an article, a video: as good as a purchase of it, for what is picked next. */
const takenIn: readonly InteractionKind[] = [
  'browse',
  'click',
  'like',
  'react',
  'comment',
  'share',
];

const takenInCodes = takenIn.map((kind) => interactionKindCode[kind]);

/**
 * What these people bought until `asOf`, and what content they took in, as sets of existing products, in one statement.
 * Whoever was merged into one of them counts as them.
 *
 * @param customerIds canonical ids
 */
export async function purchaseSets(
  database: Tx,
  customerIds: readonly number[],
  asOf: number,
): Promise<Purchases> {
  const list = integerList(database.dialect, 'person', 'product_id', 'first_day', 'last_day');
  const values = await boughtValues(
    database,
    { customerIds, asOf },
    sql`
    SELECT ${list} AS list FROM (
      SELECT person, product_id, min(day) AS first_day, max(day) AS last_day
      FROM bought GROUP BY person, product_id ORDER BY person, product_id) sets`,
  );
  return {
    customers: column(values, 4, 0),
    products: column(values, 4, 1),
    firstDays: column(values, 4, 2),
    lastDays: column(values, 4, 3),
  };
}

/** The same with every day on which they bought it. */
export async function dailyPurchases(
  database: Tx,
  customerIds: readonly number[],
  asOf: number,
): Promise<DailyPurchases> {
  const list = integerList(database.dialect, 'person', 'product_id', 'day');
  const values = await boughtValues(
    database,
    { customerIds, asOf },
    sql`
    SELECT ${list} AS list FROM (
      SELECT DISTINCT person, product_id, day FROM bought ORDER BY person, product_id, day) sets`,
  );
  return {
    customers: column(values, 3, 0),
    products: column(values, 3, 1),
    days: column(values, 3, 2),
  };
}

/** How many of these people bought each product on each day of that time. */
export async function salesTo(
  database: Tx,
  customerIds: readonly number[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Sales> {
  const list = integerList(database.dialect, 'product_id', 'day', 'buyers');
  const values = await boughtValues(
    database,
    { customerIds, from, asOf: until },
    sql`
    SELECT ${list} AS list FROM (
      SELECT product_id, day, count(DISTINCT person) AS buyers
      FROM bought GROUP BY product_id, day ORDER BY product_id, day) sets`,
  );
  return {
    products: column(values, 3, 0),
    days: column(values, 3, 1),
    buyers: column(values, 3, 2),
  };
}

/** @param select of the view `bought`: person, product_id, day */
async function boughtValues(
  database: Tx,
  {
    customerIds,
    from = 0,
    asOf,
  }: {
    readonly customerIds: readonly number[];
    readonly from?: number;
    readonly asOf: number;
  },
  select: Sql,
): Promise<Int32Array> {
  // SQLite answers without ever leaving this turn of the event loop: between two pages a chat is answered.
  await nextTurn();
  const wanted = jsonRows(
    database.dialect,
    customerIds.map((id) => [id]),
    { id: 'int' },
  );
  const [found] = await database.query<{ list: string | null }>(sql`
    WITH wanted AS (SELECT id FROM ${wanted}),
    member AS (
      SELECT id AS person, id AS customer_id FROM wanted
      UNION ALL
      SELECT c.canonical_customer_id, c.id FROM wanted w JOIN customer c ON c.canonical_customer_id = w.id),
    bought AS (
      SELECT m.person, i.product_id, i.occurred_at / ${dayMs} AS day
      FROM member m
      JOIN interaction i ON i.customer_id = m.customer_id
        AND i.kind = ${interactionKindCode.purchase}
        AND i.occurred_at > ${from} AND i.occurred_at <= ${asOf}
      JOIN product p ON p.id = i.product_id
      UNION ALL
      SELECT m.person, i.product_id, i.occurred_at / ${dayMs} AS day
      FROM member m
      JOIN interaction i ON i.customer_id = m.customer_id
        AND i.occurred_at > ${from} AND i.occurred_at <= ${asOf}
      JOIN product p ON p.id = i.product_id
      WHERE ${isTakenIn(database.dialect)})
    ${select}`);
  return parseIntegerLists([found?.list ?? '']);
}

/** Whether `interaction i` shows that somebody took in the content `product p`; a shop without any is soon done. */
export function isTakenIn(dialect: Dialect): Sql {
  return sql`(EXISTS (SELECT 1 FROM product WHERE kind = 'content')
    AND i.kind IN ${numbersIn(dialect, takenInCodes)} AND p.kind = 'content')`;
}

/** Each id as often as it says, one after the other. */
export function repeated(groups: readonly { id: number; times: number }[]): Int32Array {
  const ids = new Int32Array(groups.reduce((sum, { times }) => sum + times, 0));
  let at = 0;
  for (const { id, times } of groups) {
    ids.fill(id, at, at + times);
    at += times;
  }
  return ids;
}
