import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { WordMatter } from '../ports/segment-store.js';
import { attributeValuesSql } from './attribute-sql.js';
import type { Database } from './database.js';

const limit = 5_000;

/** Distinct values, for telling a slip of the pen from a group that happens to be empty. */
export async function wordsOf(database: Database, matter: WordMatter): Promise<string[]> {
  if (matter.kind === 'attribute') {
    const found = await database.query<{ json: string }>(
      attributeValuesSql(matter.name, database.dialect, limit),
    );
    const values = found.map(({ json }) => JSON.parse(json) as unknown);
    return [...new Set(values.filter(isSimple).map(String))].sort();
  }
  const column = raw(matter.kind);
  const found = await database.query<{ word: string }>(sql`
    SELECT DISTINCT ${column} AS word FROM product WHERE ${column} IS NOT NULL LIMIT ${limit}`);
  return found.map(({ word }) => word).sort();
}

function isSimple(value: unknown): value is string | number | boolean {
  return value !== '' && ['string', 'number', 'boolean'].includes(typeof value);
}
