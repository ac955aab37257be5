import { raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Dialect } from './database.js';

// The few expressions in which the two databases differ. A statement whose whole shape differs stands as
// a pair beside its use.

/** Column name → its PostgreSQL type; SQLite takes the values as they are. */
export type JsonColumns = Readonly<Record<string, 'int' | 'bigint' | 'text' | 'boolean'>>;

/**
 * Rows as one JSON parameter, to stand behind FROM under the name `r`.
 *
 * @param rows values in the order of the columns
 */
export function jsonRows(
  dialect: Dialect,
  rows: readonly (readonly unknown[])[],
  columns: JsonColumns,
): Sql {
  const names = Object.keys(columns);
  if (dialect === 'sqlite') {
    // By position: measured half again as fast as by name.
    const cells = names.map((name, i) => `value->>${i} AS ${name}`).join(', ');
    return sql`(SELECT ${raw(cells)} FROM json_each(${JSON.stringify(rows)})) r`;
  }
  const objects = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
  const typed = names.map((name) => `${name} ${columns[name]}`).join(', ');
  return sql`json_to_recordset(${JSON.stringify(objects)}::json) AS r(${raw(typed)})`;
}

/**
 * Texts as a list for `IN`. As an array PostgreSQL counts them, or takes ten for granted; of JSON it takes a hundred, and
 * with a few subselects beside them a plan that looks dear enough to be compiled each time (measured: 50 ms).
 */
export function textsIn(dialect: Dialect, texts: readonly string[]): Sql {
  return dialect === 'sqlite'
    ? sql`(SELECT value FROM json_each(${JSON.stringify(texts)}))`
    : sql`(SELECT unnest(${[...texts]}::text[]))`;
}

/** A condition: the column is one of these texts; with one, the plain comparison that an index answers best. */
export function isAmong(dialect: Dialect, column: string, texts: readonly string[]): Sql {
  const [only, ...others] = texts;
  return only !== undefined && others.length === 0
    ? sql`${raw(column)} = ${only}`
    : sql`${raw(column)} IN ${textsIn(dialect, texts)}`;
}

/** The whole numbers of a JSON array as a list for `IN`. */
export function numbersIn(dialect: Dialect, numbers: readonly number[]): Sql {
  const json = JSON.stringify(numbers);
  return dialect === 'sqlite'
    ? sql`(SELECT value FROM json_each(${json}))`
    : sql`(SELECT json_array_elements_text(${json}::json)::int)`;
}

/**
 * A condition: the column is one of these whole numbers. Where many rows are changed by id: PostgreSQL guesses a subselect
 * to be a hundred rows whatever it holds, and reads the whole table beside it; an array it counts.
 */
export function isOneOf(dialect: Dialect, column: string, numbers: readonly number[]): Sql {
  return dialect === 'sqlite'
    ? sql`${raw(column)} IN ${numbersIn(dialect, numbers)}`
    : sql`${raw(column)} = ANY (${[...numbers]}::int[])`;
}

/** The bytes that a column holds as hex text. */
export function bytesOf(dialect: Dialect, hexColumn: string): Sql {
  return dialect === 'sqlite' ? raw(`unhex(${hexColumn})`) : raw(`decode(${hexColumn}, 'hex')`);
}

/**
 * A column that SQLite's planner, which has no statistics, is not to look up by: where the rows are given by id, it
 * would rather walk through all rows in a state.
 */
export function notIndexed(dialect: Dialect, column: string): Sql {
  return raw(dialect === 'sqlite' ? `+${column}` : column);
}
