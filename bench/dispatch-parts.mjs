// What bench/dispatch.mjs and bench/dispatch-peer.mjs share: a database full of messages, workers, a platform.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import pg from 'pg';
import { keyringOf } from '../dist/src/runtime/keyring.js';
import { openDatabase } from '../dist/src/store/client.js';
import { jsonRows } from '../dist/src/store/dialect.js';
import { applyMigrations } from '../dist/src/store/migrate.js';

const root = new URL('..', import.meta.url).pathname;
const redisUrl = process.env.HAWKER_TEST_REDIS ?? 'redis://127.0.0.1:6379';
const keyring = keyringOf(Buffer.alloc(32, 7));
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function withDatabase(kind, work) {
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

export async function fill(database, count) {
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

/** A process of its own that answers by messages. */
export function forked(script, argument) {
  const child = fork(new URL(script, import.meta.url), [argument]);
  const told = (kind) =>
    new Promise((resolve) => {
      const hear = (message) => {
        if (message.kind !== kind) return;
        child.off('message', hear);
        resolve(message);
      };
      child.on('message', hear);
    });
  return { child, told };
}

export async function startWorkers(url, count, isShared, platform) {
  const settings = {
    url,
    scope: randomUUID(),
    ...(isShared ? { redisUrl } : {}),
    ...(platform === undefined ? {} : { platform }),
  };
  const workers = Array.from({ length: count }, () =>
    forked('./dispatch-worker.mjs', JSON.stringify(settings)),
  );
  await Promise.all(workers.map(({ told }) => told('ready')));
  for (const { child } of workers) child.send('go');
  return {
    /** As a power cut would. */
    kill: () => Promise.all(workers.map(({ child }) => killed(child))),
    async stop() {
      const stopped = workers.map(async ({ child, told }) => {
        child.send('stop');
        return told('stopped');
      });
      const cpuMs = (await Promise.all(stopped)).map((each) => each.cpuMs);
      return cpuMs.reduce((sum, each) => sum + each, 0);
    },
  };
}

/** The platform, in a process of its own so that its clock is not ours. */
export async function withPlatform(perSecond, work) {
  const { child, told } = forked('./dispatch-platform.mjs', String(perSecond));
  const { url, token } = await told('ready');
  const counts = () => {
    child.send('counts');
    return told('counts');
  };
  try {
    return await work({ url, token, counts });
  } finally {
    child.kill();
  }
}

/** `kill -9`, until it is gone. */
export function killed(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}
