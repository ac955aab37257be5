import type { Sql } from '@prisma/client/runtime/client';
import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQueryable,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { type Dialect, type Statements, Undone } from './database.js';
import type { RecurringQuery } from './statement-names.js';

const asGiven = { scalarType: 'unknown', arity: 'scalar' } as const;

/** Statements straight to the driver: the models' engine has nothing to add to hand-written SQL but time. */
export function statementsOn(queryable: SqlQueryable, dialect: Dialect): Statements {
  return {
    dialect,
    query: async <Row>(sql: Sql) =>
      rowsOf(await queryable.queryRaw(queryOf(sql, dialect))) as Row[],
    execute: (sql: Sql) => queryable.executeRaw(queryOf(sql, dialect)),
  };
}

/** One transaction; rolled back if `work` throws or says so. */
export async function transact<T>(
  adapter: SqlDriverAdapter,
  dialect: Dialect,
  work: (tx: Statements) => Promise<T | Undone<T>>,
): Promise<T> {
  const open = await adapter.startTransaction();
  const say = (sql: string) => open.executeRaw({ sql, args: [], argTypes: [] });
  try {
    const result = await work(statementsOn(open, dialect));
    const isUndone = result instanceof Undone;
    await say(isUndone ? 'ROLLBACK' : 'COMMIT');
    await (isUndone ? open.rollback() : open.commit());
    return isUndone ? result.answer : result;
  } catch (error) {
    // The fault that ended it is the one to tell; a connection that is gone has rolled back by itself.
    await say('ROLLBACK').catch(() => undefined);
    await open.rollback();
    throw error;
  }
}

function queryOf(sql: Sql, dialect: Dialect): RecurringQuery {
  const args = sql.values;
  const text = dialect === 'sqlite' ? sql.sql : sql.text;
  return { sql: text, args, argTypes: args.map(() => asGiven), recurs: true };
}

type Reader = (value: unknown) => unknown;

// All of our 64-bit integers are safe ones; numeric sums of PostgreSQL come as text.
const readers: Partial<Record<ColumnType, Reader>> = {
  [ColumnTypeEnum.Int64]: (value) => (value === null ? null : Number(value)),
  [ColumnTypeEnum.Numeric]: (value) => (value === null ? null : Number(value)),
  [ColumnTypeEnum.Boolean]: (value) => (value === null ? null : Boolean(value)),
};

function rowsOf({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  const read = columnTypes.map((type) => readers[type]);
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columnNames.length; i++) {
      row[columnNames[i] as string] = read[i] === undefined ? values[i] : read[i]?.(values[i]);
    }
    return row;
  });
}
