import { type RawValue, raw, Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CustomerProfile, ProfileFigures } from '../domain/profile/profile.js';
import type { Dialect, Statements } from './database.js';
import { type JsonColumns, jsonRows, numbersIn } from './dialect.js';
import { isLiving } from './living-sql.js';

interface Column {
  readonly name: string;
  readonly type: JsonColumns[string];
  readonly value: (figures: ProfileFigures) => unknown;
}

const plain = (field: keyof ProfileFigures, type: Column['type']): Column => ({
  name: columnName(field),
  type,
  value: (figures) => figures[field],
});

const json = (field: keyof ProfileFigures): Column => ({
  ...plain(field, 'text'),
  value: (figures) => JSON.stringify(figures[field]),
});

/** What a customer's interactions decide; scores and outlook are written apart. */
const figureColumns: readonly Column[] = [
  plain('firstPurchaseAt', 'bigint'),
  plain('lastPurchaseAt', 'bigint'),
  plain('purchaseCount', 'int'),
  plain('unitCount', 'int'),
  plain('monetaryMinor', 'bigint'),
  plain('purchaseDays', 'int'),
  plain('repeatMinor', 'bigint'),
  plain('medianBasketMinor', 'bigint'),
  plain('pricePercentile', 'int'),
  plain('discountOrderCount', 'int'),
  plain('discountMinor', 'bigint'),
  json('topCategories'),
  json('interests'),
  plain('interactionCount', 'int'),
  plain('activeDays', 'int'),
  plain('firstActiveAt', 'bigint'),
  plain('lastActiveAt', 'bigint'),
  plain('visitCount', 'int'),
  plain('visitMs', 'bigint'),
  plain('bestHour', 'int'),
  plain('bestWeekday', 'int'),
  json('channels'),
  plain('preferredChannel', 'text'),
];

const names = figureColumns.map(({ name }) => name);
const rowTypes: JsonColumns = {
  customer_id: 'int',
  ...Object.fromEntries(figureColumns.map(({ name, type }) => [name, type])),
};
const nameList = raw(names.join(', '));
const given = raw(names.map((name) => `r.${name}`).join(', '));
const renewed = raw(names.map((name) => `${name} = excluded.${name}`).join(', '));

/** One customer's figures as a row to write. */
export function figureRow(customerId: number, figures: ProfileFigures): readonly unknown[] {
  return [customerId, ...figureColumns.map(({ value }) => value(figures))];
}

/** Who was erased or merged away since their interactions were read gets no profile again. */
export async function writeFigures(
  tx: Statements,
  rows: readonly (readonly unknown[])[],
  asOf: number,
): Promise<void> {
  if (tx.dialect === 'postgresql') {
    if (rows.length > 0) await tx.execute(upsertSql(jsonRows('postgresql', rows, rowTypes), asOf));
    return;
  }
  let from = 0;
  for (const { size, strings } of boundUpserts)
    for (; from + size <= rows.length; from += size) {
      const values = rows.slice(from, from + size).flat() as RawValue[];
      await tx.execute(new Sql(strings, [asOf, ...values]));
    }
}

function upsertSql(rows: Sql, asOf: number): Sql {
  return sql`
    INSERT INTO customer_profile (customer_id, ${nameList}, computed_at)
    SELECT r.customer_id, ${given}, CAST(${asOf} AS BIGINT)
    FROM ${rows}
    WHERE EXISTS (SELECT 1 FROM customer c WHERE c.id = r.customer_id AND ${isLiving})
    ON CONFLICT (customer_id) DO UPDATE SET ${renewed}, computed_at = excluded.computed_at`;
}

// SQLite takes each of two dozen values out of a JSON row by reading the row anew: bound one by one they cost a quarter
// (measured). A few sizes, so that a few statements are compiled, and each is put together once.
const boundUpserts = [200, 20, 1].map((size) => {
  const { strings } = upsertSql(boundRows(size), 0);
  return { size, strings };
});

function boundRows(size: number): Sql {
  const width = names.length + 1;
  const cells = names.map((name, i) => `column${i + 2} AS ${name}`).join(', ');
  const strings = Array.from({ length: size }, (_, i) => [
    i === 0 ? `(SELECT column1 AS customer_id, ${cells} FROM (VALUES (` : '), (',
    ...Array<string>(width - 1).fill(', '),
  ]);
  return new Sql([...strings.flat(), '))) r'], Array<RawValue>(size * width).fill(0));
}

type JsonField = 'topCategories' | 'interests' | 'channels';

export type ProfileRow = Omit<CustomerProfile, JsonField> & Readonly<Record<JsonField, string>>;

const otherFields = [
  'customerId',
  'recencyScore',
  'frequencyScore',
  'monetaryScore',
  'alivePercent',
  'expectedMilli',
  'nextPurchaseAt',
  'lifetimeValueMinor',
  'outlookAt',
  'computedAt',
] as const;

const selected = raw(
  [...otherFields.map(columnName), ...names]
    .map((name) => `${name} AS "${fieldName(name)}"`)
    .join(', '),
);

export function findProfilesSql(dialect: Dialect, customerIds: readonly number[]): Sql {
  return sql`
    SELECT ${selected} FROM customer_profile
    WHERE customer_id IN ${numbersIn(dialect, customerIds)} ORDER BY customer_id`;
}

export function profileOf(row: ProfileRow): CustomerProfile {
  return {
    ...row,
    topCategories: JSON.parse(row.topCategories) as CustomerProfile['topCategories'],
    interests: JSON.parse(row.interests) as CustomerProfile['interests'],
    channels: JSON.parse(row.channels) as CustomerProfile['channels'],
  };
}

function columnName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function fieldName(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
