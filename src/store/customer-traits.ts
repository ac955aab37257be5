import { raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CustomerTraits } from '../domain/recommender/shop-past.js';
import type { Database, Dialect } from './database.js';
import { numbersIn } from './dialect.js';
import { countIn, integerList, parseIntegerLists } from './integer-list.js';
import { isLiving } from './living-sql.js';
import { repeated } from './purchase-sets.js';

/**
 * Who has which trait: `tier:gold`, `language:zh`, `age:30` (of ten years), `country=France` (the shop's own facts:
 * texts, whole numbers, true and false).
 *
 * @param people ids; null: everybody
 * @param fewest a trait that fewer have is left out: it would tell who they are, and nothing about others
 */
export async function customerTraits(
  database: Database,
  {
    people,
    fewest,
    year,
  }: {
    readonly people: readonly number[] | null;
    readonly fewest: number;
    readonly year: number;
  },
): Promise<CustomerTraits> {
  const { dialect } = database;
  const among = people === null ? raw('TRUE') : sql`c.id IN ${numbersIn(dialect, people)}`;
  const rows = await database.query<{ name: string; list: string }>(sql`
    WITH person AS (
      SELECT c.id, c.birthday, c.member_tier, c.locale, c.attributes FROM customer c
      WHERE ${isLiving} AND ${among}),
    trait AS (
      SELECT id, 'tier:' || member_tier AS name FROM person WHERE member_tier IS NOT NULL
      UNION ALL
      SELECT id, 'language:' || lower(substr(locale, 1, 2)) FROM person WHERE locale IS NOT NULL
      UNION ALL
      SELECT id, 'age:' || ((${year} - cast(substr(birthday, 1, 4) AS integer)) / 10 * 10)
      FROM person WHERE birthday IS NOT NULL
      UNION ALL
      ${factsSql(dialect)})
    SELECT name, ${integerList(dialect, 'id')} AS list FROM trait
    GROUP BY name HAVING count(*) >= ${fewest} ORDER BY name`);
  return {
    names: rows.map(({ name }) => name),
    customers: parseIntegerLists(rows.map(({ list }) => list)),
    traits: repeated(rows.map(({ list }, id) => ({ id, times: countIn(list) }))),
  };
}

function factsSql(dialect: Dialect): Sql {
  return raw(
    dialect === 'sqlite'
      ? `SELECT p.id, a.key || '=' || CASE a.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE a.value END
         FROM person p, json_each(p.attributes) a
         WHERE a.type IN ('text', 'integer', 'true', 'false') AND a.value <> ''`
      : `SELECT p.id, a.key || '=' || (a.value #>> '{}')
         FROM person p, jsonb_each(p.attributes::jsonb) a
         WHERE jsonb_typeof(a.value) IN ('string', 'boolean')
           AND a.value <> '""'::jsonb
            OR jsonb_typeof(a.value) = 'number' AND (a.value #>> '{}') ~ '^-?[0-9]+$'`,
  );
}
