// How long it takes to plan a campaign for a million people, and how much memory.
//
//   node bench/plan.mjs [--count 1000000] [--runs 3] [--only sqlite|postgresql]
//
// The real path, from a segment to the outbox: who is in it, consent, quiet hours and caps, three picks each from a trained
// model, a coupon of one's own each, the holdout. The planner is a process of its own, so that its memory is its own; what
// it wrote is counted afterwards. Beside it, what the same database takes to be given the same rows by one statement that decides nothing.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { interactionKindCode } from '../dist/src/domain/behaviour/interaction-kind.js';
import { systemClock } from '../dist/src/runtime/system-clock.js';
import { trainingThread } from '../dist/src/runtime/training-thread.js';
import { trainRecommender } from '../dist/src/services/train.js';
import { campaignStore } from '../dist/src/store/campaign-store.js';
import { openDatabase } from '../dist/src/store/client.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { modelStore } from '../dist/src/store/model-store.js';
import { runStore } from '../dist/src/store/run-store.js';
import { trainingStore } from '../dist/src/store/training-store.js';
import { asOf, campaign, gift, segments, shop } from './plan-campaign.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const count = Number(values.count);
const root = new URL('..', import.meta.url).pathname;
const products = 1_000;
const dayMs = 86_400_000;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function withDatabase(kind, work) {
  const server =
    process.env.HAWKER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
  const name = `hawker_bench_${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  const onServer = async (statement) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  if (kind === 'postgresql') await onServer(`CREATE DATABASE ${name}`);
  const url = kind === 'sqlite' ? `file:${folder}/bench.db` : new URL(`/${name}`, server).href;
  await applyMigrations(url, root);
  const database = openDatabase(url);
  try {
    return await work(database, url);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
    if (kind === 'postgresql') await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** The whole numbers from one to another, to stand behind FROM with a column `i`. */
function series(dialect, from, through) {
  return dialect === 'postgresql'
    ? sql`generate_series(${from}::int, ${through}::int) AS s(i)`
    : sql`(WITH RECURSIVE s(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM s WHERE i < ${through}) SELECT i FROM s) s`;
}

// Everybody has a chat; one in twenty of those who come after the audience has not agreed. Each has bought two or three
// products, popular ones more often.
async function fill(database) {
  const everybody = Math.ceil(count * 1.05);
  const { dialect } = database;
  const write = (statement) => database.writeSql(3, (tx) => tx.execute(statement));
  await write(sql`
    INSERT INTO product (id, sku, name, category, price_minor, created_at, updated_at)
    SELECT i, 'SKU-' || i, 'Product ' || i, 'c' || (i % 20), 500 + i, 0, 0 FROM ${series(dialect, 1, products)}`);
  const key =
    dialect === 'sqlite'
      ? raw("CAST(printf('%016d', i * 4 + n) AS BLOB)")
      : raw("decode(lpad(to_hex(i * 4 + n), 32, '0'), 'hex')");
  for (let from = 1; from <= everybody; from += 100_000) {
    const people = series(dialect, from, Math.min(everybody, from + 99_999));
    await write(sql`INSERT INTO customer (id, external_id, locale, created_at)
      SELECT i, 'c' || i, CASE WHEN i % 3 = 0 THEN 'zh-CN' ELSE 'en' END, 0 FROM ${people}`);
    await write(sql`INSERT INTO channel_identity (id, customer_id, channel_account, address, address_hash, linked_at)
      SELECT i, i, 'telegram', 'sealed address of some sixty characters, as AES-GCM makes ' || i, 'hash of sixty-four characters, as HMAC-SHA-256 in hex is ' || i, 0 FROM ${people}`);
    await write(sql`INSERT INTO consent_event (identity_id, sequence, topic, kind, source, at)
      SELECT i, 1, 'marketing', 'granted', 'chat:/start', 0 FROM ${people} WHERE i <= ${count}`);
    const bought = sql`(1 + ((i * 31 + n * 7919) % 97) * ((i * 17 + n * 104729) % 1009) / 97 % ${products})`;
    await write(sql`INSERT INTO interaction (customer_id, kind, product_id, amount_minor, order_id, source, source_key, occurred_at, recorded_at)
      SELECT i, ${interactionKindCode.purchase}, ${bought}, 500, i, 'bench', ${key}, ${raw(String(asOf - 90 * dayMs))} + (i % 90) * CAST(${raw(String(dayMs))} AS bigint), 0
      FROM ${people} CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) parts WHERE n < 2 + i % 2`);
  }
  if (dialect === 'postgresql') await database.execute(sql`ANALYZE`);
}

async function prepare(database) {
  await fill(database);
  await trainRecommender(
    {
      training: trainingStore(database),
      models: modelStore(database),
      trainer: trainingThread(),
      clock: systemClock,
    },
    { asOf, model: 'item-knn' },
  );
  const now = BigInt(asOf);
  await database.write(2, async ({ models }) => {
    await models.promotion.create({
      data: { id: 1, key: 'gift', currentVersionId: 1, createdAt: now },
    });
    await models.promotionVersion.create({
      data: { id: 1, promotionId: 1, hash: 'h', definition: JSON.stringify(gift), createdAt: now },
    });
  });
  const { versionId } = await campaignStore(database).apply({
    resolved: {
      campaign,
      segments,
      promotion: { key: 'gift', promotionId: 1, versionId: 1, definition: gift },
      shop,
    },
    hash: 'bench',
    gitCommit: null,
    appliedBy: 'bench',
    at: asOf,
  });
  return versionId;
}

async function newRun(database, versionId) {
  const { run } = await runStore(database).create({
    campaignId: campaign.id,
    versionId,
    occurrenceKey: `manual:${randomUUID()}`,
    state: 'planning',
    stateReason: null,
    scheduledFor: asOf,
    at: asOf,
  });
  return run.id;
}

function plan(url, runId) {
  return new Promise((done, fail) => {
    const execArgv = process.env.HAWKER_BENCH_PROFILE
      ? ['--cpu-prof', `--cpu-prof-dir=${process.env.HAWKER_BENCH_PROFILE}`]
      : [];
    const child = fork(new URL('./plan-worker.mjs', import.meta.url), [url, String(runId)], {
      execArgv,
    });
    child.on('message', done);
    child.on('error', fail);
    child.on('exit', (code) => fail(new Error(`the planner ended with ${code}`)));
  });
}

/** What was written, by the database's own count. */
async function written(database, runId) {
  const [row] = await database.query(sql`
    SELECT (SELECT count(*) FROM delivery d WHERE d.run_id = ${runId} AND d.coupon_id IS NOT NULL AND d.picks <> '[]') AS deliveries,
      (SELECT count(DISTINCT coupon_id) FROM delivery WHERE run_id = ${runId}) AS coupons,
      (SELECT count(*) FROM decision WHERE run_id = ${runId}) AS decisions,
      (SELECT count(*) FROM exposure WHERE run_id = ${runId}) AS exposures`);
  return row;
}

async function forget(database) {
  for (const table of ['delivery', 'coupon', 'decision', 'exposure'])
    await database.writeSql(3, (tx) => tx.execute(sql`DELETE FROM ${raw(table)}`));
}

const number = (value) => Math.round(value).toLocaleString('en');
console.log(
  `${number(count)} people in the audience of ${number(count * 1.05)} customers, three picks from a model and a coupon each`,
);
for (const kind of ['sqlite', 'postgresql']) {
  if (values.only !== undefined && values.only !== kind) continue;
  await withDatabase(kind, async (database, url) => {
    const filledAt = performance.now();
    const versionId = await prepare(database);
    const filledS = (performance.now() - filledAt) / 1_000;
    const results = [];
    for (let i = 0; i < Number(values.runs); i++) {
      const load = loadavg()[0];
      const runId = await newRun(database, versionId);
      const result = await plan(url, runId);
      const counts = await written(database, runId);
      if (counts.deliveries + counts.decisions !== count || counts.coupons !== counts.deliveries)
        throw new Error(`planned is not what was to be: ${JSON.stringify(counts)}`);
      results.push({ ...result, ...counts, load });
      if (i + 1 < Number(values.runs)) await forget(database);
    }
    const of = (key) => median(results.map((each) => each[key]));
    console.log(
      `  ${kind.padEnd(11)} ${of('seconds').toFixed(1)} s (${results.map(({ seconds }) => seconds.toFixed(1)).join(' ')}), processor ${of('cpuSeconds').toFixed(1)} s, peak ${number(of('peakMb'))} MB; ${number(of('deliveries'))} deliveries with a coupon each, ${number(of('decisions'))} decisions; load ${results.map(({ load }) => load.toFixed(1)).join(' ')}; filled and trained in ${filledS.toFixed(0)} s`,
    );
  });
}
