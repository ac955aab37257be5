// The whole "Online Retail" file into a fresh database, as a shop does it: `hawker import` in a process of its own.
//
//   node bench/import.mjs [FILE]      or HAWKER_BENCH_DATA=FILE
//   HAWKER_BENCH_RUNS=3 HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// Seconds by the clock and of processor time, and peak memory (resident set), are the child's; the database's server is not counted. The stored
// data is checked against the file's known figures, so that a fast wrong import is no result.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = process.argv[2] ?? process.env.HAWKER_BENCH_DATA;
const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 3);
const server =
  process.env.HAWKER_BENCH_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
if (file === undefined || !existsSync(file)) {
  console.error('name the file: node bench/import.mjs online-retail.csv.gz');
  process.exit(2);
}

/** What a filter of the file itself counts: known customer, no C…, quantity and price above zero, a product's code. */
const expected = {
  lines: 396_337,
  customers: 4_334,
  products: 3_659,
  invoices: 18_402,
  revenueMinor: 876_106_665,
};

const checkSql = `
  SELECT count(*) AS lines, count(DISTINCT o.customer_id) AS customers,
    count(DISTINCT l.product_id) AS products, count(DISTINCT o.id) AS invoices,
    sum(l.amount_minor) AS "revenueMinor"
  FROM order_line l JOIN shop_order o ON o.id = l.order_id
  WHERE o.kind = 'sale' AND o.customer_id IS NOT NULL AND l.kind = 'product'
    AND l.quantity > 0 AND l.unit_price_minor > 0`;

// Prints what the process itself used, on standard error, as it ends.
const meter = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nMETER "+u.maxRSS+" "+(u.userCPUTime+u.systemCPUTime)+"\\n")})',
)}`;

function shopFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  mkdirSync(join(folder, 'campaigns'));
  writeFileSync(
    join(folder, 'campaigns', 'shop.yaml'),
    'id: bench\nname: Bench\ncurrency: GBP\ntimezone: Europe/London\nlocales: [en]\nchannels:\n  console:\n    kind: console\n',
  );
  return folder;
}

function hawker(folder, databaseUrl, args) {
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HAWKER_SHOP: folder,
    HAWKER_KEY: 'ab'.repeat(32),
    LOG_LEVEL: 'silent',
  };
  const command = ['--import', meter, join(root, 'bin', 'hawker.js'), ...args];
  const startedAt = performance.now();
  const child = spawnSync(process.execPath, command, { env, encoding: 'utf8', maxBuffer: 1 << 26 });
  const seconds = (performance.now() - startedAt) / 1_000;
  if (child.status !== 0) throw new Error(`hawker ${args.join(' ')}: ${child.stderr}`);
  const [, peakKb, cpuMicros] = /METER (\d+) (\d+)/.exec(child.stderr) ?? [];
  return { seconds, peakMb: Number(peakKb) / 1_024, cpuSeconds: Number(cpuMicros) / 1e6 };
}

function checked(name, found) {
  for (const [what, count] of Object.entries(expected)) {
    if (Number(found[what]) === count) continue;
    throw new Error(`${name}: ${what} is ${found[what]}, the file has ${count}`);
  }
}

const importArgs = ['import', 'interactions', resolve(file), '--preset', 'online-retail', '--json'];

async function sqliteRun() {
  const folder = shopFolder();
  try {
    const database = join(folder, 'bench.db');
    const first = hawker(folder, `file:${database}`, importArgs);
    const again = hawker(folder, `file:${database}`, importArgs);
    const { default: Database } = await import('libsql');
    const opened = new Database(database);
    checked('sqlite', opened.prepare(checkSql).get());
    opened.close();
    return { first, again };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onServer(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

async function postgresqlRun() {
  const folder = shopFolder();
  const name = `hawker_bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  try {
    hawker(folder, url.href, ['migrate']);
    const first = hawker(folder, url.href, importArgs);
    const again = hawker(folder, url.href, importArgs);
    checked('postgresql', await onServer(url.href, checkSql));
    return { first, again };
  } finally {
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(name, target, measured) {
  const seconds = measured.map((run) => run.seconds);
  const peak = measured.map((run) => run.peakMb);
  return {
    what: name,
    'median s': median(seconds).toFixed(1),
    'CPU s': median(measured.map((run) => run.cpuSeconds)).toFixed(1),
    'all s': seconds.map((s) => s.toFixed(1)).join(' '),
    'peak MB': Math.round(median(peak)),
    target,
  };
}

async function measure(name, target, once) {
  const measured = [];
  for (let i = 0; i < runs; i++) measured.push(await once());
  return [
    row(
      name,
      target,
      measured.map((run) => run.first),
    ),
    row(
      `${name}, again (adds nothing)`,
      '',
      measured.map((run) => run.again),
    ),
  ];
}

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; ${runs} runs`,
);
const rows = await measure('SQLite', '≤ 20 s, ≤ 400 MB', sqliteRun);
const canReach = await onServer(server, 'SELECT 1')
  .then(() => true)
  .catch(() => false);
if (canReach) rows.push(...(await measure('PostgreSQL', '≤ 30 s', postgresqlRun)));
else console.log('No PostgreSQL at HAWKER_BENCH_POSTGRESQL: left out.');
console.table(rows);
console.log('Every run left exactly 396,337 clean lines of 4,334 customers, £8,761,066.65.');
