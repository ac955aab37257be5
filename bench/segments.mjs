// Profiles and segments on raw interactions.
//
//   node bench/segments.mjs [CUSTOMERS] [INTERACTIONS]     (100000, 2000000)
//   HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// Makes a lopsided shop with set-based statements in a new database of each kind, then times, median of five: all profiles
// anew, those of 10,000 customers, what a minute's pass costs, segments from one question to a
// hard one, and clusters.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { fitClusters } from '../dist/src/domain/segment/cluster/fit-clusters.js';
import { freshenProfiles, refreshProfiles } from '../dist/src/services/refresh-profiles.js';
import { openDatabase } from '../dist/src/store/client.js';
import { figureStore } from '../dist/src/store/figure-store.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { modelStore } from '../dist/src/store/model-store.js';
import { outlookStore } from '../dist/src/store/outlook-store.js';
import { profileStore } from '../dist/src/store/profile-store.js';
import { segmentStore } from '../dist/src/store/segment-store.js';

const dayMs = 86_400_000;
const asOf = Date.UTC(2026, 10, 21, 12);
const timezone = 'Europe/London';
const [customers = 100_000, interactions = 2_000_000] = process.argv.slice(2, 4).map(Number);
const server =
  process.env.HAWKER_BENCH_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

const root = new URL('..', import.meta.url).pathname;

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

async function fill(database) {
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
  const chunk = 200_000;
  for (let start = 0; start < interactions; start += chunk)
    await database.write(3, (tx) =>
      tx.execute(interactionsSql(dialect, start, Math.min(start + chunk, interactions))),
    );
  await database.write(3, (tx) => tx.execute(sql`ANALYZE`));
}

// Four lines an order; the square of a share makes a few customers and products very busy.
function interactionsSql(dialect, from, until) {
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

const bought = (more) => ({
  kind: 'did',
  did: 'purchase',
  products: null,
  times: { atLeast: 1 },
  amountMinor: null,
  withinMs: null,
  ...more,
});
const bags = { categories: ['category 3', 'category 4'] };
const french = { kind: 'attribute', name: 'country', values: ['France'] };
const agreed = { kind: 'consent', topic: 'marketing' };
const often = { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 3 } };
const lately = bought({ withinMs: 90 * dayMs });
const bagLover = bought({
  products: bags,
  times: { atLeast: 2 },
  amountMinor: { atLeast: 5_001 },
  withinMs: 180 * dayMs,
});
const five = {
  kind: 'all',
  rules: [often, agreed, { kind: 'not', rule: french }, { kind: 'not', rule: lately }, bagLover],
};
const browsedOnly = bought({
  did: 'browse',
  withinMs: 90 * dayMs,
  followUp: {
    isWanted: false,
    did: 'purchase',
    products: null,
    isSameProduct: false,
    withinMs: 3 * dayMs,
  },
});
const mixed = {
  kind: 'any',
  rules: [
    five,
    {
      kind: 'all',
      rules: [french, { kind: 'not', rule: { kind: 'any', rules: [bagLover, lately] } }],
    },
  ],
};

async function median(work, prepare) {
  const times = [];
  let result;
  for (let run = 0; run < 5; run++) {
    await prepare?.();
    const startedAt = performance.now();
    result = await work();
    times.push(performance.now() - startedAt);
  }
  return { seconds: Number((times.sort((a, b) => a - b)[2] / 1_000).toFixed(2)), result };
}

async function measure(database) {
  const deps = {
    profiles: profileStore(database),
    outlooks: outlookStore(database),
    models: modelStore(database),
    shop: { timezone },
  };
  const segments = segmentStore(database, timezone);
  const rows = {};
  const note = async (name, work, people, prepare) => {
    const { seconds, result } = await median(work, prepare);
    rows[name] = { 'median s': seconds, people: people(result) };
  };
  const changed = Array.from({ length: Math.min(10_000, customers) }, (_, i) => i + 1);
  await note(
    'all profiles anew',
    () => refreshProfiles(deps, asOf),
    (r) => r.customers,
  );
  await note(
    'the 10,000 busiest, and all ranked',
    () => refreshProfiles(deps, asOf, { customerIds: changed }),
    (r) => r.customers,
  );
  await note(
    'fresh: nothing new',
    () => freshenProfiles(deps, asOf),
    (r) => r?.customers ?? 0,
  );
  let next = interactions;
  const more = (count) =>
    database.write(3, (tx) => {
      next += count;
      return tx.execute(interactionsSql(database.dialect, next - count, next));
    });
  for (const count of [4, 4_000])
    await note(
      `fresh: ${count.toLocaleString('en')} new interactions`,
      () => freshenProfiles(deps, asOf),
      (r) => r?.customers ?? 0,
      () => more(count),
    );
  const rules = {
    everyone: { kind: 'everyone' },
    'at least 3 orders': often,
    'bought in 90 days': lately,
    'bags twice, > 50.00, 180 days': bagLover,
    'five conditions': five,
    'five, or another tree': mixed,
    'browsed, not bought within 3 days': browsedOnly,
  };
  for (const [name, rule] of Object.entries(rules))
    await note(
      `segment: ${name}`,
      () => segments.members(rule, new Map(), asOf),
      (ids) => ids.length,
    );
  const features = ['recencyDays', 'purchaseCount', 'averageBasketMinor', 'customerDays'];
  const read = () => figureStore(database).figures(features, asOf);
  await note('four figures of everybody', read, ({ customerIds }) => customerIds.length);
  const figures = await read();
  await note(
    'k-means of them, 5 clusters, 10 starts',
    () => fitClusters(figures, { method: 'kmeans', features, clusters: 5, seed: 1 }),
    (fit) => fit.model.customers,
  );
  console.table(rows);
}

async function onServer(statement) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function measureOn(url) {
  await applyMigrations(url, root);
  const database = openDatabase(url);
  try {
    const startedAt = performance.now();
    await fill(database);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(
      `\n${database.dialect}: ${customers.toLocaleString('en')} customers, ${interactions.toLocaleString('en')} interactions, made in ${seconds} s`,
    );
    await measure(database);
  } finally {
    await database.close();
  }
}

async function onSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  try {
    await measureOn(`file:${join(folder, 'bench.db')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
}

async function onPostgresql() {
  const name = `hawker_bench_${randomUUID().slice(0, 8)}`;
  await onServer(`CREATE DATABASE ${name}`);
  try {
    await measureOn(new URL(`/${name}`, server).href);
  } finally {
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

const [cpu] = cpus();
console.log(
  `${cpu.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
await onSqlite();
const canReach = await onServer('SELECT 1').then(
  () => true,
  () => false,
);
if (canReach) await onPostgresql();
else console.log('No PostgreSQL at HAWKER_BENCH_POSTGRESQL: left out.');
