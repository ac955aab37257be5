import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Sql } from '@prisma/client/runtime/client';
import type { Database, Dialect, Tx } from './database.js';
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.js';
import { PrismaClient } from './generated/sqlite/client.js';
import { type SqliteConnection, sqliteDriver } from './sqlite-driver.js';
import { type WritePriority, Writer } from './writer.js';

// A statement under our own lock is short; a bulk chunk may not be. Prisma's five seconds are too few.
const transactionLimits = { maxWait: 60_000, timeout: 600_000 };

/**
 * Opens the database that a URL names; creates nothing but a missing folder.
 *
 * @param url `file:data/hawker.db` or `postgresql://…`
 */
export function openDatabase(url: string): Database {
  return dialectOf(url) === 'sqlite' ? openSqlite(url) : openPostgresql(url);
}

export function dialectOf(url: string): Dialect {
  return /^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite';
}

/** How `url` is opened for reading or writing, and for migrations. */
export function sqliteConnection(url: string, use: 'read' | 'write'): SqliteConnection {
  const file = url.replace(/^file:/, '');
  mkdirSync(dirname(file), { recursive: true });
  return { file, busyTimeoutMs: 250, synchronous: 'FULL', queryOnly: use === 'read' };
}

export function postgresqlAdapter(url: string): PrismaPg {
  return new PrismaPg({ connectionString: url, max: 10 });
}

function openSqlite(url: string): Database {
  // Writer first: it turns a new file to WAL.
  const writing = new PrismaClient({ adapter: sqliteDriver(sqliteConnection(url, 'write')) });
  const reading = new PrismaClient({ adapter: sqliteDriver(sqliteConnection(url, 'read')) });
  const writer = new Writer();
  const write = <T>(priority: WritePriority, work: (tx: Tx) => Promise<T>) =>
    writer.run(priority, () => whenNotBusy(() => transact(writing, 'sqlite', work)));
  const close = async () => {
    await writer.run(3, async () => {
      await reading.$disconnect();
      await writing.$disconnect();
    });
  };
  return { ...asTx(reading, 'sqlite'), write, close };
}

function openPostgresql(url: string): Database {
  // The two clients are generated from one schema (a test proves it): the SQLite one's types serve both.
  const client = new PostgresqlClient({
    adapter: postgresqlAdapter(url),
  }) as unknown as PrismaClient;
  const write = <T>(_priority: WritePriority, work: (tx: Tx) => Promise<T>) =>
    transact(client, 'postgresql', work);
  return { ...asTx(client, 'postgresql'), write, close: () => client.$disconnect() };
}

function transact<T>(client: PrismaClient, dialect: Dialect, work: (tx: Tx) => Promise<T>) {
  return client.$transaction((tx) => work(asTx(tx as PrismaClient, dialect)), transactionLimits);
}

type Raw = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

function asTx(client: PrismaClient, dialect: Dialect): Tx {
  const raw: Raw = client;
  return {
    dialect,
    models: client,
    query: async <Row>(sql: Sql) => withPlainNumbers(await raw.$queryRaw<Row[]>(sql)),
    execute: (sql: Sql) => raw.$executeRaw(sql),
  };
}

// In place: the rows were made for us. numeric sums of PostgreSQL arrive as Decimal objects.
function withPlainNumbers<Row>(rows: Row[]): Row[] {
  for (const row of rows as Record<string, unknown>[]) {
    for (const column in row) {
      const value = row[column];
      if (typeof value === 'bigint') row[column] = Number(value);
      else if (isDecimal(value)) row[column] = value.toNumber();
    }
  }
  return rows;
}

function isDecimal(value: unknown): value is { toNumber(): number } {
  return typeof value === 'object' && value !== null && 'toNumber' in value;
}

// Another process (a CLI import beside the service) may hold SQLite's one write lock for a while. The
// lock is asked for at BEGIN, so nothing of `work` has happened when it is refused.
async function whenNotBusy<T>(work: () => Promise<T>, waitedMs = 0): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isBusy(error) || waitedMs > 60_000) throw error;
    const pauseMs = 20 + Math.min(waitedMs, 500);
    await sleep(pauseMs);
    return whenNotBusy(work, waitedMs + pauseMs + 250);
  }
}

function isBusy(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'P1008' || /SocketTimeout|SQLITE_BUSY|database is locked/.test(message ?? '');
}
