import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  CheckoutAnswer,
  CheckoutStore,
  ProductFacts,
  QuoteRecord,
  ReservationStep,
  ReserveDraft,
  Shopper,
} from '../ports/checkout-store.js';
import type { Database, Statements } from './database.js';
import { textsIn } from './dialect.js';
import { forgetKeys, once, onceQuickly } from './idempotency.js';
import { sha256Hex, stableJson } from './json-hash.js';
import {
  commitReservation,
  lapsed,
  letGo,
  markDepositPaid,
  markPaying,
  releaseReservation,
} from './reservation-end.js';
import { reservationOf, unsettled } from './reservation-list.js';
import { redeemQuickly, reserve, reserveQuickly } from './reservation-start.js';
import { writePriority } from './writer.js';

const keptKeysMs = 7 * 86_400_000;

export function checkoutStore(database: Database): CheckoutStore {
  // A shopper waits for each of these.
  const { intent, normal } = writePriority;
  const steps =
    <Request extends Pick<ReservationStep, 'idempotency' | 'at'>>(
      work: (tx: Statements, request: Request) => Promise<CheckoutAnswer>,
    ) =>
    (request: Request) =>
      database.writeSql(intent, (tx) =>
        once(tx, request.idempotency, request.at, () => work(tx, request)),
      );
  // What nothing stands in the way of is done in as few statements as can be; everything else from the beginning.
  const starts =
    (
      quick: (tx: Statements, draft: ReserveDraft) => Promise<CheckoutAnswer | null>,
      slow: (tx: Statements, draft: ReserveDraft) => Promise<CheckoutAnswer>,
    ) =>
    async (draft: ReserveDraft) =>
      (await database.writeSql<CheckoutAnswer | null>(intent, (tx) =>
        onceQuickly(tx, draft.idempotency, draft.at, () => quick(tx, draft)),
      )) ?? steps(slow)(draft);
  return {
    products: (skus) => products(database, skus),
    shopper: (customerId) => shopper(database, customerId),
    orderCount: (customerId, except) => orderCount(database, customerId, except),
    quote: (quoteId) => quoteOf(database, quoteId),
    saveQuote: (quote) => saveQuote(database, quote),
    reserve: starts(reserveQuickly, reserve),
    commit: steps(commitReservation),
    release: steps(releaseReservation),
    markPaying: steps(markPaying),
    markDepositPaid: steps(markDepositPaid),
    redeem: starts(redeemQuickly, redeem),
    reservation: (id) => reservationOf(database, id),
    unsettled: (question) => unsettled(database, question),
    sweep: (at, limit) =>
      database.writeSql(normal, async (tx) => {
        await forgetKeys(tx, at - keptKeysMs);
        const ids = await lapsed(tx, at, limit);
        await letGo(tx, ids, 'expired', at);
        return ids.length;
      }),
  };
}

async function redeem(tx: Statements, draft: ReserveDraft): Promise<CheckoutAnswer> {
  const held = await reserve(tx, draft);
  if (held.kind === 'refused') return held;
  const { id: reservationId, at } = draft;
  return commitReservation(tx, { reservationId, at, idempotency: null });
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
  return { customerId: row.id, tags: [...textsOf(attributes.tags), ...tier], tier: row.tier };
}

// What is paid here and told of later is one order: both have the shop's own number.
async function orderCount(
  database: Database,
  customerId: number,
  exceptOrderRef: string | null,
): Promise<number> {
  const people = sql`(SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId})`;
  const [row] = await database.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM (
      SELECT external_id AS ref FROM shop_order WHERE kind = 'sale' AND customer_id IN ${people}
      UNION
      SELECT order_ref AS ref FROM reservation WHERE state = 'committed' AND customer_id IN ${people}) paid
    WHERE ref <> ${exceptOrderRef ?? ''}`);
  return row?.count ?? 0;
}

async function quoteOf(database: Database, quoteId: string) {
  const [row] = await database.query<{
    readonly customerId: number | null;
    readonly request: string;
    readonly kept: string;
    readonly hash: string;
    readonly createdAt: number;
  }>(sql`
    SELECT customer_id AS "customerId", request, receipt AS kept, hash, created_at AS "createdAt"
    FROM quote WHERE id = ${quoteId}`);
  if (row === undefined) return null;
  const { receipt, promotions } = JSON.parse(row.kept) as Pick<
    QuoteRecord,
    'receipt' | 'promotions'
  >;
  const { customerId, hash, createdAt } = row;
  const request: unknown = JSON.parse(row.request);
  return { id: quoteId, customerId, request, receipt, promotions, hash, createdAt };
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
