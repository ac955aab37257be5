import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { PastLine, PastOrder } from '../domain/promotion/replay/past-order.js';
import type { ReplayPeriod, ReplayStore } from '../ports/replay-store.js';
import type { Database } from './database.js';
import { isOneOf } from './dialect.js';

const idsPerPage = 20_000;

export function replayStore(database: Database): ReplayStore {
  return {
    saleIds: (period) => saleIds(database, period),
    orders: (ids, withOrderCounts) => orders(database, ids, withOrderCounts),
  };
}

// By id, because nothing leads to orders by time alone; sorted here.
async function saleIds(database: Database, { from, until }: ReplayPeriod): Promise<Int32Array> {
  const pages: { ids: Int32Array; times: Float64Array }[] = [];
  let after = 0;
  for (;;) {
    const rows = await database.query<{ id: number; at: number }>(sql`
      SELECT id, occurred_at AS at FROM shop_order
      WHERE id > ${after} AND kind = 'sale' AND occurred_at >= ${from} AND occurred_at < ${until}
      ORDER BY id LIMIT ${idsPerPage}`);
    const last = rows.at(-1);
    if (last === undefined) break;
    pages.push({
      ids: Int32Array.from(rows, ({ id }) => id),
      times: Float64Array.from(rows, ({ at }) => at),
    });
    after = last.id;
  }
  return byTime(pages);
}

function byTime(pages: readonly { ids: Int32Array; times: Float64Array }[]): Int32Array {
  const count = pages.reduce((sum, page) => sum + page.ids.length, 0);
  const ids = new Int32Array(count);
  const times = new Float64Array(count);
  let at = 0;
  for (const page of pages) {
    ids.set(page.ids, at);
    times.set(page.times, at);
    at += page.ids.length;
  }
  const order = Uint32Array.from(ids, (_, i) => i);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || (ids[a] ?? 0) - (ids[b] ?? 0));
  return Int32Array.from(order, (i) => ids[i] ?? 0);
}

interface OrderRow {
  readonly id: number;
  readonly ref: string;
  readonly at: number;
  readonly customerId: number | null;
  readonly attributes: string | null;
  readonly tier: string | null;
  readonly orderCount: number | null;
}

interface LineRow extends Omit<PastLine, 'tags'> {
  readonly orderId: number;
  readonly kind: string;
  readonly amountMinor: number;
  readonly tags: string | null;
}

async function orders(
  database: Database,
  ids: readonly number[],
  withOrderCounts: boolean,
): Promise<PastOrder[]> {
  if (ids.length === 0) return [];
  const rows = await orderRows(database, ids, withOrderCounts);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const linesOf = groupedBy(await lineRows(database, ids));
  const redeemedOf = groupedBy(await redeemedRows(database, ids));
  return ids.flatMap((id) => {
    const row = rowOf.get(id);
    if (row === undefined) return [];
    const order = orderOf(row, linesOf.get(id) ?? []);
    const redeemed = (redeemedOf.get(id) ?? []).map(({ key }) => key);
    return order.lines.length === 0 ? [] : [{ ...order, redeemed }];
  });
}

function orderRows(
  database: Database,
  ids: readonly number[],
  withOrderCounts: boolean,
): Promise<OrderRow[]> {
  const count = withOrderCounts ? ordersBefore : sql`NULL`;
  return database.query<OrderRow>(sql`
    SELECT o.id, o.external_id AS ref, o.occurred_at AS at, c.id AS "customerId",
      c.attributes, c.member_tier AS tier, ${count} AS "orderCount"
    FROM shop_order o LEFT JOIN customer buyer ON buyer.id = o.customer_id
    LEFT JOIN customer c ON c.id = COALESCE(buyer.canonical_customer_id, buyer.id) AND c.erased_at IS NULL
    WHERE ${isOneOf(database.dialect, 'o.id', ids)}`);
}

// Of all rows that are this person; null for a guest.
const ordersBefore: Sql = sql`CASE WHEN c.id IS NULL THEN NULL ELSE (
  SELECT count(*) FROM shop_order earlier
  WHERE earlier.customer_id IN (SELECT m.id FROM customer m WHERE m.id = c.id OR m.canonical_customer_id = c.id)
    AND earlier.kind = 'sale' AND (earlier.occurred_at < o.occurred_at
      OR (earlier.occurred_at = o.occurred_at AND earlier.id < o.id))) END`;

function lineRows(database: Database, ids: readonly number[]): Promise<LineRow[]> {
  return database.query<LineRow>(sql`
    SELECT l.order_id AS "orderId", l.kind, l.sku, l.quantity, l.unit_price_minor AS "unitPriceMinor",
      l.amount_minor AS "amountMinor", p.category, p.brand, p.tags, p.cost_minor AS "costMinor"
    FROM order_line l LEFT JOIN product p ON p.id = l.product_id
    WHERE ${isOneOf(database.dialect, 'l.order_id', ids)} ORDER BY l.order_id, l.id`);
}

// What a shop gives as the order of a checkout is what it gives as the order's own number.
function redeemedRows(database: Database, ids: readonly number[]) {
  return database.query<{ readonly orderId: number; readonly key: string }>(sql`
    SELECT o.id AS "orderId", p.key FROM shop_order o
    JOIN reservation r ON r.order_ref = o.external_id AND r.state = 'committed'
    JOIN redemption d ON d.reservation_id = r.id JOIN promotion p ON p.id = d.promotion_id
    WHERE ${isOneOf(database.dialect, 'o.id', ids)} ORDER BY o.id, p.key`);
}

function groupedBy<Row extends { readonly orderId: number }>(rows: readonly Row[]) {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.orderId);
    if (group === undefined) groups.set(row.orderId, [row]);
    else group.push(row);
  }
  return groups;
}

function orderOf(row: OrderRow, lines: readonly LineRow[]): Omit<PastOrder, 'redeemed'> {
  const { ref, at, customerId, tier, orderCount } = row;
  const attributes = JSON.parse(row.attributes ?? '{}') as { readonly tags?: unknown };
  const charges = lines.filter(({ kind }) => kind === 'charge');
  return {
    ref,
    at,
    customerId,
    lines: lines
      .filter(isSold)
      .map(({ orderId: _, kind: __, amountMinor: ___, tags, ...line }) => ({
        ...line,
        tags: tags === null ? [] : (JSON.parse(tags) as string[]),
      })),
    shippingMinor: Math.max(
      0,
      charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    ),
    customerTags: [...textsOf(attributes.tags), ...(tier === null ? [] : [`tier:${tier}`])],
    tier,
    segments: [],
    orderCount,
  };
}

function isSold({ kind, quantity, unitPriceMinor }: LineRow): boolean {
  return kind === 'product' && quantity > 0 && unitPriceMinor > 0;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
