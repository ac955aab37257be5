// Databases of a benchmark's own, gone when its work is done.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const server =
  process.env.HAWKER_BENCH_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** @param work takes the URL of an empty database */
export async function onSqlite(work) {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-bench-'));
  try {
    return await work(`file:${join(folder, 'bench.db')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param work takes the URL of an empty database on the server at HAWKER_BENCH_POSTGRESQL */
export async function onPostgresql(work) {
  const name = `hawker_bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    return await work(url.href);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}
