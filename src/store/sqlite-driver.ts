import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import Database from 'libsql';
import { sqliteFault } from './sqlite-fault.js';

// Prisma's own libSQL adapter opens a new connection after every transaction, which loses the PRAGMAs
// that make an intent durable; its better-sqlite3 adapter needs a compiler where no prebuilt binary can
// be had. This one keeps a single libSQL connection and begins IMMEDIATE: a deferred transaction that
// reads first and writes second fails at once when another process wrote in between.

const columnTypes: Record<string, ColumnType> = {
  INTEGER: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  TEXT: ColumnTypeEnum.Text,
  REAL: ColumnTypeEnum.Double,
  BOOLEAN: ColumnTypeEnum.Boolean,
  BLOB: ColumnTypeEnum.Bytes,
  DATETIME: ColumnTypeEnum.DateTime,
};

const provider = 'sqlite' as const;
const adapterName = 'hawker-libsql';

/** Compiled statements by their text, those used last behind. */
type Statements = Map<string, Database.Statement>;
// More than the hand-written ones; what the models make of long lists comes once and goes.
const keptStatements = 300;

class Connection {
  readonly provider = provider;
  readonly adapterName = adapterName;
  protected readonly database: Database.Database;
  readonly #statements: Statements;

  constructor(database: Database.Database, statements: Statements) {
    this.database = database;
    this.#statements = statements;
  }

  // SQLite compiles a kept statement anew by itself when the schema has changed.
  #prepared(sql: string): Database.Statement {
    const kept = this.#statements.get(sql);
    const statement = kept ?? this.database.prepare(sql);
    if (kept !== undefined) this.#statements.delete(sql);
    else if (statement.reader) statement.raw();
    this.#statements.set(sql, statement);
    if (this.#statements.size > keptStatements) this.#forgetOldest();
    return statement;
  }

  #forgetOldest(): void {
    const [oldest] = this.#statements.keys();
    if (oldest !== undefined) this.#statements.delete(oldest);
  }

  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.attempt(() => {
      const statement = this.#prepared(query.sql);
      const args = query.args.map((arg, i) => toSqlite(arg, query.argTypes[i]?.scalarType));
      if (!statement.reader) {
        statement.run(args);
        return { columnNames: [], columnTypes: [], rows: [] };
      }
      const values = statement.all(args) as unknown[][];
      // After it has run: a kept statement learns of a new column when it is next stepped.
      const columns = statement.columns();
      const types = columns.map((column, i) => typeOfColumn(column.type, values, i));
      return { columnNames: columns.map((c) => c.name), columnTypes: types, rows: plain(values) };
    });
  }

  async executeRaw(query: SqlQuery): Promise<number> {
    return this.attempt(() => {
      const args = query.args.map((arg, i) => toSqlite(arg, query.argTypes[i]?.scalarType));
      return this.#prepared(query.sql).run(args).changes;
    });
  }

  protected attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // biome-ignore lint/style/useErrorCause: the class takes the mapped fault as its cause
      throw new DriverAdapterError(sqliteFault(error));
    }
  }
}

class OpenTransaction extends Connection implements Transaction {
  readonly options = { usePhantomQuery: false };
  commit = async () => undefined;
  rollback = async () => undefined;
}

const memberEndings: Record<string, string> = {
  COMMIT: 'RELEASE member',
  ROLLBACK: 'ROLLBACK TO member; RELEASE member',
};

/** A transaction inside the one that several share: what ends it ends its savepoint alone. */
class OpenMember extends OpenTransaction {
  override async executeRaw(query: SqlQuery): Promise<number> {
    const ending = memberEndings[query.sql];
    if (ending === undefined) return super.executeRaw(query);
    this.attempt(() => this.database.exec(ending));
    return 0;
  }
}

/** One transaction that several writes share, so that they pay for one commit. */
export interface SharedTransaction {
  /** Until it is committed, every transaction begun on the connection is a part of it that can be undone alone. */
  begin(): Promise<void>;
  /** False once a fault has made the database undo all of it. */
  isOpen(): boolean;
  commit(): Promise<void>;
  /** Undoes what is left of it; nothing to do after a commit. */
  abandon(): Promise<void>;
}

class Adapter extends Connection implements SqlDriverAdapter, SharedTransaction {
  readonly #isReader: boolean;
  readonly #kept: Statements;
  #isShared = false;

  constructor(database: Database.Database, isReader: boolean) {
    const kept: Statements = new Map();
    super(database, kept);
    this.#kept = kept;
    this.#isReader = isReader;
  }

  override async executeRaw(query: SqlQuery): Promise<number> {
    // The migration engine asks for an exclusive file lock, which no other open connection survives;
    // src/store/migrate.ts lets one migration run at a time by a lock of its own.
    if (query.sql.startsWith('PRAGMA main.locking_mode')) return 0;
    return super.executeRaw(query);
  }

  async executeScript(script: string): Promise<void> {
    this.attempt(() => this.database.exec(script));
  }

  async begin(): Promise<void> {
    this.attempt(() => this.database.exec('BEGIN IMMEDIATE'));
    this.#isShared = true;
  }

  isOpen(): boolean {
    return this.database.inTransaction;
  }

  async commit(): Promise<void> {
    this.attempt(() => this.database.exec('COMMIT'));
    this.#isShared = false;
  }

  async abandon(): Promise<void> {
    this.#isShared = false;
    if (this.isOpen()) this.attempt(() => this.database.exec('ROLLBACK'));
  }

  // No queue here: src/store/writer.ts lets one transaction at a time onto a connection.
  async startTransaction(): Promise<Transaction> {
    if (this.#isShared) return this.#startMember();
    // Prisma wraps a long list of ids in a transaction of its own, which a connection for reading may not write-lock.
    const begin = this.#isReader ? 'BEGIN' : 'BEGIN IMMEDIATE';
    this.attempt(() => this.database.exec(begin));
    return new OpenTransaction(this.database, this.#kept);
  }

  #startMember(): Transaction {
    // A savepoint outside of a transaction would begin one of its own.
    if (!this.database.inTransaction) throw new Error('the shared transaction was broken off');
    this.attempt(() => this.database.exec('SAVEPOINT member'));
    return new OpenMember(this.database, this.#kept);
  }

  async dispose(): Promise<void> {
    this.database.close();
  }
}

export interface SqliteConnection {
  readonly file: string;
  /** How long a statement blocks this thread while another process holds the write lock. */
  readonly busyTimeoutMs: number;
  /** FULL: a committed intent survives a power cut. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly queryOnly: boolean;
}

/** Runs `work` while nobody else holds the same lock; waits for it up to a minute. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = new Database(file, { timeout: 0 } as Database.Options);
  try {
    await held(lock, Date.now() + 60_000);
    return await work();
  } finally {
    lock.close();
  }
}

// Asks again instead of letting SQLite wait: that would block this thread, and its holder may be on it.
async function held(lock: Database.Database, untilMs: number): Promise<void> {
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY' || Date.now() > untilMs) throw error;
    await sleep(50);
    await held(lock, untilMs);
  }
}

interface SqliteDriver extends SqlMigrationAwareDriverAdapterFactory {
  connect(): Promise<SqlDriverAdapter & SharedTransaction>;
}

/** One libSQL connection as a Prisma driver adapter. */
export function sqliteDriver(options: SqliteConnection): SqliteDriver {
  const connect = async () => new Adapter(open(options), options.queryOnly);
  const connectToShadowDb = async () =>
    new Adapter(open({ ...options, file: ':memory:', queryOnly: false }), false);
  return { provider, adapterName, connect, connectToShadowDb };
}

function open(options: SqliteConnection): Database.Database {
  const database = new Database(options.file, {
    timeout: options.busyTimeoutMs,
  } as Database.Options);
  database.defaultSafeIntegers(true);
  // A new file is turned to WAL once; PRAGMA journal_mode also blocks on other processes, so ask first.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(`PRAGMA synchronous = ${options.synchronous}`);
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA cache_size = -65536');
  database.exec('PRAGMA temp_store = MEMORY');
  // Reads only: the one that writes has its pages in its cache, and mapped beside it they count twice.
  if (options.queryOnly) database.exec('PRAGMA mmap_size = 268435456');
  if (options.queryOnly) database.exec('PRAGMA query_only = ON');
  return database;
}

function typeOfColumn(declared: string | null, rows: unknown[][], column: number): ColumnType {
  const known = declared === null ? undefined : columnTypes[declared.toUpperCase()];
  if (known !== undefined) return known;
  const sample = rows.find((row) => row[column] !== null)?.[column];
  if (typeof sample === 'bigint') return ColumnTypeEnum.Int64;
  if (typeof sample === 'number') return ColumnTypeEnum.Double;
  return sample instanceof Uint8Array ? ColumnTypeEnum.Bytes : ColumnTypeEnum.Text;
}

// In place: the rows are ours alone, and a copy of a million of them is not free.
function plain(rows: unknown[][]): unknown[][] {
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      if (typeof value !== 'bigint') continue;
      const number = Number(value);
      row[i] = Number.isSafeInteger(number) ? number : value.toString();
    }
  }
  return rows;
}

function toSqlite(arg: unknown, type: string | undefined): unknown {
  if (typeof arg === 'boolean') return arg ? 1 : 0;
  if (arg instanceof Date) return arg.getTime();
  if (typeof arg === 'string' && (type === 'bigint' || type === 'int')) return BigInt(arg);
  if (typeof arg === 'string' && type === 'bytes') return Buffer.from(arg, 'base64');
  // libSQL binds a JavaScript number as REAL; a whole one must arrive as INTEGER.
  if (typeof arg === 'number' && Number.isSafeInteger(arg)) return BigInt(arg);
  return arg;
}
