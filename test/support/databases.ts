import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase } from '../../src/store/client.js';
import type { Database } from '../../src/store/database.js';
import { applyMigrations } from '../../src/store/migrate.js';
import { postgresqlServer } from './servers.js';

export const programRoot = resolve(import.meta.dirname, '../..');

export interface TestDatabase {
  readonly name: 'sqlite' | 'postgresql';
  /** A new, migrated, empty database for this file; opened once, closed after the last test. */
  readonly database: () => Database;
  /** Its URL, to open a second client or process on it. */
  readonly url: () => string;
}

/** Runs one suite on both databases, each with a fresh migrated database per call. */
export function onEachDatabase(suite: string, body: (test: TestDatabase) => void): void {
  describe(`${suite} on sqlite`, () => body(withDatabase('sqlite', sqliteUrl)));
  const server = postgresqlServer();
  describe.skipIf(server === null)(`${suite} on postgresql`, () =>
    body(withDatabase('postgresql', () => postgresqlUrl(server ?? ''))),
  );
}

function withDatabase(name: TestDatabase['name'], create: () => Promise<Created>): TestDatabase {
  let database: Database | undefined;
  let created: Created | undefined;
  beforeAll(async () => {
    created = await create();
    await applyMigrations(created.url, programRoot);
    database = openDatabase(created.url);
  });
  afterAll(async () => {
    await database?.close();
    await created?.drop();
  });
  const need = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('used before beforeAll');
    return value;
  };
  return { name, database: () => need(database), url: () => need(created).url };
}

interface Created {
  readonly url: string;
  drop(): Promise<void>;
}

async function sqliteUrl(): Promise<Created> {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-'));
  const drop = async () => rmSync(folder, { recursive: true, force: true });
  return { url: `file:${join(folder, 'hawker.db')}`, drop };
}

export async function postgresqlUrl(server: string): Promise<Created> {
  const name = `hawker_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
