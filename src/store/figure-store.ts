import { join, raw, sqltag as sql } from '@prisma/client/runtime/client';
import { dayMs } from '../domain/segment/figure.js';
import type { ProfileFigureName } from '../domain/segment/rule.js';
import type { FigureStore } from '../ports/figure-store.js';
import type { Database } from './database.js';
import { figureExpression, isSinceFigure } from './figure-sql.js';
import { isLiving } from './living-sql.js';

// A text of a few megabytes at a time, whatever the size of the shop.
const idsPerPage = 50_000;

export function figureStore(database: Database): FigureStore {
  return { figures: (names, asOf) => figures(database, names, asOf) };
}

async function figures(database: Database, names: readonly ProfileFigureName[], asOf: number) {
  const [found] = await database.query<{ last: number | null }>(
    sql`SELECT MAX(id) AS last FROM customer`,
  );
  const ids: Int32Array[] = [];
  const values: Float64Array[] = [];
  for (let after = 0; after < (found?.last ?? 0); after += idsPerPage) {
    const list = await page(database, names, { asOf, after });
    const read = readRows(list, names);
    ids.push(read.ids);
    values.push(read.values);
  }
  return { customerIds: joined(Int32Array, ids), values: joined(Float64Array, values) };
}

/** `id,figure,figure;id,…` in ascending order of ids; nothing between the commas where a figure is unknown. */
async function page(
  database: Database,
  names: readonly ProfileFigureName[],
  { asOf, after }: { readonly asOf: number; readonly after: number },
): Promise<string> {
  const cells = names.map((name) => {
    const value = isSinceFigure(name)
      ? sql`(CAST(${asOf} AS BIGINT) - ${figureExpression(name)})`
      : sql`(${figureExpression(name)})`;
    return sql`COALESCE(CAST(${value} AS TEXT), '')`;
  });
  const row = sql`SELECT c.id, CAST(c.id AS TEXT) || ',' || ${join(cells, ` || ',' || `)} AS cells
    FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
    WHERE c.id > ${after} AND c.id <= ${after + idsPerPage} AND ${isLiving} ORDER BY c.id`;
  const list = raw(
    database.dialect === 'sqlite'
      ? `group_concat(cells, ';' ORDER BY id)`
      : `string_agg(cells, ';' ORDER BY id)`,
  );
  const [found] = await database.query<{ list: string | null }>(
    sql`SELECT ${list} AS list FROM (${row}) AS known`,
  );
  return found?.list ?? '';
}

function readRows(list: string, names: readonly ProfileFigureName[]) {
  const rows = list === '' ? [] : list.split(';');
  const ids = new Int32Array(rows.length);
  const values = new Float64Array(rows.length * names.length);
  const isDays = names.map(isSinceFigure);
  rows.forEach((row, at) => {
    const cells = row.split(',');
    ids[at] = Number(cells[0]);
    names.forEach((_, f) => {
      const cell = cells[f + 1] ?? '';
      const value = cell === '' ? Number.NaN : Number(cell);
      values[at * names.length + f] = isDays[f] === true ? Math.floor(value / dayMs) : value;
    });
  });
  return { ids, values };
}

function joined<T extends Int32Array | Float64Array>(
  Kind: new (length: number) => T,
  parts: readonly T[],
): T {
  const whole = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
