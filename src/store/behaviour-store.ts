import { sqltag as sql } from '@prisma/client/runtime/client';
import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { Clock } from '../ports/clock.js';
import type { Database, Statements, Tx } from './database.js';
import { bytesOf, type JsonColumns, jsonRows } from './dialect.js';
import { linkRefunds } from './refund-links.js';
import { recordOrders } from './sales.js';
import { sourceKeyHex } from './source-key.js';
import { writePriority } from './writer.js';

const rowsPerTransaction = 5_000;

export function behaviourStore(database: Database, clock: Clock): BehaviourStore {
  return {
    record: (drafts) => record(database, clock, drafts),
    recordOrders: (orders, options = {}) =>
      database.write(options.bulk ? writePriority.bulk : writePriority.normal, (tx) =>
        recordOrders(tx, orders, clock.now()),
      ),
    linkRefunds: (source, externalIds) =>
      database.write(writePriority.normal, (tx) => linkRefunds(tx, source, externalIds)),
    refreshStatistics: () => database.write(writePriority.bulk, refreshStatistics),
  };
}

// Without this PostgreSQL joins half a million new lines row by row until its own vacuum comes by. SQLite
// plans by the indexes alone.
async function refreshStatistics(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  await tx.execute(sql`ANALYZE customer, product, shop_order, order_line, interaction`);
}

async function record(database: Database, clock: Clock, drafts: readonly InteractionDraft[]) {
  let added = 0;
  for (let from = 0; from < drafts.length; from += rowsPerTransaction) {
    const chunk = drafts.slice(from, from + rowsPerTransaction);
    added += await database.writeSql(writePriority.normal, (tx) =>
      insertInteractions(tx, chunk, clock.now()),
    );
  }
  return added;
}

const columns: JsonColumns = {
  customer_id: 'int',
  kind: 'int',
  product_id: 'int',
  quantity: 'int',
  amount_minor: 'bigint',
  query: 'text',
  rating: 'int',
  duration_ms: 'int',
  order_id: 'int',
  delivery_id: 'int',
  coupon_id: 'int',
  source: 'text',
  source_key: 'text',
  context: 'text',
  occurred_at: 'bigint',
};

/** As part of another transaction, such as a redemption's. */
export function insertInteractions(
  tx: Statements,
  drafts: readonly InteractionDraft[],
  recordedAt: number,
): Promise<number> {
  if (drafts.length === 0) return Promise.resolve(0);
  return tx.execute(sql`
    INSERT INTO interaction (customer_id, kind, product_id, quantity, amount_minor, query, rating,
      duration_ms, order_id, delivery_id, coupon_id, source, source_key, context, occurred_at, recorded_at)
    SELECT COALESCE(c.canonical_customer_id, c.id), r.kind, r.product_id, r.quantity, r.amount_minor,
      r.query, r.rating, r.duration_ms, r.order_id, r.delivery_id, r.coupon_id, r.source,
      ${bytesOf(tx.dialect, 'r.source_key')}, r.context, r.occurred_at, ${recordedAt}
    FROM ${jsonRows(tx.dialect, drafts.map(toRow), columns)}
    JOIN customer c ON c.id = r.customer_id AND c.erased_at IS NULL
    WHERE true
    ON CONFLICT (source, source_key) DO NOTHING`);
}

function toRow(draft: InteractionDraft): readonly unknown[] {
  return [
    draft.customerId,
    interactionKindCode[draft.kind],
    draft.productId ?? null,
    draft.quantity ?? 1,
    draft.amountMinor ?? null,
    draft.query ?? null,
    draft.rating ?? null,
    draft.durationMs ?? null,
    draft.orderId ?? null,
    draft.deliveryId ?? null,
    draft.couponId ?? null,
    draft.source,
    sourceKeyHex(draft.key),
    draft.context === undefined ? null : JSON.stringify(draft.context),
    draft.occurredAt,
  ];
}
