import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ProductTexts } from '../domain/recommender/shop-past.js';
import type { TrainingStore } from '../ports/training-store.js';
import { customerTraits } from './customer-traits.js';
import type { Database } from './database.js';
import { dailyPurchases } from './purchase-sets.js';
import { allSales } from './sales-sets.js';
import { viewSets } from './view-sets.js';

// On SQLite a read blocks the event loop: a page is small enough for a chat's reply to slip in between.
const customersPerPage = 500;
// What fewer have tells of nobody else.
const fewestWithTrait = 20;

// A merged row's purchases stand under the surviving one.
const isPerson = sql`erased_at IS NULL AND (canonical_customer_id IS NULL OR canonical_customer_id = id)`;

export function trainingStore(database: Database): TrainingStore {
  return {
    async customerCount() {
      const [row] = await database.query<{ people: number }>(
        sql`SELECT count(*) AS people FROM customer WHERE ${isPerson}`,
      );
      return row?.people ?? 0;
    },
    purchases: (asOf) => purchasePages(database, asOf),
    sales: (asOf) => allSales(database, asOf),
    views: (time) => viewPages(database, time),
    texts: () => productTexts(database),
    traits: (asOf) =>
      customerTraits(database, {
        people: null,
        fewest: fewestWithTrait,
        year: new Date(asOf).getUTCFullYear(),
      }),
  };
}

async function* purchasePages(database: Database, asOf: number) {
  for await (const ids of peoplePages(database))
    yield { customerCount: ids.length, purchases: await dailyPurchases(database, ids, asOf) };
}

async function* viewPages(
  database: Database,
  time: { readonly from: number; readonly until: number },
) {
  for await (const ids of peoplePages(database)) yield await viewSets(database, ids, time);
}

async function* peoplePages(database: Database) {
  let after = 0;
  for (;;) {
    const page = await database.query<{ id: number }>(sql`
      SELECT id FROM customer WHERE ${isPerson} AND id > ${after} ORDER BY id LIMIT ${customersPerPage}`);
    const ids = page.map(({ id }) => id);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

async function productTexts(database: Database): Promise<ProductTexts> {
  const rows = await database.query<{ id: number; text: string }>(sql`
    SELECT id, name || ' ' || coalesce(description, '') || ' ' || coalesce(category, '') || ' '
      || coalesce(brand, '') || ' ' || tags AS text
    FROM product WHERE active ORDER BY id`);
  return {
    productIds: Int32Array.from(rows, ({ id }) => id),
    texts: rows.map(({ text }) => text),
  };
}
