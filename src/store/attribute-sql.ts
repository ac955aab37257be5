import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { AttributeCondition } from '../domain/segment/rule.js';
import type { Dialect } from './database.js';
import { textsIn } from './dialect.js';
import { isLiving } from './living-sql.js';

// JSON texts are compared with JSON texts: what SQL makes of numbers and booleans differs between the
// databases, what JSON.stringify wrote does not.

/** Whether an attribute of `customer c` has one of the values, or any value. The oracle is `attributeText`. */
export function attributeSql({ name, values }: AttributeCondition, dialect: Dialect): Sql {
  const own = attributeJson(name, dialect);
  if (values !== null)
    return sql`(COALESCE(${own}, '') IN ${textsIn(dialect, values.flatMap(jsonTexts))})`;
  return sql`(COALESCE(${own}, 'null') NOT IN ('null', '""') AND substr(${own}, 1, 1) NOT IN ('[', '{'))`;
}

function attributeJson(name: string, dialect: Dialect): Sql {
  return dialect === 'sqlite'
    ? sql`(c.attributes -> ${jsonPath(name)})`
    : sql`(c.attributes::json -> CAST(${name} AS text))::text`;
}

// In a path SQLite compares a quoted key with the key as it is written in the JSON, escapes and all.
function jsonPath(name: string): string {
  return `$.${JSON.stringify(name)}`;
}

/** How a text may stand in JSON: as a text, or as the number, true or false that it writes; an empty one is no value. */
function jsonTexts(value: string): string[] {
  if (value === '') return [];
  const quoted = JSON.stringify(value);
  return isPlainJson(value) ? [quoted, value] : [quoted];
}

function isPlainJson(value: string): boolean {
  if (value === 'true' || value === 'false') return true;
  return String(Number(value)) === value && Number.isFinite(Number(value));
}

/** The JSON texts that living customers have of an attribute, as `json`. */
export function attributeValuesSql(name: string, dialect: Dialect, limit: number): Sql {
  const own = attributeJson(name, dialect);
  return sql`
    SELECT DISTINCT ${own} AS json FROM customer c
    WHERE ${isLiving} AND ${own} IS NOT NULL LIMIT ${limit}`;
}
