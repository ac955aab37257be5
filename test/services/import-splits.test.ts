import { sqltag as sql } from '@prisma/client/runtime/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OccurrenceCounter } from '../../src/domain/behaviour/occurrence-counter.js';
import type { RecordFile } from '../../src/ports/record-reader.js';
import { importOnlineRetail } from '../../src/services/import-online-retail.js';
import { onEachDatabase } from '../support/databases.js';
import { done, intakeDeps } from '../support/intake.js';

const header = [
  'Invoice',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'Price',
  'Customer ID',
  'Country',
];
const everything = { customers: true, products: true, orders: true };

// Few values, so that rows repeat within an invoice and across it.
const row = fc
  .record({
    invoice: fc.integer({ min: 1, max: 3 }),
    sku: fc.constantFrom('11111', '22222'),
    quantity: fc.constantFrom('1', '2'),
    customer: fc.boolean(),
  })
  .map(({ invoice, sku, quantity, customer }) => [
    `I${invoice}`,
    sku,
    'RED MUG',
    quantity,
    '2011-01-05 10:00',
    '1.50',
    customer ? '7' : '',
    'UK',
  ]);

function fileOf(rows: readonly (readonly string[])[], firstLine: number): RecordFile {
  const records = rows.map((values, i) => ({ line: firstLine + i, values }));
  async function* batches() {
    // Two at a time, so that an invoice always spans batches.
    for (let at = 0; at < records.length; at += 2) yield records.slice(at, at + 2);
  }
  return { header, batches: batches(), bytesRead: () => 0, totalBytes: null };
}

onEachDatabase('whatever the rows and wherever they are cut', (test) => {
  let runs = 0;

  it('parts in one go, then parts by themselves, then the whole hold each row exactly once', async () => {
    const property = fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 14 }),
      fc.nat(),
      async (rows, cut) => {
        const source = `run-${runs++}`;
        const at = cut % (rows.length + 1);
        const load = async (part: typeof rows, occurrences: OccurrenceCounter) =>
          done(
            await importOnlineRetail(
              intakeDeps(test.database()),
              { file: fileOf(part, 2), source, mapping: new Map(), occurrences },
              everything,
            ),
          );
        const together = new OccurrenceCounter();
        await load(rows.slice(0, at), together);
        await load(rows.slice(at), together);
        await load(rows.slice(at), new OccurrenceCounter());
        await load(rows.slice(0, at), new OccurrenceCounter());
        await load(rows, new OccurrenceCounter());
        const [found] = await test.database().query<{ lines: number; interactions: number }>(sql`
          SELECT (SELECT count(*) FROM order_line l JOIN shop_order o ON o.id = l.order_id
            WHERE o.source = ${source}) AS lines,
            (SELECT count(*) FROM interaction WHERE source = ${source}) AS interactions`);
        expect(found?.lines).toBe(rows.length);
        // An order is its first known customer's.
        expect(found?.interactions).toBeLessThanOrEqual(rows.length);
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });
});
