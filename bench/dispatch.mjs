// How fast the outbox empties, each message with its durable intent.
//
//   node bench/dispatch.mjs [MESSAGES] [SECONDS]     (20000, 10)
//
// First into a channel that takes everything at once: the outbox's own speed, on SQLite and PostgreSQL, median of
// three. Then, over real HTTP in a process of its own, against a platform that takes 30 (and 1,000) messages in any
// sliding second and refuses more: how much of the limit is used, and how often it was refused.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { adapter as telegram } from '../dist/adapters/telegram.js';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { localLimiter } from '../dist/src/runtime/limiter.js';
import { nodeDigest } from '../dist/src/runtime/node-digest.js';
import { workerName } from '../dist/src/runtime/worker-name.js';
import { newBell } from '../dist/src/services/bell.js';
import { startDispatch } from '../dist/src/services/dispatch.js';
import { openDatabase } from '../dist/src/store/client.js';
import { deliveryStore } from '../dist/src/store/delivery-store.js';
import { jsonRows } from '../dist/src/store/dialect.js';
import { leaseStore } from '../dist/src/store/lease-store.js';
import { applyMigrations } from '../dist/src/store/migrate.js';

const [messages = 20_000, seconds = 10] = process.argv.slice(2).map(Number);
const root = new URL('..', import.meta.url).pathname;
const keyring = keyringOf(Buffer.alloc(32, 7));
const clock = { now: Date.now };
const nothing = () => undefined;
const silent = {
  info: nothing,
  warn: nothing,
  error: (event, fields) => console.error(event, fields),
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const nullChannel = {
  name: 'bench',
  kind: 'null',
  capabilities: { proactive: 'free', idempotency: null },
  rate: { perSecond: 100_000, perChatMs: 0, concurrency: 200, timeoutMs: 10_000 },
  render: (message) => ({ ok: true, parts: [{ method: 'take', payload: { message } }] }),
  send: async () => ({ kind: 'accepted', ref: '1', final: true }),
  probe: async () => ({ ok: true, name: 'null' }),
};

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
    return await work(database);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
    if (kind === 'postgresql') await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function fill(database, count) {
  const content = JSON.stringify({ locale: 'en', blocks: [{ kind: 'text', text: 'Hello there' }] });
  await database.write(3, (tx) =>
    tx.models.run.create({
      data: {
        campaignId: 'bench',
        versionId: 1,
        occurrenceKey: randomUUID(),
        state: 'running',
        scheduledFor: 0n,
        createdAt: 0n,
      },
    }),
  );
  for (let from = 1; from <= count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from + 1) }, (_, i) => [
      from + i,
      keyring.encrypt(String(from + i)),
    ]);
    await database.write(3, async (tx) => {
      const people = jsonRows(tx.dialect, rows, { id: 'int', address: 'text' });
      await tx.execute(
        sql`INSERT INTO customer (id, created_at) SELECT r.id, 0 FROM ${people} WHERE true`,
      );
      await tx.execute(sql`
        INSERT INTO channel_identity (id, customer_id, channel_account, address, address_hash, linked_at)
        SELECT r.id, r.id, 'bench', r.address, 'h' || r.id, 0 FROM ${people} WHERE true`);
      await tx.execute(sql`
        INSERT INTO delivery (purpose, run_id, dedupe_key, customer_id, identity_id, channel_account, locale,
          content, due_at, deadline_at, created_at)
        SELECT 'campaign', 1, 'bench:' || r.id, r.id, r.id, 'bench', 'en', ${content}, 0, 9007199254740991, 0
        FROM ${people} WHERE true`);
    });
  }
}

function dispatchOf(database, account) {
  const worker = workerName();
  return startDispatch({
    accounts: [account],
    deliveries: deliveryStore(database, keyring, clock),
    leases: leaseStore(database),
    recheck: async (held) => new Map(held.map(({ id }) => [id, { kind: 'send' }])),
    render: async (held) =>
      new Map(held.map(({ id, content }) => [id, { ok: true, message: content }])),
    policies: async () => new Map(),
    digest: nodeDigest,
    clock,
    log: silent,
    worker,
    isDead: () => false,
    scope: 'bench',
    bell: newBell(),
    isShared: false,
    limiterFor: ({ name, rate }) =>
      localLimiter({ account: name, perSecond: rate.perSecond, now: Date.now }),
  });
}

async function leftIn(database) {
  const [row] = await database.query(
    sql`SELECT count(*) AS left_over FROM delivery WHERE state IN ('planned', 'claimed', 'sending')`,
  );
  return row.left_over;
}

/** @returns deliveries a second, from the first claim to the last outcome written */
async function ownSpeed(kind) {
  return withDatabase(kind, async (database) => {
    await fill(database, messages);
    const startedAt = performance.now();
    const dispatcher = dispatchOf(database, nullChannel);
    while ((await leftIn(database)) > 0) await sleep(50);
    const perSecond = (messages * 1_000) / (performance.now() - startedAt);
    await dispatcher.stop();
    return perSecond;
  });
}

/** The platform, in a process of its own so that its clock is not ours. */
async function withPlatform(perSecond, work) {
  const child = fork(new URL('./dispatch-platform.mjs', import.meta.url), [String(perSecond)]);
  const told = (kind) =>
    new Promise((resolve) => {
      const hear = (message) => {
        if (message.kind !== kind) return;
        child.off('message', hear);
        resolve(message);
      };
      child.on('message', hear);
    });
  const { url, token } = await told('ready');
  try {
    return await work({
      url,
      token,
      counts: () => {
        child.send('counts');
        return told('counts');
      },
    });
  } finally {
    child.kill();
  }
}

async function limitUse(kind, perSecond) {
  return withPlatform(perSecond, (platform) =>
    withDatabase(kind, async (database) => {
      await fill(database, Math.ceil(perSecond * (seconds + 2)));
      const settings = {
        token: platform.token,
        api_root: platform.url,
        per_second: perSecond,
        per_chat_ms: 0,
        concurrency: 100,
      };
      const opened = telegram.open('bench', settings, {
        publicUrl: null,
        now: Date.now,
        log: silent,
      });
      if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
      const dispatcher = dispatchOf(database, opened.account);
      await sleep(1_000);
      const before = await platform.counts();
      await sleep(seconds * 1_000);
      const after = await platform.counts();
      await dispatcher.stop();
      const used = (after.taken - before.taken) / ((after.at - before.at) / 1_000) / perSecond;
      return { used, refused: after.refused, most: after.most };
    }),
  );
}

const [{ model }] = cpus();
console.log(
  `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
console.log(
  `\n${messages.toLocaleString('en')} messages into a channel that takes all, durable intents, deliveries/s`,
);
for (const kind of ['sqlite', 'postgresql']) {
  const speeds = [];
  for (let i = 0; i < 3; i++) speeds.push(await ownSpeed(kind));
  const all = speeds.map((speed) => Math.round(speed).toLocaleString('en')).join('  ');
  console.log(
    `  ${kind.padEnd(11)} ${Math.round(median(speeds)).toLocaleString('en').padStart(7)}   (${all})`,
  );
}
console.log(
  `\ntelegraf over loopback HTTP to a platform with a limit in any sliding second, ${seconds} s`,
);
for (const perSecond of [30, 1_000]) {
  for (const kind of ['sqlite', 'postgresql']) {
    const { used, refused, most } = await limitUse(kind, perSecond);
    const share = `${(used * 100).toFixed(1)} %`;
    console.log(
      `  ${String(perSecond).padStart(5)}/s ${kind.padEnd(11)} ${share.padStart(7)} used, ${refused} refused, at most ${most} in a second`,
    );
  }
}
