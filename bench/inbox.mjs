// How fast chats are answered: 50 inbound messages a second over 500 chats for 30 s, from `inbox.receive` to the
// adapter's `send` with the answer, through the real database, inbox, dialogue, outbox and dispatcher.
//
//   npm run build && node bench/inbox.mjs [sqlite|postgresql|both] [seconds] [perSecond]

import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const from = (path) => import(join(root, 'dist/src', path));
const [
  { openDatabase },
  { applyMigrations },
  { storesOf },
  { keyringOf },
  { openInbox },
  { startDispatch },
  { chatCards },
  { newBell },
  { ringingInbox, ringingOutbox },
  { recheckDeliveries },
  { localLimiter },
  { nodeDigest },
] = await Promise.all(
  [
    'store/client.js',
    'store/migrate.js',
    'store/stores.js',
    'runtime/keyring.js',
    'services/inbox.js',
    'services/dispatch.js',
    'services/chat-cards.js',
    'services/bell.js',
    'services/ringing-outbox.js',
    'services/recheck-deliveries.js',
    'runtime/limiter.js',
    'runtime/node-digest.js',
  ].map(from),
);

const which = process.argv[2] ?? 'both';
const seconds = Number(process.argv[3] ?? 30);
const perSecond = Number(process.argv[4] ?? 50);
const chats = 500;
const productCount = 4_000;
const clock = { now: Date.now };
const silent = () => undefined;
const log = { info: silent, warn: silent, error: (name, fields) => console.error(name, fields) };
const keyring = keyringOf(new Uint8Array(32).fill(9));
const shop = {
  ...{ id: 'bench', name: 'Bench', currency: 'GBP', timezone: 'Europe/London', locales: ['en'] },
  ...{ quietHours: null, dailyCap: 1, consent: { topic: 'marketing', noticeVersion: '1' } },
  ...{ channels: [], staff: { account: 'chat', address: 'staff' } },
};
// What people do in a chat, the common things more often.
const sayings = [
  ...[
    'picks',
    'picks',
    'more',
    'coupons',
    'help',
    'lantern',
    'red lantern',
    'do you have a blue bag?',
  ],
  ...[
    'less',
    'only bags',
    'everything',
    'not before 9',
    'any time',
    'preferences',
    'why',
    'not 1',
    'more like 1',
  ],
];

for (const kind of which === 'both' ? ['sqlite', 'postgresql'] : [which]) await measure(kind);

async function measure(kind) {
  const place = await newDatabase(kind);
  await applyMigrations(place.url, root);
  const database = openDatabase(place.url);
  const stores = storesOf({ database, keyring, clock, timezone: shop.timezone });
  await fillCatalogue(stores);
  const receivedAt = new Map();
  const latencies = [];
  const account = answering(receivedAt, latencies);
  const bell = newBell();
  const deps = { ...stores, clock, log, keyring, shop, digest: nodeDigest, worker: 'bench:1:a' };
  const outbox = ringingOutbox(stores.deliveries, bell);
  const pages = { shopUrl: null, productUrl: () => null, checkoutUrl: () => null };
  const inboxEvents = ringingInbox(stores.inboxEvents, bell);
  const parts = {
    ...deps,
    outbox,
    inboxEvents,
    isDead: () => false,
    accounts: new Map([['chat', account]]),
  };
  const inbox = openInbox({ ...parts, ...chatCards({ ...deps, pages }) });
  const dispatcher = startDispatch({
    ...deps,
    ...{ bell, isDead: () => false, isShared: false, scope: 'bench', accounts: [account] },
    recheck: recheckDeliveries(deps),
    render: async (deliveries) =>
      new Map(deliveries.map(({ id, content }) => [id, { ok: true, message: content }])),
    policies: async () => new Map(),
    limiterFor: ({ name, rate }) =>
      localLimiter({ account: name, perSecond: rate.perSecond, now: clock.now }),
  });
  await warmUp(inbox, async () => (await unsent(database)) > 0);
  const load = loadavg()[0];
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await drive(inbox, receivedAt);
  const deadline = Date.now() + 15_000;
  while (receivedAt.size > 0 && Date.now() < deadline) await sleep(20);
  const tookMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(before);
  await dispatcher.stop();
  await database.close();
  await place.drop();
  report(kind, latencies, receivedAt.size, {
    tookMs,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    load,
  });
}

/** The channel of the bench: takes an answer at once and notes when. */
function answering(receivedAt, latencies) {
  return {
    name: 'chat',
    kind: 'bench',
    capabilities: {
      ...{ proactive: 'free', text: { max: 4_096, unit: 'utf16' }, image: [], idempotency: null },
      ...{ posts: false, webhook: null },
      buttons: { kinds: ['action', 'link'], rows: 8, perRow: 4, labelMax: 64, actionBytes: 64 },
    },
    rate: { perSecond: 1_000, perChatMs: 0, concurrency: 50, timeoutMs: 5_000 },
    render: (message) => ({ ok: true, parts: [{ method: 'send', payload: { message } }] }),
    send: async (_part, { to }) => {
      const waiting = receivedAt.get(to);
      const at = waiting?.shift();
      if (at !== undefined) latencies.push(performance.now() - at);
      if (waiting?.length === 0) receivedAt.delete(to);
      return { kind: 'accepted', ref: String(latencies.length), final: true };
    },
    probe: async () => ({ ok: true, name: 'bench' }),
  };
}

// Who has never spoken is made known first; the bench measures a shop at work.
async function warmUp(inbox, hasWaiting) {
  for (let n = 0; n < chats; n += 50) {
    await inbox.receive(
      'chat',
      Array.from({ length: 50 }, (_, at) => eventOf(`chat-${n + at}`, `warm-${n + at}`, 'help')),
    );
  }
  await inbox.idle();
  while (await hasWaiting()) await sleep(50);
}

async function unsent(database) {
  return database.models.delivery.count({ where: { state: { not: 'sent' } } });
}

async function drive(inbox, receivedAt) {
  const startedAt = performance.now();
  const receiving = [];
  for (let n = 0; n < seconds * perSecond; n++) {
    const dueMs = (n * 1_000) / perSecond - (performance.now() - startedAt);
    if (dueMs > 0) await sleep(dueMs);
    // 7 and 500 share no factor: every chat has its turn.
    const chat = `chat-${(n * 7) % chats}`;
    const at = performance.now();
    receivedAt.set(chat, [...(receivedAt.get(chat) ?? []), at]);
    const text = sayings[(n * 5) % sayings.length];
    receiving.push(inbox.receive('chat', [eventOf(chat, `e-${n}`, text)]));
  }
  await Promise.all(receiving);
}

function eventOf(chat, key, text) {
  return { key, at: Date.now(), from: chat, kind: 'message', text };
}

async function fillCatalogue(stores) {
  const colours = ['red', 'blue', 'green', 'white', 'black'];
  const things = ['lantern', 'bag', 'mug', 'hat', 'lamp', 'card', 'box', 'clock'];
  const products = Array.from({ length: productCount }, (_, n) => ({
    sku: `S${n}`,
    name: `${colours[n % 5]} ${things[n % 8]} no ${n}`,
    category: `${things[n % 8]}s`,
    priceMinor: 100 + n,
  }));
  await stores.catalogue.saveProducts(products, Date.now());
  const ids = await stores.catalogue.productIds(products.map(({ sku }) => sku));
  await stores.behaviour.recordOrders(
    products.slice(0, 1_000).map(({ sku, priceMinor }, n) => ({
      ...{ source: 'bench', externalId: `o${n}`, customerId: null, kind: 'sale', discountMinor: 0 },
      occurredAt: Date.now() - 86_400_000,
      lines: [
        {
          ...{ kind: 'product', productId: ids.get(sku), sku, key: 'l', quantity: 1 },
          ...{ unitPriceMinor: priceMinor, amountMinor: priceMinor },
        },
      ],
    })),
  );
}

async function newDatabase(kind) {
  if (kind === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
    const drop = async () => rmSync(folder, { recursive: true, force: true });
    return { url: `file:${join(folder, 'bench.db')}`, drop };
  }
  const { default: pg } = await import('pg');
  const server =
    process.env.HAWKER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
  const name = `hawker_bench_${process.pid}`;
  const run = async (statement) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function report(kind, latencies, unanswered, { tookMs, cpuMs, load }) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  if (unanswered > 0) process.exitCode = 1;
  const ms = (value) => `${value.toFixed(0)} ms`;
  console.log(
    [
      kind.padEnd(10),
      `${latencies.length} answered, ${unanswered} chats waiting`,
      `p50 ${ms(at(0.5))}, p95 ${ms(at(0.95))}, p99 ${ms(at(0.99))}, max ${ms(at(1))}`,
      `${((100 * cpuMs) / tookMs).toFixed(0)} % of a core`,
      `load ${load.toFixed(1)}`,
    ].join('  '),
  );
}
