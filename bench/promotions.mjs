// The worst cart, and a draft over past orders.
//
//   node bench/promotions.mjs        HAWKER_BENCH_POSTGRESQL=postgresql://postgres@127.0.0.1:5432/postgres
//
// The demo's slice of Online Retail (3,095 products, 2,392 sales) under twelve promotions of different kinds: carts that
// the audit quotes a second on one core, by clock and by processor time; orders that a replay reads and quotes twice a
// second. A trap is set on one product, and the audit must find it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OccurrenceCounter } from '../dist/src/domain/behaviour/occurrence-counter.js';
import { definitionDefaults, noLimits } from '../dist/src/domain/promotion/offer.js';
import { promotionDefaults } from '../dist/src/domain/promotion/promotion.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { recordReader } from '../dist/src/runtime/record-reader.js';
import { auditPromotions } from '../dist/src/services/audit-promotions.js';
import { importOnlineRetail } from '../dist/src/services/import-online-retail.js';
import { replayPromotions } from '../dist/src/services/replay-promotions.js';
import { openDatabase } from '../dist/src/store/client.js';
import { applyMigrations } from '../dist/src/store/migrate.js';
import { storesOf } from '../dist/src/store/stores.js';
import { onPostgresql, onSqlite } from './databases.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const shop = { currency: 'GBP', timezone: 'Europe/London' };
const dataEnd = Date.UTC(2011, 11, 10);
const carts = 100_000;

const percent = (bps) => ({
  type: 'percent_off',
  bps,
  capMinor: null,
  rounding: 'line',
  basis: 'remaining',
});
const off = (amountMinor) => ({ type: 'amount_off', amountMinor, per: 'order' });
const from = (amountMinor) => [
  { type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' },
];
const tag = (name) => [{ type: 'customer_tag', tag: name }];

function draftOf(trapSku) {
  const friday = { zone: shop.timezone, days: [5], fromMinute: 1_020, untilMinute: 1_200 };
  const rules = [
    { id: 'ten', effect: percent(1_000), phase: 'order', conditions: from(2_000) },
    { id: 'five', effect: off(500), phase: 'order', conditions: from(3_000) },
    { id: 'bags', effect: percent(2_000), phase: 'item', scope: { categories: ['bags'] } },
    {
      id: 'steps',
      phase: 'order',
      effect: {
        type: 'tiers',
        by: 'subtotal',
        table: [
          { at: 5_000, gives: { kind: 'amount', amountMinor: 500 } },
          { at: 10_000, gives: { kind: 'amount', amountMinor: 1_500 } },
        ],
      },
    },
    {
      id: 'third-free',
      phase: 'item',
      effect: {
        type: 'buy_get',
        buy: { quantity: 2, scope: { categories: ['cups'] } },
        get: { quantity: 1, bps: 10_000, scope: { categories: ['cups'] } },
        mostTimes: 3,
        pick: 'cheapest',
      },
    },
    { id: 'vip', effect: percent(500), phase: 'order', conditions: tag('vip') },
    { id: 'press', effect: percent(500), phase: 'order', conditions: tag('press'), byCode: true },
    { id: 'friday', effect: percent(500), phase: 'order', recurring: friday },
    {
      id: 'alone',
      effect: percent(2_500),
      phase: 'order',
      stack: { kind: 'exclusive' },
      byCode: true,
    },
    { id: 'code', effect: off(300), phase: 'order', conditions: from(2_500), byCode: true },
    {
      id: 'post',
      effect: { type: 'shipping_percent', bps: 10_000 },
      phase: 'shipping',
      conditions: from(4_000),
    },
    {
      id: 'trap',
      phase: 'base',
      scope: { skus: [trapSku] },
      effect: { type: 'set_unit_price', priceMinor: 1, mostUnits: 1 },
    },
  ];
  return rules.map(({ byCode = false, ...rule }) => ({
    ...definitionDefaults,
    promotion: { ...promotionDefaults, ...rule },
    trigger: byCode ? 'code' : 'automatic',
    codePrefix: '',
    limits: noLimits,
    names: { en: rule.id },
  }));
}

async function imported(url) {
  await applyMigrations(url, root);
  const database = openDatabase(url);
  const clock = { now: () => dataEnd };
  const keyring = keyringOf(Buffer.alloc(32, 7));
  const stores = storesOf({ database, keyring, clock, timezone: shop.timezone });
  const file = await recordReader.open(join(root, 'demo', 'online-retail-slice.csv.gz'), {});
  await importOnlineRetail(
    stores,
    { file, source: 'online-retail', mapping: new Map(), occurrences: new OccurrenceCounter() },
    { customers: true, products: true, orders: true },
  );
  return { ...stores, clock, shop, database };
}

async function timed(work) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, s: (performance.now() - startedAt) / 1_000, cpuS: (user + system) / 1e6 };
}

async function figures(name, url) {
  const deps = await imported(url);
  try {
    const [{ sku }] = await deps.database.models.product.findMany({
      where: { priceMinor: { gt: 1_000n } },
      orderBy: { sku: 'desc' },
      take: 1,
    });
    const draft = draftOf(sku);
    const audit = await timed(() =>
      auditPromotions(deps, {
        limits: { mostShareBps: 8_000, leastValueMinor: 100, roundingMinor: 0.5 },
        shippingMinor: 0,
        codes: 'all',
        draft,
        seed: 1,
        mostCarts: carts,
        isOver: () => false,
        onProgress: () => undefined,
      }),
    );
    const found = audit.result.result.found.some(({ smallest }) =>
      smallest.receipt.applied.some(({ id }) => id === 'trap'),
    );
    const replay = await timed(() =>
      replayPromotions(deps, {
        period: { from: 0, until: dataEnd },
        codes: 'all',
        draft,
        only: null,
        segments: new Map(),
        now: dataEnd,
        onProgress: () => undefined,
      }),
    );
    const { orders, lines } = replay.result;
    const a = (count, { s, cpuS }) =>
      `${Math.round(count / s).toLocaleString('en')} /s by the clock, ${Math.round(count / cpuS).toLocaleString('en')} /s of processor time`;
    console.log(`${name}`);
    console.log(
      `  audit   ${a(audit.result.result.carts, audit)}; the trap was ${found ? 'found' : 'NOT FOUND'}`,
    );
    console.log(`  replay  ${a(orders, replay)} (${orders} orders, ${lines} lines)`);
    if (!found) process.exitCode = 1;
  } finally {
    await deps.database.close();
  }
}

await onSqlite((url) => figures('SQLite', url));
await onPostgresql((url) => figures('PostgreSQL', url));
