// Cuts the demo's slice out of the UCI "Online Retail" file: real rows only, columns and order as they are.
//
//   node scripts/make-demo-data.mjs PATH/online-retail.csv.gz      → demo/online-retail-slice.csv.gz
//
// Whole customers, not random rows: collaborative filtering, recency and repeat purchases need full histories.
// The same file gives the same rows. The rules:
//   - customers in bands by their number of sales (invoices that are not cancelled), so that the demo has
//     newcomers, regulars and champions; within a band those whose number hashes lowest, with all their rows;
//   - every 25th invoice without a customer (guests' orders), whole, if it is no larger than 60 rows.
import { createReadStream, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';

const bands = [
  { salesFrom: 1, salesUntil: 1, customers: 60 },
  { salesFrom: 2, salesUntil: 3, customers: 80 },
  { salesFrom: 4, salesUntil: 9, customers: 200 },
  { salesFrom: 10, salesUntil: 30, customers: 70 },
];
const guestInvoiceEvery = 25;
const guestInvoiceMaxRows = 60;

const [source] = argv.slice(2);
if (!source) {
  console.error('usage: node scripts/make-demo-data.mjs PATH/online-retail.csv.gz');
  exit(2);
}

const original = await readRows(source);
const customers = chooseCustomers(original.rows);
const guests = chooseGuestInvoices(original.rows);
const kept = original.rows.filter(({ customer, invoice }) =>
  customer === '' ? guests.has(invoice) : customers.has(customer),
);
const target = new URL('../demo/online-retail-slice.csv.gz', import.meta.url);
const packed = gzipSync(`${[original.header, ...kept.map(({ line }) => line)].join('\n')}\n`, {
  level: 9,
});
// Byte 9 names the operating system that packed it; 255 is "unknown".
packed[9] = 255;
writeFileSync(target, packed);
console.log(summary(kept, packed));

async function readRows(path) {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
  let header = null;
  const rows = [];
  for await (const line of lines) {
    if (header === null) header = line;
    else rows.push(parsed(line));
  }
  return { header, rows };
}

// Only the first column and the last two are needed, and none of them is ever quoted in this file.
function parsed(line) {
  const fields = line.split(',');
  return { line, invoice: fields[0], sku: fields[1], customer: fields.at(-2) };
}

function chooseCustomers(all) {
  const sales = new Map();
  for (const { customer, invoice } of all) {
    if (customer === '' || invoice.startsWith('C')) continue;
    const invoices = sales.get(customer) ?? new Set();
    sales.set(customer, invoices.add(invoice));
  }
  const chosen = bands.flatMap(({ salesFrom, salesUntil, customers: count }) =>
    [...sales]
      .filter(([, invoices]) => invoices.size >= salesFrom && invoices.size <= salesUntil)
      .map(([customer]) => customer)
      .sort((a, b) => hash(a) - hash(b) || Number(a) - Number(b))
      .slice(0, count),
  );
  return new Set(chosen);
}

function chooseGuestInvoices(all) {
  const sizes = new Map();
  for (const { customer, invoice } of all)
    if (customer === '') sizes.set(invoice, (sizes.get(invoice) ?? 0) + 1);
  const small = [...sizes].filter(([, size]) => size <= guestInvoiceMaxRows);
  return new Set(small.filter((_, at) => at % guestInvoiceEvery === 0).map(([invoice]) => invoice));
}

/** FNV-1a, 32 bits: an order that has nothing to do with what a customer is like. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}

function summary(rowsKept, bytes) {
  const count = (values) => new Set(values).size.toLocaleString('en');
  const known = rowsKept.filter(({ customer }) => customer !== '');
  return [
    `${rowsKept.length.toLocaleString('en')} rows, ${count(known.map(({ customer }) => customer))} customers`,
    `${count(rowsKept.map(({ sku }) => sku))} stock codes, ${count(rowsKept.map(({ invoice }) => invoice))} invoices`,
    `${(rowsKept.length - known.length).toLocaleString('en')} guests' rows`,
    `${rowsKept.filter(({ invoice }) => invoice.startsWith('C')).length.toLocaleString('en')} cancelled rows`,
    `${bytes.length.toLocaleString('en')} bytes`,
  ].join('; ');
}
