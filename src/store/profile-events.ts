import { setImmediate as nextTurn } from 'node:timers/promises';
import { join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';
import type { Zones } from '../ports/profile-store.js';
import type { Dialect, Statements } from './database.js';
import { jsonRows, notIndexed } from './dialect.js';
import { EventTable, type EventTexts, eventColumns } from './event-table.js';
import { numberColumns } from './integer-list.js';

/**
 * What these people did up to `asOf`, found by the index. Whoever was merged into one of them counts as them.
 *
 * @param customerIds canonical; person p of the answer is customerIds[p]
 * @param accounts channel accounts, numbered from 1 on in the answer
 */
export async function readEventsOf(
  database: Statements,
  customerIds: readonly number[],
  accounts: readonly string[],
  asOf: number,
): Promise<EventTable> {
  const { dialect } = database;
  const [found] = await database.query<EventTexts>(sql`
    WITH ${memberSql(dialect, customerIds)},
    event AS (
      SELECT member.place AS owner, ${eventSql(dialect, accounts)}
      FROM member JOIN interaction i ON i.customer_id = member.row_id
      WHERE i.occurred_at <= ${asOf})
    SELECT ${numberColumns(dialect, eventColumns)} FROM event`);
  const table = new EventTable(customerIds.length);
  if (found !== undefined) table.append(found, (place) => place);
  return table;
}

// On SQLite a read blocks the event loop: a page is small enough for a chat's reply to slip in between.
const interactionsPerPage = 40_000;

/**
 * What these people did up to `asOf`, read in the order in which it stands in the table: of many people that is three times
 * as fast (measured) as by the index, which leaps to another page for nearly every row.
 *
 * @param ids ascending; person p of the answer is ids[p]; none of them has others merged into it
 */
export async function scanEvents(
  database: Statements,
  ids: Int32Array,
  { accounts, asOf }: { readonly accounts: readonly string[]; readonly asOf: number },
): Promise<EventTable> {
  const { dialect } = database;
  const [first, highest] = [ids[0] ?? 0, ids.at(-1) ?? 0];
  const places = new Int32Array(highest - first + 1).fill(-1);
  for (const [place, id] of ids.entries()) places[id - first] = place;
  const table = new EventTable(ids.length);
  const [last] = await database.query<{ id: number | null }>(
    sql`SELECT MAX(id) AS id FROM interaction`,
  );
  for (let after = 0; after < (last?.id ?? 0); after += interactionsPerPage) {
    await nextTurn();
    const [found] = await database.query<EventTexts>(sql`
      WITH event AS (
        SELECT i.customer_id AS owner, ${eventSql(dialect, accounts)} FROM interaction i
        WHERE i.id > ${after} AND i.id <= ${after + interactionsPerPage}
          AND ${notIndexed(dialect, 'i.customer_id')} BETWEEN ${first} AND ${highest}
          AND i.occurred_at <= ${asOf})
      SELECT ${numberColumns(dialect, eventColumns)} FROM event`);
    if (found !== undefined) table.append(found, (id) => places[id - first] as number);
  }
  return table;
}

/** What is read of an interaction `i`, whose `owner` is given besides. */
function eventSql(dialect: Dialect, accounts: readonly string[]): Sql {
  return sql`
    i.kind, i.occurred_at, i.quantity, COALESCE(i.amount_minor, 0) AS amount,
    COALESCE(i.duration_ms, 0) AS duration, COALESCE(i.order_id, -i.id) AS order_key,
    COALESCE(i.product_id, 0) AS product, ${accountSql(dialect, accounts)} AS account,
    CASE WHEN i.coupon_id IS NULL THEN 0 ELSE 1 END AS has_coupon`;
}

/** What was taken off these people's orders; orders without a discount are missing. */
export async function readDiscounts(
  database: Statements,
  customerIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { dialect } = database;
  // What the shop says of an order goes before what was reserved for it here.
  const found = await database.query<{ id: number; minor: number }>(sql`
    WITH ${memberSql(dialect, customerIds)}
    SELECT o.id, CASE WHEN o.discount_minor > 0 THEN o.discount_minor ELSE MAX(r.discount_minor) END AS minor
    FROM member JOIN shop_order o ON o.customer_id = member.row_id AND o.kind = 'sale'
    LEFT JOIN reservation r ON r.order_ref = o.external_id AND r.state = 'committed'
    WHERE o.discount_minor > 0 OR r.discount_minor > 0
    GROUP BY o.id, o.discount_minor`);
  return new Map(found.map(({ id, minor }) => [id, minor]));
}

/** Names of all accounts that anybody has a chat on: one look into the index for each. */
export async function readAccounts(database: Statements): Promise<string[]> {
  const found = await database.query<{ name: string }>(sql`
    WITH RECURSIVE account(name) AS (
      SELECT MIN(channel_account) FROM channel_identity
      UNION ALL
      SELECT (SELECT MIN(ci.channel_account) FROM channel_identity ci WHERE ci.channel_account > account.name)
      FROM account WHERE account.name IS NOT NULL)
    SELECT name FROM account WHERE name IS NOT NULL`);
  return found.map(({ name }) => name);
}

function peopleSql(dialect: Dialect, customerIds: readonly number[]): Sql {
  const rows = customerIds.map((id, place) => [place, id]);
  return jsonRows(dialect, rows, { place: 'int', id: 'int' });
}

// Hardly anybody was merged into another, but SQLite's statistics count whoever was not as one large group, and its planner
// would rather read all customers than look up one person's: who was merged at all is found first.
function memberSql(dialect: Dialect, customerIds: readonly number[]): Sql {
  return sql`
    person AS MATERIALIZED (SELECT r.place, r.id FROM ${peopleSql(dialect, customerIds)}),
    merged AS MATERIALIZED (
      SELECT m.id, m.canonical_customer_id AS into_id FROM customer m WHERE m.canonical_customer_id > 0),
    member AS MATERIALIZED (
      SELECT place, id AS row_id FROM person
      UNION
      SELECT person.place, merged.id FROM merged JOIN person ON person.id = merged.into_id)`;
}

/** By the message that led to it, else by the chat it was said in. */
function accountSql(dialect: Dialect, accounts: readonly string[]): Sql {
  if (accounts.length === 0) return sql`0`;
  const said =
    dialect === 'sqlite' ? sql`i.context ->> '$.channel'` : sql`i.context::json ->> 'channel'`;
  const arms = accounts.map((name, i) => sql`WHEN ${name} THEN CAST(${i + 1} AS INTEGER)`);
  return sql`
    CASE WHEN i.delivery_id IS NULL AND i.source <> 'chat' THEN 0 ELSE
      CASE COALESCE((SELECT d.channel_account FROM delivery d WHERE d.id = i.delivery_id),
          CASE WHEN i.source = 'chat' THEN ${said} END)
        ${join(arms, ' ')} ELSE 0 END
    END`;
}

/** Each person's zone: their own, else the shop's. */
export async function readShifts(
  database: Statements,
  customerIds: readonly number[],
  { shop, customers }: Zones,
): Promise<(readonly ZoneShift[])[]> {
  const shifts = customerIds.map(() => shop);
  if (customers.size === 0) return shifts;
  const found = await database.query<{ place: number; timezone: string }>(sql`
    SELECT r.place, c.timezone FROM ${peopleSql(database.dialect, customerIds)}
    JOIN customer c ON c.id = r.id WHERE c.timezone IS NOT NULL`);
  for (const { place, timezone } of found) shifts[place] = customers.get(timezone) ?? shop;
  return shifts;
}
