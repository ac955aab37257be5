import type { Error as DriverFault } from '@prisma/driver-adapter-utils';

/** SQLite's error code and message as the fault that Prisma's client understands. */
export function sqliteFault(error: unknown): DriverFault {
  const { code, message } = error as { code?: string; message?: string };
  if (typeof code !== 'string' || typeof message !== 'string') throw error;
  return { originalCode: code, originalMessage: message, ...faultOf(code, message) };
}

function faultOf(code: string, message: string): DriverFault {
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return { kind: 'UniqueConstraintViolation', constraint: { fields: columnsIn(message) } };
  }
  if (code === 'SQLITE_CONSTRAINT_NOTNULL') {
    return { kind: 'NullConstraintViolation', constraint: { fields: columnsIn(message) } };
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return { kind: 'ForeignKeyConstraintViolation', constraint: { foreignKey: {} } };
  }
  if (code.startsWith('SQLITE_BUSY')) return { kind: 'SocketTimeout' };
  const table = /no such table: (\S+)/.exec(message)?.[1];
  if (table !== undefined) return { kind: 'TableDoesNotExist', table };
  return { kind: 'sqlite', extendedCode: 1, message: `${code}: ${message}` };
}

function columnsIn(message: string): string[] {
  const list = message.split('constraint failed: ')[1] ?? '';
  return list.split(', ').map((field) => field.split('.').at(-1) ?? field);
}
