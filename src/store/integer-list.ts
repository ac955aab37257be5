import { raw, type Sql } from '@prisma/client/runtime/client';
import type { Dialect } from './database.js';

// Hundreds of thousands of small rows cost an object each on their way through the driver. Joined to one
// text for each group in the database, they cost one short scan.

/** An aggregate: the comma-separated integers of every row of a group, in no particular order. */
export function integerList(dialect: Dialect, ...columns: readonly string[]): Sql {
  const row = columns.map((name) => `cast(${name} AS text)`).join(` || ',' || `);
  return raw(dialect === 'sqlite' ? `group_concat(${row}, ',')` : `string_agg(${row}, ',')`);
}

/** The integers ≥ 0 of comma-separated texts, one text after the other. */
export function parseIntegerLists(texts: readonly string[]): Int32Array {
  const values = new Int32Array(texts.reduce((sum, text) => sum + countIn(text), 0));
  let at = 0;
  for (const text of texts) at = parseInto(values, at, text);
  return values;
}

/** Every `width`-th integer from `offset` on. */
export function column(values: Int32Array, width: number, offset: number): Int32Array {
  return Int32Array.from(
    { length: values.length / width },
    (_, row) => values[row * width + offset] as number,
  );
}

const comma = 44;
const zero = 48;

export function countIn(text: string): number {
  if (text === '') return 0;
  let count = 1;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === comma) count++;
  return count;
}

function parseInto(values: Int32Array, start: number, text: string): number {
  if (text === '') return start;
  let at = start;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === comma) {
      values[at++] = value;
      value = 0;
    } else value = value * 10 + code - zero;
  }
  values[at++] = value;
  return at;
}
