import { sqltag as sql } from '@prisma/client/runtime/client';
import type { TrainingStore } from '../ports/training-store.js';
import type { Database } from './database.js';
import { dailyPurchases } from './purchase-sets.js';
import { allSales } from './sales-sets.js';

// On SQLite a read blocks the event loop: a page is small enough for a chat's reply to slip in between.
const customersPerPage = 500;

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
  };
}

async function* purchasePages(database: Database, asOf: number) {
  let after = 0;
  for (;;) {
    const page = await database.query<{ id: number }>(sql`
      SELECT id FROM customer WHERE ${isPerson} AND id > ${after} ORDER BY id LIMIT ${customersPerPage}`);
    const ids = page.map(({ id }) => id);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield { customerCount: ids.length, purchases: await dailyPurchases(database, ids, asOf) };
    after = last;
  }
}
