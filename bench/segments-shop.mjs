// A made-up, lopsided shop, filled into an empty, migrated database by set-based statements.
//
//   node bench/segments-shop.mjs URL CUSTOMERS INTERACTIONS
//
// A program of its own, because what indexing twenty million rows takes is no part of what the benchmark measures.
import { pathToFileURL } from 'node:url';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { openDatabase } from '../dist/src/store/client.js';
import { applyMigrations } from '../dist/src/store/migrate.js';

const dayMs = 86_400_000;
export const asOf = Date.UTC(2026, 10, 21, 12);

// Chance that both databases compute alike: a multiplicative hash in 32 bits, as a share of one.
const multipliers = {
  customer: 2654435761,
  age: 2246822519,
  product: 3266489917,
  country: 668265263,
};
const share = (matter, column) =>
  `((${column} * ${multipliers[matter]}) % 4294967296) / 4294967296.0`;

/** The numbers from..until (exclusive) as rows of `n`. */
function numbers(dialect, from, until) {
  return dialect === 'sqlite'
    ? sql`WITH RECURSIVE number(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ${until})`
    : sql`WITH number AS (SELECT generate_series(${from}::bigint, ${until}::bigint - 1) AS n)`;
}

async function fill(database, { customers, interactions }) {
  const { dialect } = database;
  await database.write(3, async (tx) => {
    await tx.execute(sql`
      INSERT INTO customer (id, external_id, attributes, created_at)
      ${numbers(dialect, 1, customers + 1)}
      SELECT n, 'c' || n, CASE WHEN ${raw(share('country', 'n'))} < 0.9
        THEN '{"country":"United Kingdom"}' ELSE '{"country":"France"}' END, 0 FROM number`);
    await tx.execute(sql`
      INSERT INTO product (id, sku, name, category, price_minor, created_at, updated_at)
      ${numbers(dialect, 1, 5_001)}
      SELECT n, 's' || n, 'product ' || n, 'category ' || (n % 20), 500, 0, 0 FROM number`);
    await tx.execute(sql`
      INSERT INTO channel_identity (id, customer_id, channel_account, address, address_hash, linked_at)
      ${numbers(dialect, 1, customers / 2 + 1)}
      SELECT n, n * 2, 'webchat', 'x', 'h' || n, 0 FROM number`);
    await tx.execute(sql`
      INSERT INTO consent_event (identity_id, sequence, topic, kind, source, at)
      ${numbers(dialect, 1, customers / 2 + 1)}
      SELECT n, 1, 'marketing', 'granted', 'bench', 0 FROM number`);
  });
  await withoutIndexes(database, async () => {
    const chunk = 500_000;
    for (let from = 0; from < interactions; from += chunk) {
      const until = Math.min(from + chunk, interactions);
      const statement = interactionsSql(dialect, { customers, from, until });
      await database.writeSql(3, (tx) => tx.execute(statement));
    }
  });
  // As its autovacuum would, which a small server has turned off: without it no index answers alone.
  if (dialect === 'postgresql') await database.execute(sql`VACUUM (ANALYZE)`);
  else await database.writeSql(3, (tx) => tx.execute(sql`ANALYZE`));
}

// One sort for each index instead of a leap for each row: with 20,000,000 rows, minutes instead of hours.
async function withoutIndexes({ dialect, query, writeSql }, work) {
  const indexes = await query(
    dialect === 'sqlite'
      ? sql`SELECT name, sql AS statement FROM sqlite_master
          WHERE type = 'index' AND tbl_name = 'interaction' AND sql IS NOT NULL`
      : sql`SELECT indexname AS name, indexdef AS statement FROM pg_indexes
          WHERE tablename = 'interaction' AND indexname <> 'interaction_pkey'`,
  );
  for (const { name } of indexes)
    await writeSql(3, (tx) => tx.execute(raw(`DROP INDEX "${name}"`)));
  await work();
  for (const { statement } of indexes) await writeSql(3, (tx) => tx.execute(raw(statement)));
}

// Four lines an order; the square of a share makes a few customers and products very busy.
export function interactionsSql(dialect, { customers, from, until }) {
  const key =
    dialect === 'sqlite'
      ? sql`CAST(printf('%016d', n) AS BLOB)`
      : sql`decode(lpad(to_hex(n), 32, '0'), 'hex')`;
  const cut = dialect === 'sqlite' ? '' : 'floor';
  const busy = (chance, most) =>
    raw(`CAST(${cut}(${chance} * ${chance} * ${most}) AS INTEGER) + 1`);
  const age = raw(`CAST(${share('age', 'placed')} * ${730 * dayMs} AS BIGINT)`);
  return sql`
    INSERT INTO interaction (customer_id, kind, product_id, quantity, amount_minor, order_id, source,
      source_key, occurred_at, recorded_at)
    ${numbers(dialect, from, until)}
    SELECT ${busy(share('customer', 'placed'), customers)},
      CASE WHEN placed % 10 < 6 THEN 11 WHEN placed % 10 = 6 THEN 12 ELSE 1 END,
      ${busy(share('product', 'n'), 5_000)}, 1 + n % 6,
      CASE WHEN placed % 10 < 6 THEN 500 * (1 + n % 6) WHEN placed % 10 = 6 THEN -500 END,
      CASE WHEN placed % 10 < 7 THEN placed + 1 END, 'bench', ${key},
      CAST(${asOf} AS BIGINT) - ${age}, 0
    FROM (SELECT n, n / 4 AS placed FROM number) AS line`;
}

async function make(url, matter) {
  await applyMigrations(url, new URL('..', import.meta.url).pathname);
  const database = openDatabase(url);
  try {
    await fill(database, matter);
  } finally {
    await database.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, customers, interactions] = process.argv.slice(2);
  await make(url, { customers: Number(customers), interactions: Number(interactions) });
}
