import { join, sqltag as sql } from '@prisma/client/runtime/client';
import type { DemoCounts, DemoCustomer, DemoStore, ShelfProduct } from '../ports/demo-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

type Unseal = Pick<Keyring, 'decrypt'>;

interface CustomerRow extends Omit<DemoCustomer, 'name' | 'country' | 'favourites' | 'hasMessage'> {
  sealedName: string | null;
  attributes: string;
  topCategories: string | null;
  messages: number;
}

export function demoStore(database: Database, keyring: Unseal): DemoStore {
  return {
    async counts() {
      const [found] = await database.query<DemoCounts>(sql`
        SELECT (SELECT count(*) FROM customer WHERE external_id IS NOT NULL) AS customers,
          (SELECT count(*) FROM product) AS products,
          (SELECT count(*) FROM shop_order) AS orders,
          (SELECT count(*) FROM interaction) AS interactions,
          (SELECT min(occurred_at) FROM shop_order) AS "fromAt",
          (SELECT max(occurred_at) FROM shop_order) AS "untilAt"`);
      return (
        found ?? {
          customers: 0,
          products: 0,
          orders: 0,
          interactions: 0,
          fromAt: null,
          untilAt: null,
        }
      );
    },
    isDone: async (step) =>
      (await database.models.meta.findUnique({ where: { key: `demo:${step}` } })) !== null,
    async markDone(step) {
      const key = `demo:${step}`;
      await database.write(writePriority.normal, (tx) =>
        tx.models.meta.upsert({ where: { key }, create: { key, value: 'done' }, update: {} }),
      );
    },
    customers: (limit) => customers(database, keyring, limit),
    withoutChat: (channelAccount) =>
      database.query(sql`
        SELECT c.id, c.external_id AS "externalId" FROM customer c
        WHERE c.external_id IS NOT NULL AND c.canonical_customer_id IS NULL AND c.id NOT IN (
          SELECT COALESCE(o.canonical_customer_id, o.id) FROM channel_identity i
          JOIN customer o ON o.id = i.customer_id WHERE i.channel_account = ${channelAccount})
        ORDER BY c.id`),
    async chatOf(customerId, channelAccount) {
      const [row] = await database.query<{ address: string }>(sql`
        SELECT i.address FROM channel_identity i JOIN customer c ON c.id = i.customer_id
        WHERE (c.id = ${customerId} OR c.canonical_customer_id = ${customerId})
          AND c.erased_at IS NULL AND i.channel_account = ${channelAccount} ORDER BY i.id LIMIT 1`);
      return row === undefined ? null : keyring.decrypt(row.address);
    },
    productsBySku: (skus) => productsAmong(database, { skus, categories: [] }, skus.length),
    productsAmong: (goods, limit) => productsAmong(database, goods, limit),
  };
}

async function productsAmong(
  database: Database,
  {
    skus,
    categories,
  }: { readonly skus: readonly string[]; readonly categories: readonly string[] },
  limit: number,
): Promise<ShelfProduct[]> {
  // A list of none would be no SQL; no product is called so.
  const [called, kinds] = [join(['', ...skus]), join(['', ...categories])];
  return database.query<ShelfProduct>(sql`
    SELECT id, sku, name, category, price_minor AS "priceMinor", image_url AS "imageUrl", stock
    FROM product WHERE active AND (sku IN (${called}) OR category IN (${kinds}))
    ORDER BY CASE WHEN sku IN (${called}) THEN 0 ELSE 1 END, id LIMIT ${limit}`);
}

async function customers(
  database: Database,
  keyring: Unseal,
  limit: number,
): Promise<DemoCustomer[]> {
  const rows = await database.query<CustomerRow>(sql`
    SELECT c.id AS "customerId", c.external_id AS "externalId", c.display_name AS "sealedName", c.attributes,
      p.recency_score AS "recencyScore", p.frequency_score AS "frequencyScore", p.monetary_score AS "monetaryScore",
      COALESCE(p.purchase_count, 0) AS orders, COALESCE(p.monetary_minor, 0) AS "spentMinor",
      p.last_purchase_at AS "lastBoughtAt", p.top_categories AS "topCategories",
      (SELECT count(*) FROM delivery d WHERE d.customer_id = c.id AND d.purpose = 'campaign' AND d.state = 'sent') AS messages
    FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
    WHERE c.external_id IS NOT NULL AND c.canonical_customer_id IS NULL AND c.erased_at IS NULL
    ORDER BY messages DESC, p.last_purchase_at DESC NULLS LAST, c.id LIMIT ${limit}`);
  return rows.map(({ sealedName, attributes, topCategories, messages, ...row }) => ({
    ...row,
    name: sealedName === null ? null : keyring.decrypt(sealedName),
    country: countryOf(attributes),
    favourites: favouritesOf(topCategories),
    hasMessage: messages > 0,
  }));
}

function countryOf(attributes: string): string | null {
  const { country } = JSON.parse(attributes) as { country?: unknown };
  return typeof country === 'string' ? country : null;
}

function favouritesOf(topCategories: string | null): string[] {
  const found = JSON.parse(topCategories ?? '[]') as { category: string }[];
  return found.map(({ category }) => category);
}
