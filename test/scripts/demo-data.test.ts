import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const demo = resolve(import.meta.dirname, '../../demo');
const file = resolve(demo, 'online-retail-slice.csv.gz');

interface Row {
  readonly invoice: string;
  readonly sku: string;
  readonly customer: string;
}

function rowsOf(text: string): Row[] {
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => {
    const fields = line.split(',');
    return { invoice: fields[0] ?? '', sku: fields[1] ?? '', customer: fields.at(-2) ?? '' };
  });
}

describe('the demo’s slice', () => {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  const rows = rowsOf(text);
  const invoicesOf = new Map<string, Set<string>>();
  for (const { customer, invoice } of rows.filter((row) => row.customer !== ''))
    invoicesOf.set(customer, (invoicesOf.get(customer) ?? new Set()).add(invoice));

  it('is under 1 MB packed', () => {
    expect(statSync(file).size).toBeLessThan(1_000_000);
  });

  it('has the columns of the original, which the preset reads', () => {
    expect(text.slice(0, text.indexOf('\n'))).toBe(
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    );
  });

  it('has enough customers and products to learn from', () => {
    expect(invoicesOf.size).toBeGreaterThanOrEqual(350);
    expect(invoicesOf.size).toBeLessThanOrEqual(450);
    expect(new Set(rows.map(({ sku }) => sku)).size).toBeGreaterThanOrEqual(1_500);
    const regulars = [...invoicesOf.values()].filter((invoices) => invoices.size >= 4);
    expect(regulars.length).toBeGreaterThan(200);
  });

  it('has guests’ orders and cancellations, which an import must keep apart', () => {
    expect(rows.some(({ customer }) => customer === '')).toBe(true);
    expect(rows.some(({ invoice }) => invoice.startsWith('C'))).toBe(true);
  });

  it('names its source, its licence and what was changed', () => {
    const readme = readFileSync(resolve(demo, 'README.md'), 'utf8');
    for (const needed of ['Online Retail', 'UCI', 'Chen', 'CC BY 4.0', 'What was changed'])
      expect(readme).toContain(needed);
  });

  it('is described with its true numbers', () => {
    const readme = readFileSync(resolve(demo, 'README.md'), 'utf8');
    const guests = rows.filter(({ customer }) => customer === '').length;
    expect(readme).toContain(`${rows.length.toLocaleString('en')}, of which`);
    expect(readme).toContain(`${(rows.length - guests).toLocaleString('en')} rows of`);
    expect(readme).toContain(`${guests} rows of invoices`);
    expect(readme).toContain(`${invoicesOf.size} of the 4,372 customers`);
  });
});
