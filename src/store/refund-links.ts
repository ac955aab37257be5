import { empty, sqltag as sql } from '@prisma/client/runtime/client';
import type { Tx } from './database.js';
import { textsIn } from './dialect.js';

/**
 * The sale of a refund: the customer's latest one, not after it, that holds every product of it in at least
 * the quantity that came back. One that nothing fits stays alone; a guess would move money between campaigns.
 *
 * Each step is materialised, because the outermost question ("all of its products") asked row by row took
 * PostgreSQL two minutes for the 3,800 refunds of half a million lines.
 */
export function linkRefunds(
  tx: Tx,
  source: string,
  externalIds: readonly string[] | undefined,
): Promise<number> {
  const only =
    externalIds === undefined
      ? empty
      : sql`AND f.external_id IN ${textsIn(tx.dialect, externalIds)}`;
  return tx.execute(sql`
    WITH back AS MATERIALIZED (
      SELECT f.id AS refund_id, f.customer_id, f.occurred_at, l.sku, -sum(l.quantity) AS quantity
      FROM shop_order f
      JOIN order_line l ON l.order_id = f.id AND l.kind = 'product'
      WHERE f.source = ${source} AND f.kind = 'refund' AND f.refund_of_id IS NULL
        AND f.customer_id IS NOT NULL ${only}
      GROUP BY f.id, f.customer_id, f.occurred_at, l.sku
    ), sold AS MATERIALIZED (
      SELECT s.id AS sale_id, s.customer_id, s.occurred_at, l.sku, sum(l.quantity) AS quantity
      FROM shop_order s
      JOIN order_line l ON l.order_id = s.id AND l.kind = 'product'
      WHERE s.kind = 'sale' AND s.customer_id IN (SELECT customer_id FROM back)
      GROUP BY s.id, s.customer_id, s.occurred_at, l.sku
    ), wanted AS MATERIALIZED (
      SELECT refund_id, count(*) AS products FROM back GROUP BY refund_id
    ), fitting AS MATERIALIZED (
      SELECT back.refund_id, sold.sale_id, sold.occurred_at, count(*) AS products
      FROM back
      JOIN sold ON sold.customer_id = back.customer_id AND sold.sku = back.sku
        AND sold.occurred_at <= back.occurred_at AND sold.quantity >= back.quantity
      GROUP BY back.refund_id, sold.sale_id, sold.occurred_at
    ), ranked AS MATERIALIZED (
      SELECT fitting.refund_id, fitting.sale_id, row_number() OVER (
        PARTITION BY fitting.refund_id ORDER BY fitting.occurred_at DESC, fitting.sale_id DESC) AS place
      FROM fitting
      JOIN wanted ON wanted.refund_id = fitting.refund_id AND wanted.products = fitting.products
    )
    UPDATE shop_order SET refund_of_id = ranked.sale_id
    FROM ranked
    WHERE ranked.place = 1 AND shop_order.id = ranked.refund_id`);
}
