import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Buyers, NewOutlook, OutlookMark, OutlookStore } from '../ports/outlook-store.js';
import type { Database } from './database.js';
import { type JsonColumns, jsonRows, numbersIn } from './dialect.js';
import { numberList, parseNumberList } from './integer-list.js';
import { writePriority } from './writer.js';

/** In `meta`. */
const key = 'outlooks';

const columns = [
  'customer_id',
  'purchase_days',
  'first_purchase_at',
  'last_purchase_at',
  'repeat_minor',
];

const outlookTypes: JsonColumns = {
  customer_id: 'int',
  alive_percent: 'int',
  expected_milli: 'int',
  next_purchase_at: 'bigint',
  lifetime_value_minor: 'bigint',
};

export function outlookStore(database: Database): OutlookStore {
  const among = (customerIds: readonly number[] | null): Sql =>
    customerIds === null
      ? sql`1 = 1`
      : sql`customer_id IN ${numbersIn(database.dialect, customerIds)}`;
  return {
    buyers: () => readBuyers(database, among(null)),
    buyersAmong: (customerIds) => readBuyers(database, among(customerIds)),
    async save(outlooks, outlookAt) {
      if (outlooks.length === 0) return;
      const rows = outlooks.map(rowOf);
      await database.writeSql(writePriority.bulk, (tx) =>
        tx.execute(sql`
          UPDATE customer_profile SET alive_percent = r.alive_percent, expected_milli = r.expected_milli,
            next_purchase_at = r.next_purchase_at, lifetime_value_minor = r.lifetime_value_minor,
            outlook_at = ${outlookAt}
          FROM ${jsonRows(tx.dialect, rows, outlookTypes)}
          WHERE customer_profile.customer_id = r.customer_id`),
      );
    },
    async dropOfNonBuyers(customerIds) {
      await database.writeSql(writePriority.bulk, (tx) =>
        tx.execute(sql`
          UPDATE customer_profile SET alive_percent = NULL, expected_milli = NULL,
            next_purchase_at = NULL, lifetime_value_minor = NULL, outlook_at = NULL
          WHERE ${among(customerIds)} AND purchase_count = 0 AND outlook_at IS NOT NULL`),
      );
    },
    async mark() {
      const [row] = await database.query<{ value: string }>(
        sql`SELECT value FROM meta WHERE key = ${key}`,
      );
      return row === undefined ? null : (JSON.parse(row.value) as OutlookMark);
    },
    async setMark(mark) {
      await database.writeSql(writePriority.bulk, (tx) =>
        tx.execute(sql`
          INSERT INTO meta (key, value) VALUES (${key}, ${JSON.stringify(mark)})
          ON CONFLICT (key) DO UPDATE SET value = excluded.value`),
      );
    },
  };
}

async function readBuyers(database: Database, condition: Sql): Promise<Buyers> {
  const [found] = await database.query<{ list: string | null }>(sql`
    SELECT ${numberList(database.dialect, columns)} AS list FROM (
      SELECT * FROM customer_profile WHERE ${condition} AND purchase_count > 0
        AND first_purchase_at IS NOT NULL AND last_purchase_at IS NOT NULL
      ORDER BY customer_id) buyer`);
  const values = parseNumberList(found?.list ?? '');
  const count = values.length / columns.length;
  const cell = (at: number) => (_: unknown, row: number) =>
    values[row * columns.length + at] as number;
  return {
    customerIds: Int32Array.from({ length: count }, cell(0)),
    purchaseDays: Int32Array.from({ length: count }, cell(1)),
    firstPurchaseAt: Float64Array.from({ length: count }, cell(2)),
    lastPurchaseAt: Float64Array.from({ length: count }, cell(3)),
    repeatMinor: Float64Array.from({ length: count }, cell(4)),
  };
}

function rowOf(outlook: NewOutlook): readonly unknown[] {
  const { customerId, alivePercent, expectedMilli, nextPurchaseAt, lifetimeValueMinor } = outlook;
  return [customerId, alivePercent, expectedMilli, nextPurchaseAt, lifetimeValueMinor];
}
