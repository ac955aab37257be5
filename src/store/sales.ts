import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { OrderDraft } from '../domain/behaviour/order.js';
import type { OrdersRecorded } from '../ports/behaviour-store.js';
import type { Tx } from './database.js';
import { bytesOf, type JsonColumns, jsonRows, numbersIn } from './dialect.js';
import { sourceKeyHex } from './source-key.js';

/** Orders, then their lines, then the interactions that the new lines are, then the totals. */
export async function recordOrders(
  tx: Tx,
  orders: readonly OrderDraft[],
  recordedAt: number,
): Promise<OrdersRecorded> {
  if (orders.length === 0) return { newOrders: 0, newLines: 0, newInteractions: 0 };
  const newOrders = await saveOrders(tx, orders, recordedAt);
  const ids = await orderIds(tx, orders);
  const lastLine = await lastLineId(tx);
  const newLines = await insertLines(tx, orders, ids);
  if (newLines === 0) return { newOrders, newLines, newInteractions: 0 };
  const newInteractions = await insertInteractions(tx, { orders, ids, lastLine, recordedAt });
  await updateTotals(tx, [...ids.values()]);
  return { newOrders, newLines, newInteractions };
}

const orderColumns: JsonColumns = {
  source: 'text',
  external_id: 'text',
  customer_id: 'int',
  kind: 'text',
  refund_of: 'text',
  discount_minor: 'bigint',
  occurred_at: 'bigint',
};

async function saveOrders(tx: Tx, orders: readonly OrderDraft[], recordedAt: number) {
  const rows = orders.map((order) => [
    order.source,
    order.externalId,
    order.customerId,
    order.kind,
    order.refundOf ?? null,
    order.discountMinor ?? 0,
    order.occurredAt,
  ]);
  // One row for each order, because a chunk may name the same one twice.
  const heads = sql`
    SELECT r.source, r.external_id, max(COALESCE(c.canonical_customer_id, c.id)) AS customer_id,
      max(r.kind) AS kind, max(s.id) AS refund_of_id, max(r.discount_minor) AS discount_minor,
      min(r.occurred_at) AS occurred_at
    FROM ${jsonRows(tx.dialect, rows, orderColumns)}
    LEFT JOIN customer c ON c.id = r.customer_id AND c.erased_at IS NULL
    LEFT JOIN shop_order s ON s.source = r.source AND s.external_id = r.refund_of AND s.kind = 'sale'
    GROUP BY r.source, r.external_id`;
  const added = await tx.execute(sql`
    INSERT INTO shop_order
      (source, external_id, customer_id, kind, refund_of_id, discount_minor, occurred_at, recorded_at)
    SELECT h.source, h.external_id, h.customer_id, h.kind, h.refund_of_id, h.discount_minor,
      h.occurred_at, ${recordedAt}
    FROM (${heads}) h WHERE true
    ON CONFLICT (source, external_id) DO NOTHING`);
  if (added === new Set(orders.map(orderKey)).size) return added;
  // What came later may know more of an order that is there: whose it is, or that it began earlier.
  await tx.execute(sql`
    UPDATE shop_order SET
      customer_id = COALESCE(shop_order.customer_id, h.customer_id),
      refund_of_id = COALESCE(shop_order.refund_of_id, h.refund_of_id),
      discount_minor = CASE WHEN h.discount_minor = 0 THEN shop_order.discount_minor ELSE h.discount_minor END,
      occurred_at = CASE WHEN h.occurred_at < shop_order.occurred_at THEN h.occurred_at ELSE shop_order.occurred_at END
    FROM (${heads}) h
    WHERE shop_order.source = h.source AND shop_order.external_id = h.external_id
      AND (h.occurred_at < shop_order.occurred_at
        OR (h.customer_id IS NOT NULL AND shop_order.customer_id IS NULL)
        OR (h.refund_of_id IS NOT NULL AND shop_order.refund_of_id IS NULL)
        OR (h.discount_minor <> 0 AND h.discount_minor <> shop_order.discount_minor))`);
  return added;
}

type OrderName = Pick<OrderDraft, 'source' | 'externalId'>;

function orderKey({ source, externalId }: OrderName): string {
  return `${source}\n${externalId}`;
}

async function orderIds(tx: Tx, orders: readonly OrderDraft[]): Promise<Map<string, number>> {
  const names = orders.map((order) => [order.source, order.externalId]);
  const columns: JsonColumns = { source: 'text', external_id: 'text' };
  const found = await tx.query<OrderName & { id: number }>(sql`
    SELECT o.id, o.source, o.external_id AS "externalId"
    FROM ${jsonRows(tx.dialect, names, columns)}
    JOIN shop_order o ON o.source = r.source AND o.external_id = r.external_id`);
  return new Map(found.map((order) => [orderKey(order), order.id]));
}

async function lastLineId(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ id: number | null }>(sql`SELECT max(id) AS id FROM order_line`);
  return row?.id ?? 0;
}

const lineColumns: JsonColumns = {
  order_id: 'int',
  kind: 'text',
  product_id: 'int',
  sku: 'text',
  quantity: 'int',
  unit_price_minor: 'bigint',
  amount_minor: 'bigint',
  source_key: 'text',
};

function insertLines(tx: Tx, orders: readonly OrderDraft[], ids: ReadonlyMap<string, number>) {
  const rows = orders.flatMap((order) => {
    const orderId = ids.get(orderKey(order));
    return order.lines.map((line) => [
      orderId,
      line.kind,
      line.productId ?? null,
      line.sku,
      line.quantity,
      line.unitPriceMinor,
      line.amountMinor,
      sourceKeyHex(line.key),
    ]);
  });
  return tx.execute(sql`
    INSERT INTO order_line
      (order_id, kind, product_id, sku, quantity, unit_price_minor, amount_minor, source_key)
    SELECT r.order_id, r.kind, r.product_id, r.sku, r.quantity, r.unit_price_minor, r.amount_minor,
      ${bytesOf(tx.dialect, 'r.source_key')}
    FROM ${jsonRows(tx.dialect, rows, lineColumns)} WHERE true
    ON CONFLICT (order_id, source_key) DO NOTHING`);
}

interface NewLines {
  readonly orders: readonly OrderDraft[];
  readonly ids: ReadonlyMap<string, number>;
  /** The highest line id before these were written. */
  readonly lastLine: number;
  readonly recordedAt: number;
}

// Out of the lines just written, so that their values cross from here to the database only once.
function insertInteractions(tx: Tx, { orders, ids, lastLine, recordedAt }: NewLines) {
  const { purchase, refund } = interactionKindCode;
  const causes = new Map(
    orders.map((order) => [
      ids.get(orderKey(order)),
      [ids.get(orderKey(order)), order.deliveryId ?? null, order.couponId ?? null],
    ]),
  );
  const columns: JsonColumns = { order_id: 'int', delivery_id: 'int', coupon_id: 'int' };
  return tx.execute(sql`
    INSERT INTO interaction (customer_id, kind, product_id, quantity, amount_minor, order_id, delivery_id,
      coupon_id, source, source_key, occurred_at, recorded_at)
    SELECT COALESCE(c.canonical_customer_id, c.id),
      CAST(CASE WHEN o.kind = 'refund' THEN ${refund} ELSE ${purchase} END AS INTEGER),
      l.product_id, abs(l.quantity), l.amount_minor, o.id, r.delivery_id, r.coupon_id,
      o.source, l.source_key, o.occurred_at, ${recordedAt}
    FROM ${jsonRows(tx.dialect, [...causes.values()], columns)}
    JOIN shop_order o ON o.id = r.order_id
    JOIN customer c ON c.id = o.customer_id AND c.erased_at IS NULL
    JOIN order_line l ON l.order_id = o.id AND l.id > ${lastLine} AND l.kind = 'product'
    WHERE true
    ON CONFLICT (source, source_key) DO NOTHING`);
}

async function updateTotals(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.execute(sql`
    UPDATE shop_order SET total_minor =
      (SELECT COALESCE(sum(l.amount_minor), 0) FROM order_line l WHERE l.order_id = shop_order.id)
    WHERE id IN ${numbersIn(tx.dialect, ids)}`);
}
