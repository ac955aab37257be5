import type { Sql } from '@prisma/client/runtime/client';
import type { PrismaClient } from './generated/sqlite/client.js';
import type { WritePriority } from './writer.js';

export type Dialect = 'sqlite' | 'postgresql';

/** Hand-written statements. */
export interface Statements {
  readonly dialect: Dialect;
  /** Rows as plain objects; 64-bit integers come as numbers (all of ours are safe ones), booleans as true and false. */
  query<Row>(sql: Sql): Promise<Row[]>;
  /** @returns how many rows it changed */
  execute(sql: Sql): Promise<number>;
}

/** The Prisma models inside a transaction, and hand-written statements beside them. */
export interface Tx extends Statements {
  readonly models: Omit<PrismaClient, `$${string}`>;
}

/** What `writeSql` answers with while it undoes all that its work did: a refusal leaves nothing behind. */
export class Undone<T> {
  readonly answer: T;

  constructor(answer: T) {
    this.answer = answer;
  }
}

/** The shop's database. Reads see committed data only; every write goes through `write`. */
export interface Database extends Tx {
  /** One transaction. On SQLite transactions queue by priority; on PostgreSQL they run side by side (READ COMMITTED). */
  write<T>(priority: WritePriority, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for hand-written statements alone, which spares what the models' engine costs each of them. */
  writeSql<T>(
    priority: WritePriority,
    work: (tx: Statements) => Promise<T | Undone<T>>,
  ): Promise<T>;
  close(): Promise<void>;
}
