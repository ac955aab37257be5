// Profiles and segments on raw interactions.
//
//   node bench/segments.mjs [CUSTOMERS] [INTERACTIONS] [--keep FOLDER]     (100000, 2000000)
//   HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//   HAWKER_BENCH_RUNS=5
//
// Makes a lopsided shop in a new database of each kind, then times, median of HAWKER_BENCH_RUNS: all profiles anew, those of
// 10,000 customers, what a minute's pass costs, segments from one question to a hard one, and clusters. With --keep the
// databases stay, the SQLite file in FOLDER, and are found there the next time.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { fitClusters } from '../dist/src/domain/segment/cluster/fit-clusters.js';
import { freshenProfiles, refreshProfiles } from '../dist/src/services/refresh-profiles.js';
import { openDatabase } from '../dist/src/store/client.js';
import { figureStore } from '../dist/src/store/figure-store.js';
import { modelStore } from '../dist/src/store/model-store.js';
import { outlookStore } from '../dist/src/store/outlook-store.js';
import { profileStore } from '../dist/src/store/profile-store.js';
import { segmentStore } from '../dist/src/store/segment-store.js';
import { asOf, interactionsSql } from './segments-shop.mjs';

const dayMs = 86_400_000;
const timezone = 'Europe/London';
const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' } },
});
const [customers = 100_000, interactions = 2_000_000] = positionals.map(Number);
const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 5);
const server =
  process.env.HAWKER_BENCH_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

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

async function timed(work) {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    result,
  };
}

/** Notes the median run of each piece of work, in the order of the clock. */
class Table {
  rows = {};

  async note(name, work, people, prepare) {
    const all = [];
    for (let run = 0; run < runs; run++) {
      await prepare?.();
      all.push(await timed(work));
    }
    all.sort((a, b) => a.seconds - b.seconds);
    const { seconds, cpuSeconds, result } = all[(runs - 1) >> 1];
    this.rows[name] = {
      'median s': Number(seconds.toFixed(2)),
      'processor s': Number(cpuSeconds.toFixed(2)),
      people: people(result),
    };
    console.log(name, JSON.stringify(this.rows[name]));
  }
}

async function measureProfiles(database, table) {
  const deps = {
    profiles: profileStore(database),
    outlooks: outlookStore(database),
    models: modelStore(database),
    shop: { timezone },
  };
  const changed = Array.from({ length: Math.min(10_000, customers) }, (_, i) => i + 1);
  const everyTenth = changed.map((i) => Math.min(i * Math.floor(customers / 10_000), customers));
  const some = (customerIds) => () => refreshProfiles(deps, asOf, { customerIds });
  const people = (r) => r?.customers ?? 0;
  await table.note('all profiles anew', () => refreshProfiles(deps, asOf), people);
  await table.note('the 10,000 busiest, and all ranked', some(changed), people);
  await table.note('10,000 of all kinds, and all ranked', some(everyTenth), people);
  const freshen = () => freshenProfiles(deps, asOf);
  await table.note('fresh: nothing new', freshen, people);
  const more = moreInteractions(database);
  for (const count of [4, 4_000, 40_000])
    await table.note(`fresh: ${count.toLocaleString('en')} new interactions`, freshen, people, () =>
      more(count),
    );
}

function moreInteractions(database) {
  return async (count) => {
    const [last] = await database.query(sql`SELECT MAX(id) AS id FROM interaction`);
    const matter = { customers, from: last.id, until: last.id + count };
    await database.write(3, (tx) => tx.execute(interactionsSql(database.dialect, matter)));
  };
}

async function measureSegments(database, table) {
  const segments = segmentStore(database, timezone);
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
    await table.note(
      `segment: ${name}`,
      () => segments.members(rule, new Map(), asOf),
      (ids) => ids.length,
    );
}

async function measureClusters(database, table) {
  const features = ['recencyDays', 'purchaseCount', 'averageBasketMinor', 'customerDays'];
  const read = () => figureStore(database).figures(features, asOf);
  await table.note('four figures of everybody', read, ({ customerIds }) => customerIds.length);
  const figures = await read();
  await table.note(
    'k-means of them, 5 clusters, 10 starts',
    () => fitClusters(figures, { method: 'kmeans', features, clusters: 5, seed: 1 }),
    (fit) => fit.model.customers,
  );
}

async function onServer(statement) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

function makeShop(url) {
  const script = join(import.meta.dirname, 'segments-shop.mjs');
  const made = spawnSync(process.execPath, [script, url, customers, interactions].map(String), {
    stdio: 'inherit',
  });
  if (made.status !== 0) throw new Error('the shop could not be made');
}

async function measureOn(url, isMade) {
  const { seconds } = await timed(() => {
    if (!isMade) makeShop(url);
  });
  const database = openDatabase(url);
  try {
    const size = `${customers.toLocaleString('en')} customers, ${interactions.toLocaleString('en')} interactions`;
    console.log(
      `\n${database.dialect}: ${size}, ${isMade ? 'as kept' : `made in ${seconds.toFixed(1)} s`}, load ${loadavg()[0].toFixed(1)}`,
    );
    const table = new Table();
    await measureProfiles(database, table);
    await measureSegments(database, table);
    await measureClusters(database, table);
    console.table(table.rows);
  } finally {
    await database.close();
  }
}

async function onSqlite() {
  const folder = resolve(options.keep ?? mkdtempSync(join(tmpdir(), 'hawker-bench-')));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `segments-${customers}-${interactions}.db`);
  try {
    await measureOn(`file:${file}`, existsSync(file));
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`);
}

async function onPostgresql() {
  const isKept = options.keep !== undefined;
  const unique = isKept ? `segments_${customers}_${interactions}` : randomUUID().slice(0, 8);
  const name = `hawker_bench_${unique}`;
  const { rowCount } = await onServer(`SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  const isMade = rowCount > 0;
  if (!isMade) await onServer(`CREATE DATABASE ${name}`);
  try {
    await measureOn(new URL(`/${name}`, server).href, isMade);
  } finally {
    if (!isKept) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
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
