// Quotes and redemptions a second.
//
//   node bench/quotes.mjs        HAWKER_BENCH_RUNS=5 HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// Quotes: one core, a cart of 10 lines under 20 promotions (8 on lines, 12 on the order, a third with conditions that
// fail), receipt only and receipt with every unit and the JSON that is stored. Redemptions: reserve and commit of a
// coupon each, under a limit of uses, from 20 callers at once, beside bare transactions that update one row: what the
// same database does at most. Medians over the runs.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { definitionDefaults, noLimits } from '../dist/src/domain/promotion/offer.js';
import { promotionDefaults } from '../dist/src/domain/promotion/promotion.js';
import { quote } from '../dist/src/domain/promotion/quote.js';
import { unitDiscounts } from '../dist/src/domain/promotion/unit-split.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { systemRandom } from '../dist/src/runtime/system-random.js';
import { commitReservation, reserveQuote } from '../dist/src/services/checkout.js';
import { issueCoupons } from '../dist/src/services/coupons.js';
import { quoteCart } from '../dist/src/services/quote-cart.js';
import { checkoutStore } from '../dist/src/store/checkout-store.js';
import { openDatabase } from '../dist/src/store/client.js';
import { codeGuessStore } from '../dist/src/store/code-guess-store.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { promotionStore } from '../dist/src/store/promotion-store.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 5);
const server =
  process.env.HAWKER_BENCH_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
const callers = 20;
const redemptions = 500;
const now = Date.now();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function cartOf(lineCount) {
  const categories = ['bags', 'hats', 'cups', 'lamps'];
  const lines = Array.from({ length: lineCount }, (_, i) => ({
    id: `line-${i}`,
    unitPriceMinor: 199 + ((i * 7919) % 4000),
    quantity: 1 + (i % 4),
    minUnitPriceMinor: i % 3 === 0 ? 100 : 0,
    category: categories[i % categories.length],
  }));
  return { currency: 'GBP', shippingMinor: 395, lines };
}

function promotionsOf(count) {
  const categories = ['bags', 'hats', 'cups', 'lamps'];
  return Array.from({ length: count }, (_, i) => {
    const isItem = i % 5 < 2;
    const percent = {
      type: 'percent_off',
      bps: 200 + i,
      capMinor: null,
      rounding: i % 4 === 0 ? 'unit' : 'line',
      basis: 'remaining',
    };
    const amount = { type: 'amount_off', amountMinor: 50 + i, per: 'order' };
    const least = { type: 'subtotal_at_least', scope: {}, basis: 'remaining' };
    return {
      ...promotionDefaults,
      id: `p${i}`,
      phase: isItem ? 'item' : 'order',
      effect: isItem || i % 2 === 0 ? percent : amount,
      scope: isItem ? { categories: [categories[i % categories.length]] } : {},
      conditions: i % 3 === 0 ? [{ ...least, amountMinor: 1_000_000 }] : [],
      priority: i % 4,
    };
  });
}

function perSecond(work, forMs = 1_500) {
  work();
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < forMs) {
    for (let i = 0; i < 20; i++) work();
    count += 20;
  }
  return (count * 1_000) / (performance.now() - startedAt);
}

function p99Ms(work, times = 200) {
  const took = Array.from({ length: times }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return took.sort((a, b) => a - b)[Math.floor(times * 0.99)];
}

const context = { at: now, codes: [], customerTags: [] };

function quoteFigures() {
  const [cart, promotions] = [cartOf(10), promotionsOf(20)];
  const plain = () => quote(cart, promotions, context).payableMinor;
  const full = () => {
    const receipt = quote(cart, promotions, context);
    const units = receipt.lines.map((line) => unitDiscounts(line.units));
    return JSON.stringify({ receipt, units }).length;
  };
  const [bigCart, many] = [cartOf(100), promotionsOf(200)];
  const times = (work) => median(Array.from({ length: runs }, () => perSecond(work)));
  return [
    ['quotes/s, 10 lines × 20 promotions', times(plain)],
    ['the same with units and stored JSON', times(full)],
    ['p99 of 100 lines × 200 promotions, ms', p99Ms(() => quote(bigCart, many, context))],
  ];
}

const fiveOff = {
  ...definitionDefaults,
  promotion: {
    ...promotionDefaults,
    id: 'bench',
    phase: 'order',
    effect: { type: 'amount_off', amountMinor: 500, per: 'order' },
  },
  trigger: 'coupon',
  codePrefix: '',
  limits: { ...noLimits, uses: 10_000_000 },
  names: { en: 'bench' },
};

/** So many callers, each taking the next piece of work when it is done with one. */
async function fromMany(count, work) {
  let next = 0;
  const startedAt = performance.now();
  const took = [];
  const caller = async () => {
    for (let i = next++; i < count; i = next++) {
      const from = performance.now();
      await work(i);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const perSecondFound = (count * 1_000) / (performance.now() - startedAt);
  return { perSecond: perSecondFound, p99: took.sort((a, b) => a - b)[Math.floor(count * 0.99)] };
}

async function databaseFigures(url) {
  await applyMigrations(url, root);
  const database = openDatabase(url);
  const deps = {
    promotions: promotionStore(database),
    checkout: checkoutStore(database),
    guesses: codeGuessStore(database),
    keyring: keyringOf(Buffer.alloc(32, 7)),
    random: systemRandom,
    clock: { now: () => Date.now() },
    shop: { currency: 'GBP' },
  };
  await deps.promotions.apply([fiveOff], now);
  await database.write(2, (tx) =>
    tx.execute(sql`INSERT INTO meta (key, value) VALUES ('bench', '0')`),
  );
  const found = { bare: [], quoted: [], redeemed: [], p99: [] };
  for (let run = 0; run < runs; run++) await oneRun(database, deps, found, run);
  await database.close();
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, median(values)]));
}

async function oneRun(database, deps, found, run) {
  const bare = await fromMany(redemptions, () =>
    database.write(2, (tx) => tx.execute(sql`UPDATE meta SET value = 'x' WHERE key = 'bench'`)),
  );
  const customerIds = Array.from({ length: redemptions }, () => null);
  const [validFrom, validUntil] = [now - 1, now + 86_400_000];
  const codes = await issueCoupons(deps, {
    promotionKey: 'bench',
    customerIds,
    validFrom,
    validUntil,
  });
  const quotes = [];
  const lines = [{ id: 'a', unitPriceMinor: 3_000, quantity: 2 }];
  const quoted = await fromMany(redemptions, async (i) => {
    const request = { lines, shippingMinor: 0, codes: [codes[i]], customerId: null };
    quotes[i] = (await quoteCart(deps, request)).quoteId;
  });
  const redeemed = await fromMany(redemptions, async (i) => {
    const held = await reserveQuote(deps, { quoteId: quotes[i], orderRef: `${run}-${i}` });
    const paid = await commitReservation(deps, { reservationId: held.reservation.id });
    if (paid.kind !== 'ok') throw new Error(`redemption refused: ${paid.reason}`);
  });
  found.bare.push(bare.perSecond);
  found.quoted.push(quoted.perSecond);
  found.redeemed.push(redeemed.perSecond);
  found.p99.push(redeemed.p99);
}

async function onSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  try {
    return await databaseFigures(`file:${join(folder, 'bench.db')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgresql() {
  const name = `hawker_bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    return await databaseFigures(url.href);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

const number = (value) =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

console.log(
  `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; medians of ${runs}`,
);
for (const [name, value] of quoteFigures()) console.log(`${name.padEnd(40)} ${number(value)}`);
for (const [name, figures] of [
  ['SQLite', await onSqlite()],
  ['PostgreSQL', await onPostgresql()],
]) {
  console.log(`\n${name}, ${callers} callers`);
  console.log(`  bare one-row updates/s      ${number(figures.bare)}`);
  console.log(`  stored quotes/s             ${number(figures.quoted)}`);
  console.log(
    `  redemptions/s               ${number(figures.redeemed)}  (${number(figures.redeemed / figures.bare)} of bare; each is two transactions under one limit)`,
  );
  console.log(`  p99 of reserve + commit, ms ${number(figures.p99)}`);
}
