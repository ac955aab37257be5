import { empty, sqltag as sql } from '@prisma/client/runtime/client';
import type { Tx } from './database.js';
import { textsIn } from './dialect.js';

/**
 * The sale of a refund: the customer's latest one, not after it, that holds every product of it in at least
 * the quantity that came back. One that nothing fits stays alone; a guess would move money between campaigns.
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
    UPDATE shop_order SET refund_of_id = found.sale_id
    FROM (
      SELECT f.id, (
        SELECT s.id FROM shop_order s
        WHERE s.customer_id = f.customer_id AND s.kind = 'sale' AND s.occurred_at <= f.occurred_at
          AND NOT EXISTS (
            SELECT 1 FROM order_line back
            WHERE back.order_id = f.id AND back.kind = 'product'
            GROUP BY back.sku
            HAVING -sum(back.quantity) > (
              SELECT COALESCE(sum(sold.quantity), 0) FROM order_line sold
              WHERE sold.order_id = s.id AND sold.kind = 'product' AND sold.sku = back.sku))
        ORDER BY s.occurred_at DESC, s.id DESC LIMIT 1
      ) AS sale_id
      FROM shop_order f
      WHERE f.source = ${source} AND f.kind = 'refund' AND f.refund_of_id IS NULL
        AND f.customer_id IS NOT NULL ${only}
        AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = f.id AND l.kind = 'product')
    ) found
    WHERE shop_order.id = found.id AND found.sale_id IS NOT NULL`);
}
