// Redemptions a second.
//
//   node bench/redemptions.mjs   HAWKER_BENCH_RUNS=5 HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// A coupon each, under one limit of uses, from 50 callers at once: in one step (`redeem`, for a till that has the money)
// and in two (reserve, commit). Beside them, on the same database and from as many callers: bare transactions that
// update one row, the most it could do. Then a flash sale: 1,000 buyers of 100 pieces, 2 a person, at once. What was sold
// is counted. Medians over the runs.
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { definitionDefaults, noLimits } from '../dist/src/domain/promotion/offer.js';
import { promotionDefaults } from '../dist/src/domain/promotion/promotion.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { systemRandom } from '../dist/src/runtime/system-random.js';
import { commitReservation, redeemQuote, reserveQuote } from '../dist/src/services/checkout.js';
import { issueCoupons } from '../dist/src/services/coupons.js';
import { quoteCart } from '../dist/src/services/quote-cart.js';
import { checkoutStore } from '../dist/src/store/checkout-store.js';
import { openDatabase } from '../dist/src/store/client.js';
import { codeGuessStore } from '../dist/src/store/code-guess-store.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { promotionStore } from '../dist/src/store/promotion-store.js';
import { onPostgresql, onSqlite } from './databases.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = Number(process.env.HAWKER_BENCH_RUNS ?? 5);
const callers = 50;
const redemptions = 1_000;
const now = Date.now();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

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

const stock = 100;
const flashPromotion = {
  ...fiveOff,
  promotion: {
    ...promotionDefaults,
    id: 'flash',
    phase: 'base',
    effect: { type: 'set_unit_price', priceMinor: 4_000, mostUnits: null },
    scope: { skus: ['LAMP'] },
  },
  trigger: 'automatic',
  limits: { ...noLimits, stock, unitsPerCustomer: 2 },
  names: { en: 'flash' },
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
  const found = {
    bare: [],
    quoted: [],
    oneStep: [],
    oneStepP99: [],
    twoSteps: [],
    twoStepsP99: [],
  };
  for (let run = 0; run < runs; run++) await oneRun(database, deps, found, run);
  const flash = await flashSale(database, deps);
  await database.close();
  const medians = Object.entries(found).map(([name, values]) => [name, median(values)]);
  return { ...Object.fromEntries(medians), flash };
}

async function oneRun(database, deps, found, run) {
  const bare = await fromMany(redemptions, () =>
    database.writeSql(2, (tx) => tx.execute(sql`UPDATE meta SET value = 'x' WHERE key = 'bench'`)),
  );
  found.bare.push(bare.perSecond);
  const first = await quotesOf(deps);
  found.quoted.push(first.perSecond);
  const oneStep = await fromMany(redemptions, async (i) => {
    settled(await redeemQuote(deps, { quoteId: first.ids[i], orderRef: `one-${run}-${i}` }));
  });
  found.oneStep.push(oneStep.perSecond);
  found.oneStepP99.push(oneStep.p99);
  const second = await quotesOf(deps);
  const twoSteps = await fromMany(redemptions, async (i) => {
    const held = await reserveQuote(deps, { quoteId: second.ids[i], orderRef: `two-${run}-${i}` });
    settled(held);
    settled(await commitReservation(deps, { reservationId: held.reservation.id }));
  });
  found.twoSteps.push(twoSteps.perSecond);
  found.twoStepsP99.push(twoSteps.p99);
}

function settled(answer) {
  if (answer.kind !== 'ok') throw new Error(`refused: ${answer.reason}`);
}

/** A cart with a coupon of its own, quoted and kept, for each redemption. */
async function quotesOf(deps) {
  const customerIds = Array.from({ length: redemptions }, () => null);
  const [validFrom, validUntil] = [now - 1, now + 86_400_000];
  const issue = { promotionKey: 'bench', customerIds, validFrom, validUntil };
  const codes = await issueCoupons(deps, issue);
  const ids = [];
  const lines = [{ id: 'a', unitPriceMinor: 3_000, quantity: 2 }];
  const { perSecond } = await fromMany(redemptions, async (i) => {
    const request = { lines, shippingMinor: 0, codes: [codes[i]], customerId: null };
    ids[i] = (await quoteCart(deps, request)).quoteId;
  });
  return { ids, perSecond };
}

/** Quote and pay, all buyers at once; sold must be the stock, and nobody has more than the cap. */
async function flashSale(database, deps) {
  await deps.promotions.apply([flashPromotion], now);
  const customers = Array.from({ length: 1_000 }, (_, i) => i);
  await database.writeSql(2, async (tx) => {
    for (const i of customers)
      await tx.execute(sql`
        INSERT INTO customer (external_id, attributes, created_at) VALUES (${`buyer-${i}`}, '{}', ${now})`);
  });
  const rows = await database.query(
    sql`SELECT id FROM customer WHERE external_id LIKE 'buyer-%' ORDER BY id`,
  );
  let [sold, refused] = [0, 0];
  const startedAt = performance.now();
  await Promise.all(
    rows.map(async ({ id }, i) => {
      const lines = [{ id: 'lamp', sku: 'LAMP', unitPriceMinor: 9_900, quantity: 2 }];
      const request = { lines, shippingMinor: 0, codes: [], customerId: id };
      const { quoteId, receipt } = await quoteCart(deps, request);
      const isLowered = receipt.applied.length > 0;
      const paid = await redeemQuote(deps, { quoteId, orderRef: `flash-${i}` });
      if (paid.kind === 'refused') refused++;
      else if (isLowered) sold += receipt.applied[0].unitCount;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  if (sold !== stock) throw new Error(`${sold} of ${stock} pieces were sold`);
  return { seconds, refused };
}

const number = (value) =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

const load = loadavg()[0]?.toFixed(1);
console.log(
  `${cpus()[0]?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; medians of ${runs}, load ${load} at the start`,
);
for (const [name, onIt] of [
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgresql],
]) {
  const figures = await onIt(databaseFigures);
  const share = (value) => `${number((100 * value) / figures.bare)} % of bare`;
  console.log(`\n${name}, ${callers} callers`);
  console.log(`  bare one-row updates/s      ${number(figures.bare)}`);
  console.log(`  stored quotes/s             ${number(figures.quoted)}`);
  for (const [label, rate, p99] of [
    ['redeemed in one step/s ', figures.oneStep, figures.oneStepP99],
    ['reserved, committed/s  ', figures.twoSteps, figures.twoStepsP99],
  ])
    console.log(`  ${label}     ${number(rate)}  (${share(rate)}), p99 ${number(p99)} ms`);
  const { seconds, refused } = figures.flash;
  console.log(
    `  1,000 buyers of ${stock} pieces  ${seconds.toFixed(1)} s from the first quote to the last answer; sold ${stock}, ${refused} refused at the till`,
  );
}
