// A batch of a million coupons, each with a code of its own: issued into a fresh database, exported, taken back.
//
//   node bench/coupons.mjs [count]     HAWKER_BENCH_RUNS=5 HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// "Codes alone" is chance, MAC and check character without a database. Issuing is counted from the database: so many
// rows, so many different codes, each read back as one of ours (of every thousandth). Medians over the runs; processor
// seconds are this process's (with SQLite they are all there is), the server's own are not in them.
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { readCouponCode } from '../dist/src/domain/promotion/coupon-code.js';
import { definitionDefaults, noLimits } from '../dist/src/domain/promotion/offer.js';
import { promotionDefaults } from '../dist/src/domain/promotion/promotion.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { systemRandom } from '../dist/src/runtime/system-random.js';
import { couponLines, issueBatch, revokeBatch } from '../dist/src/services/coupon-batches.js';
import { codeMaker } from '../dist/src/services/new-codes.js';
import { openDatabase } from '../dist/src/store/client.js';
import { couponBatchStore } from '../dist/src/store/coupon-batch-store.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { promotionStore } from '../dist/src/store/promotion-store.js';
import { onPostgresql, onSqlite } from './databases.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const count = Number(process.argv[2] ?? 1_000_000);
const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 5);
const keyring = keyringOf(Buffer.alloc(32, 7));
const now = Date.now();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(work) {
  const [from, used] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(used);
  return { value, s: (performance.now() - from) / 1_000, cpu: (user + system) / 1e6 };
}

async function oneRun(url) {
  await applyMigrations(url, root);
  const database = openDatabase(url);
  const deps = {
    promotions: promotionStore(database),
    couponBatches: couponBatchStore(database),
    registry: { customerIds: async () => new Map() },
    keyring,
    random: systemRandom,
    clock: { now: () => now },
  };
  const effect = { type: 'amount_off', amountMinor: 500, per: 'order', completeGroupsOf: null };
  const definition = {
    ...definitionDefaults,
    promotion: { ...promotionDefaults, id: 'bench', phase: 'order', effect },
    ...{ trigger: 'coupon', codePrefix: 'SAVE', limits: { ...noLimits, uses: count }, names: {} },
  };
  await deps.promotions.apply([definition], now);
  const issued = await timed(() =>
    issueBatch(deps, {
      ...{ promotionKey: 'bench', batch: 'all', to: { count } },
      ...{ validFrom: now, validUntil: now + 86_400_000 },
    }),
  );
  await prove(database);
  const exported = await timed(() => countLines(deps));
  if (exported.value !== count) throw new Error(`${exported.value} of ${count} exported`);
  const revoked = await timed(() => revokeBatch(deps, 'all'));
  if (revoked.value !== count) throw new Error(`${revoked.value} of ${count} taken back`);
  await database.close();
  return { issued, exported, revoked };
}

async function prove(database) {
  const [{ rows, codes }] = await database.query(
    sql`SELECT count(*) AS rows, count(DISTINCT code) AS codes FROM coupon WHERE batch = 'all'`,
  );
  if (rows !== count || codes !== count) throw new Error(`${rows} rows, ${codes} codes`);
  const some = await database.query(sql`SELECT code FROM coupon WHERE id % 1000 = 0`);
  const mac = (text) => keyring.mac('coupon', text);
  const wrong = some.filter(({ code }) => !readCouponCode(code, mac).ok);
  if (wrong.length > 0) throw new Error(`${wrong.length} codes do not read`);
}

async function countLines(deps) {
  let lines = 0;
  for await (const _ of couponLines(deps, { batch: 'all' })) lines += 1;
  return lines;
}

function codesAlone() {
  const newCode = codeMaker({ keyring, random: systemRandom }, 'SAVE');
  for (let i = 0; i < count; i++) newCode();
}

const figure = (found) =>
  `${median(found.map(({ s }) => s)).toFixed(1)} s  (processor ${median(found.map(({ cpu }) => cpu)).toFixed(1)} s; all: ${found.map(({ s }) => s.toFixed(1)).join(' ')})`;

console.log(
  `${count.toLocaleString('en')} coupons, medians of ${runs}, load ${loadavg()[0]?.toFixed(1)}`,
);
const alone = [];
for (let run = 0; run < runs; run++) alone.push(await timed(codesAlone));
console.log(`codes alone   ${figure(alone)}`);
for (const [name, once] of [
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgresql],
]) {
  const found = [];
  for (let run = 0; run < runs; run++) found.push(await once(oneRun));
  console.log(`\n${name}, load ${loadavg()[0]?.toFixed(1)}`);
  for (const part of ['issued', 'exported', 'revoked'])
    console.log(`  ${part.padEnd(10)}  ${figure(found.map((each) => each[part]))}`);
}
