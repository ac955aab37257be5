import { gzipSync } from 'node:zlib';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/behaviour/finding.js';
import { OccurrenceCounter } from '../../src/domain/behaviour/occurrence-counter.js';
import {
  importCustomers,
  importInteractions,
  importProducts,
} from '../../src/services/import-file.js';
import { importOnlineRetail } from '../../src/services/import-online-retail.js';
import { onEachDatabase } from '../support/databases.js';
import { done, droppedLines, inputOf, intakeDeps, testFiles, totals } from '../support/intake.js';

const shop = { currency: 'GBP', timezone: 'Europe/London' };
const everything = { customers: true, products: true, orders: true };
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const sales = [
  '1001,11111a,RED MUG,2,2011-01-05 10:00:00,1.50,17850.0,United Kingdom',
  '1001,POST,POSTAGE,1,2011-01-05 10:00:00,4.00,17850.0,United Kingdom',
  '1001,11111A,RED MUG,2,2011-01-05 10:00:00,1.50,17850.0,United Kingdom',
  '1002,22222,BLUE LANTERN,10,2011-01-06 11:00:00,0.85,,France',
  '1001,11111A,RED MUG,2,2011-01-05 10:00:00,1.50,17850.0,United Kingdom',
  'C1003,11111A,RED MUG,-3,2011-02-01 09:00:00,1.50,17850.0,United Kingdom',
  '1004,22222,damaged,-7,2011-02-02 09:00:00,0.0,,United Kingdom',
  '1005,22222,BLUE LANTERN NEW,1,2011-03-01 09:00:00,0.95,12345.0,Spain',
  '1006,33333,GIFT,1,2011-03-02 09:00:00,0.0,99999.0,Spain',
  '1007,22222,BLUE LANTERN,x,2011-03-02 09:00:00,0.95,12345.0,Spain',
];
const salesFile = [header, ...sales, ''].join('\n');
/** By hand: of 10 rows a stock adjustment and an unreadable quantity are dropped, the gift leaves its customer. */
const salesTotals = {
  customers: 3,
  products: 2,
  orders: 4,
  lines: 7,
  // 17850: 3 purchases and a refund; 12345: one.
  interactions: 5,
  // 3 × £3.00 + £4.00, 10 × £0.85, −3 × £1.50, £0.95
  moneyMinor: 900 + 400 + 850 - 450 + 95,
};

onEachDatabase('importing the Online Retail file', (test) => {
  const fileOf = testFiles();
  const run = async (
    path: string,
    occurrences = new OccurrenceCounter(),
    findings: Finding[] = [],
  ) =>
    done(
      await importOnlineRetail(
        intakeDeps(test.database()),
        await inputOf(path, { occurrences, onFinding: (finding) => findings.push(finding) }),
        everything,
      ),
    );

  it('keeps true repeats whose lines are not adjacent, and tells each row it left out', async () => {
    const findings: Finding[] = [];
    const result = await run(fileOf(salesFile), undefined, findings);
    expect(result).toMatchObject({
      rowsRead: 10,
      rowsTaken: 8,
      added: {
        customers: 3,
        products: 2,
        orders: 4,
        orderLines: 7,
        interactions: 5,
        refundsLinked: 1,
      },
      brokenOff: null,
    });
    expect(await totals(test.database())).toEqual(salesTotals);
    expect(droppedLines(findings)).toEqual([8, 11]);
    expect(findings.map(({ line, code }) => `${line} ${code}`)).toContain('2 code-case');
  });

  it('adds nothing the second time, packed or not', async () => {
    const again = await run(fileOf(gzipSync(salesFile), 'sales.csv.gz'));
    expect(Object.values(again.added)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await totals(test.database())).toEqual(salesTotals);
  });

  it('names and prices a product by all of its lines, and ties the refund to its sale', async () => {
    const products = await test
      .database()
      .query(sql`SELECT sku, name, price_minor AS price, category FROM product ORDER BY sku`);
    expect(products).toEqual([
      { sku: '11111A', name: 'Red Mug', price: 150, category: 'kitchen' },
      { sku: '22222', name: 'Blue Lantern New', price: 95, category: 'lights & candles' },
    ]);
    const refunds = await test.database().query(sql`
      SELECT r.external_id AS refund, s.external_id AS sale FROM shop_order r
      JOIN shop_order s ON s.id = r.refund_of_id`);
    expect(refunds).toEqual([{ refund: 'C1003', sale: '1001' }]);
  });

  it('takes the country, English and no more for a customer; one that is known keeps what the shop said', async () => {
    const { registry } = intakeDeps(test.database());
    await registry.saveCustomers([
      { externalId: '12345', locale: 'es', attributes: { country: 'Chile' } },
    ]);
    await run(fileOf(salesFile));
    const rows = await test
      .database()
      .query(
        sql`SELECT external_id AS name, locale, attributes FROM customer ORDER BY external_id`,
      );
    expect(rows).toMatchObject([
      { name: '12345', locale: 'es', attributes: expect.stringContaining('Chile') },
      { name: '17850', locale: 'en', attributes: expect.stringContaining('United Kingdom') },
      { name: '99999', locale: 'en' },
    ]);
  });

  it('lets history not overwrite what the shop said of a product since', async () => {
    const { catalogue } = intakeDeps(test.database());
    await catalogue.saveProducts(
      [{ sku: '22222', name: 'Lantern', priceMinor: 120 }],
      Date.UTC(2026, 0),
    );
    await run(fileOf(salesFile));
    const rows = await test
      .database()
      .query(sql`SELECT name, price_minor AS price FROM product WHERE sku = '22222'`);
    expect(rows).toEqual([{ name: 'Lantern', price: 120 }]);
  });
});

onEachDatabase('a file that was cut', (test) => {
  const fileOf = testFiles();

  it('in two, given in one go, is the whole file, though a repeat lies on either side', async () => {
    const occurrences = new OccurrenceCounter();
    for (const part of [sales.slice(0, 3), sales.slice(3)]) {
      const input = await inputOf(fileOf([header, ...part].join('\n')), { occurrences });
      done(await importOnlineRetail(intakeDeps(test.database()), input, everything));
    }
    expect(await totals(test.database())).toEqual(salesTotals);
    const whole = await inputOf(fileOf(salesFile));
    const again = done(await importOnlineRetail(intakeDeps(test.database()), whole, everything));
    expect(Object.values(again.added)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

onEachDatabase('a packed file that breaks off', (test) => {
  const fileOf = testFiles();

  it('leaves its whole rows in, says why, and is completed by the whole file', async () => {
    const rows = Array.from(
      { length: 9_000 },
      (_, i) =>
        `${2000 + Math.floor(i / 7)},1000${i % 10},RED MUG ${i},1,2011-01-05 10:00:00,1.${(i % 90) + 10},,France`,
    );
    const packed = gzipSync([header, ...rows, ''].join('\n'));
    const deps = intakeDeps(test.database());
    const cut = await inputOf(fileOf(packed.subarray(0, packed.length * 0.7), 'cut.csv.gz'));
    const first = done(await importOnlineRetail(deps, cut, everything));
    expect(first.brokenOff?.message).toMatch(/the gzip is damaged or cut off/);
    expect(first.rowsTaken).toBeGreaterThan(1_000);
    expect(first.rowsTaken).toBeLessThan(9_000);
    expect((await totals(test.database()))?.['lines']).toBe(first.rowsTaken);
    const whole = await inputOf(fileOf(packed, 'whole.csv.gz'));
    const second = done(await importOnlineRetail(deps, whole, everything));
    expect(second.added['orderLines']).toBe(9_000 - first.rowsTaken);
  });
});

onEachDatabase('importing a shop’s own files', (test) => {
  const fileOf = testFiles();

  it('brings in products by mapped columns, and drops what is incomplete with its line', async () => {
    const findings: Finding[] = [];
    const text = 'Item no;x\n'.replace(';', ',').replace('x', 'title,Retail');
    const path = fileOf(`${text}a,Mug,4.50\nb,,2\nc,Cup,two\nd,Lamp,12\n`);
    const input = await inputOf(path, {
      mapping: new Map([
        ['Item no', 'sku'],
        ['Retail', 'price'],
      ]),
      onFinding: (finding) => findings.push(finding),
    });
    const result = done(await importProducts(intakeDeps(test.database()), input, shop));
    expect(result).toMatchObject({ rowsRead: 4, rowsTaken: 2, added: { products: 2 } });
    expect(findings.map(({ line, code }) => [line, code]).sort()).toEqual([
      [3, 'incomplete-product'],
      [4, 'bad-price'],
    ]);
  });

  it('brings in customers with attributes', async () => {
    const path = fileOf(
      '{"id":"c1","name":"Ann","attributes":{"country":"FR"}}\n{"id":"c2"}\n',
      'c.jsonl',
    );
    const result = done(await importCustomers(intakeDeps(test.database()), await inputOf(path)));
    expect(result.added).toEqual({ customers: 2, customersChanged: 0 });
  });

  it('brings in what customers did; purchases with an order and an amount are orders too', async () => {
    const rows = [
      'customer\tkind\tat\tsku\tquantity\tamount\torder',
      'c1\tclick\t2026-01-05 10:00\ta\t\t\t',
      'c1\tclick\t2026-01-05 10:00\ta\t\t\t',
      'c1\tpurchase\t2026-01-05 10:05\ta\t2\t9.00\to1',
      'c1\tpurchase\t2026-01-05 10:05\td\t1\t12.00\to1',
      '\tpurchase\t2026-01-05 10:06\ta\t1\t4.50\to2',
      'c9\trefund\t2026-01-06 10:00\ta\t1\t4.50\to1',
      'c1\tclick\t2026-01-05 10:00\tzzz\t\t\t',
    ];
    const path = fileOf(rows.join('\r\n'), 'i.tsv');
    const findings: Finding[] = [];
    const deps = intakeDeps(test.database());
    const onFinding = (finding: Finding) => findings.push(finding);
    const result = done(await importInteractions(deps, await inputOf(path, { onFinding }), shop));
    expect(result.added).toEqual({ customers: 1, orders: 3, orderLines: 4, interactions: 5 });
    expect(findings.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '6 guest',
      '8 unknown-product',
    ]);
    expect((await totals(test.database()))?.['moneyMinor']).toBe(900 + 1200 + 450 - 450);
    const again = done(await importInteractions(deps, await inputOf(path), shop));
    expect(again.added).toEqual({ customers: 0, orders: 0, orderLines: 0, interactions: 0 });
  });

  it('tells an event by its own id where it has one, whatever else changes', async () => {
    const deps = intakeDeps(test.database());
    const once = 'id,customer,kind,at,query\ne1,c1,search,2026-01-07,mug\n';
    const changed = 'id,customer,kind,at,query\ne1,c1,search,2026-01-08,cup\n';
    const added = [];
    for (const text of [once, changed]) {
      const result = done(await importInteractions(deps, await inputOf(fileOf(text)), shop));
      added.push(result.added['interactions']);
    }
    expect(added).toEqual([1, 0]);
  });

  it('stores nothing of a file whose columns do not fit', async () => {
    const before = await totals(test.database());
    const path = fileOf('custmer,kind,at\nc7,click,2026-01-05\n');
    const outcome = await importInteractions(
      intakeDeps(test.database()),
      await inputOf(path),
      shop,
    );
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.kind === 'refused' && outcome.problems[0]?.message).toContain(
      'did you mean "custmer"?',
    );
    expect(await totals(test.database())).toEqual(before);
  });
});

describe('the fixtures', () => {
  it('hold a repeat that is not adjacent', () => {
    expect(sales.filter((row) => row.startsWith('1001,11111A')).length).toBe(2);
    expect(sales[3]).not.toMatch(/^1001/);
  });
});
