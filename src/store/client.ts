import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Sql } from '@prisma/client/runtime/client';
import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Database, Dialect, Statements, Tx, Undone } from './database.js';
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.js';
import { PrismaClient } from './generated/sqlite/client.js';
import { type SqliteConnection, sqliteDriver } from './sqlite-driver.js';
import { statementNames } from './statement-names.js';
import { statementsOn, transact } from './statements.js';
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
  const statementNameGenerator = statementNames();
  return new PrismaPg({ connectionString: url, max: 10 }, { statementNameGenerator });
}

type SqlWork<T> = (tx: Statements) => Promise<T | Undone<T>>;

function openSqlite(url: string): Database {
  // Writer first: it turns a new file to WAL.
  const forWriting = shared(sqliteDriver(sqliteConnection(url, 'write')));
  const forReading = shared(sqliteDriver(sqliteConnection(url, 'read')));
  const writing = new PrismaClient({ adapter: forWriting.factory });
  const reading = new PrismaClient({ adapter: forReading.factory });
  const writer = new Writer({
    begin: () => whenNotBusy(async () => (await forWriting.adapter()).begin()),
    isOpen: async () => (await forWriting.adapter()).isOpen(),
    commit: async () => (await forWriting.adapter()).commit(),
    abandon: async () => (await forWriting.adapter()).abandon(),
  });
  const write = <T>(priority: WritePriority, work: (tx: Tx) => Promise<T>) =>
    writer.run(priority, () => whenNotBusy(() => transactModels(writing, 'sqlite', work)));
  const writeSql = <T>(priority: WritePriority, work: SqlWork<T>) =>
    writer.run(priority, () =>
      whenNotBusy(async () => transact(await forWriting.adapter(), 'sqlite', work)),
    );
  const close = async () => {
    await writer.run(3, async () => {
      await Promise.all([reading.$disconnect(), writing.$disconnect()]);
      await Promise.all([forReading.close(), forWriting.close()]);
    });
  };
  return { models: reading, ...lazyStatements(forReading, 'sqlite'), write, writeSql, close };
}

function openPostgresql(url: string): Database {
  const pool = shared(postgresqlAdapter(url));
  // The two clients are generated from one schema (a test proves it): the SQLite one's types serve both.
  const client = new PostgresqlClient({ adapter: pool.factory }) as unknown as PrismaClient;
  const write = <T>(_priority: WritePriority, work: (tx: Tx) => Promise<T>) =>
    transactModels(client, 'postgresql', work);
  const writeSql = async <T>(_priority: WritePriority, work: SqlWork<T>) =>
    transact(await pool.adapter(), 'postgresql', work);
  const close = async () => {
    await client.$disconnect();
    await pool.close();
  };
  return { models: client, ...lazyStatements(pool, 'postgresql'), write, writeSql, close };
}

interface Shared<Adapter> {
  readonly factory: SqlDriverAdapterFactory;
  readonly adapter: () => Promise<Adapter>;
  readonly close: () => Promise<void>;
}

interface Connecting<Adapter extends SqlDriverAdapter> extends SqlDriverAdapterFactory {
  connect(): Promise<Adapter>;
}

// One connection (or pool) for the models and for hand-written statements; it outlives the models' client.
function shared<Adapter extends SqlDriverAdapter>(factory: Connecting<Adapter>): Shared<Adapter> {
  let opened: Promise<Adapter> | undefined;
  const adapter = () => {
    opened ??= factory.connect().catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const { provider, adapterName } = factory;
  const connect = async () => lent(await adapter());
  const close = async () => (await opened)?.dispose();
  return { factory: { provider, adapterName, connect }, adapter, close };
}

function lent(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const info = adapter.getConnectionInfo?.bind(adapter);
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => adapter.executeRaw(query),
    executeScript: (script) => adapter.executeScript(script),
    startTransaction: (isolation) => adapter.startTransaction(isolation),
    dispose: async () => undefined,
    ...(info === undefined ? {} : { getConnectionInfo: info }),
  };
}

function lazyStatements({ adapter }: Shared<SqlDriverAdapter>, dialect: Dialect): Statements {
  return {
    dialect,
    query: async <Row>(sql: Sql) => statementsOn(await adapter(), dialect).query<Row>(sql),
    execute: async (sql: Sql) => statementsOn(await adapter(), dialect).execute(sql),
  };
}

function transactModels<T>(client: PrismaClient, dialect: Dialect, work: (tx: Tx) => Promise<T>) {
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
