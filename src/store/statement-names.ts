import type { SqlQuery } from '@prisma/driver-adapter-utils';

/** A statement that is written by hand and comes again with other values. */
export interface RecurringQuery extends SqlQuery {
  readonly recurs: true;
}

const mostNames = 400;

/**
 * Names for PostgreSQL's prepared statements: each connection parses and plans a named one once. Only what recurs gets
 * one, from its second coming on, and only so many do: each costs memory on every connection.
 *
 * @returns the name for a statement; '' leaves it without
 */
export function statementNames(most = mostNames): (query: SqlQuery) => string {
  const names = new Map<string, string>();
  return (query) => {
    if (!('recurs' in query)) return '';
    const name = names.get(query.sql);
    if (name !== undefined) return name;
    if (names.size >= most) return '';
    names.set(query.sql, `hawker_${names.size}`);
    return '';
  };
}
