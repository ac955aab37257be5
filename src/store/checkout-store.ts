import { sqltag as sql } from '@prisma/client/runtime/client';
import type { CheckoutStore, ProductFacts, QuoteRecord, Shopper } from '../ports/checkout-store.js';
import type { Database } from './database.js';
import { textsIn } from './dialect.js';
import { forgetKeys, once } from './idempotency.js';
import { sha256Hex, stableJson } from './json-hash.js';
import { commitReservation, lapsed, letGo, releaseReservation } from './reservation-end.js';
import { reserve } from './reservation-start.js';
import { writePriority } from './writer.js';

const keptKeysMs = 7 * 86_400_000;

export function checkoutStore(database: Database): CheckoutStore {
  // A shopper waits for each of these.
  const { intent, normal } = writePriority;
  return {
    products: (skus) => products(database, skus),
    shopper: (customerId) => shopper(database, customerId),
    saveQuote: (quote) => saveQuote(database, quote),
    reserve: (draft) =>
      database.writeSql(intent, (tx) =>
        once(tx, draft.idempotency, draft.at, () => reserve(tx, draft)),
      ),
    commit: (step) =>
      database.writeSql(intent, (tx) =>
        once(tx, step.idempotency, step.at, () => commitReservation(tx, step)),
      ),
    release: (step) =>
      database.writeSql(intent, (tx) =>
        once(tx, step.idempotency, step.at, () => releaseReservation(tx, step)),
      ),
    sweep: (at, limit) =>
      database.writeSql(normal, async (tx) => {
        await forgetKeys(tx, at - keptKeysMs);
        const ids = await lapsed(tx, at, limit);
        await letGo(tx, ids, 'expired', at);
        return ids.length;
      }),
  };
}

async function products(database: Database, skus: readonly string[]): Promise<ProductFacts[]> {
  if (skus.length === 0) return [];
  const rows = await database.query<Omit<ProductFacts, 'tags'> & { readonly tags: string }>(sql`
    SELECT sku, price_minor AS "priceMinor", category, brand, tags
    FROM product WHERE sku IN ${textsIn(database.dialect, skus)}`);
  return rows.map((row) => ({ ...row, tags: textsOf(JSON.parse(row.tags)) }));
}

async function shopper(database: Database, customerId: number): Promise<Shopper | null> {
  const [row] = await database.query<{ id: number; attributes: string; tier: string | null }>(sql`
    SELECT c.id, c.attributes, c.member_tier AS tier
    FROM customer asked JOIN customer c ON c.id = COALESCE(asked.canonical_customer_id, asked.id)
    WHERE asked.id = ${customerId} AND c.erased_at IS NULL`);
  if (row === undefined) return null;
  const attributes = JSON.parse(row.attributes) as { readonly tags?: unknown };
  const tier = row.tier === null ? [] : [`tier:${row.tier}`];
  return { customerId: row.id, tags: [...textsOf(attributes.tags), ...tier] };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

async function saveQuote(database: Database, quote: QuoteRecord): Promise<string> {
  const { id, customerId, request, receipt, promotions, createdAt } = quote;
  const text = stableJson({ receipt, promotions });
  const hash = sha256Hex(text);
  await database.writeSql(writePriority.intent, (tx) =>
    tx.execute(sql`
      INSERT INTO quote (id, customer_id, request, receipt, hash, created_at)
      VALUES (${id}, ${customerId}, ${stableJson(request)}, ${text}, ${hash}, ${createdAt})`),
  );
  return hash;
}
