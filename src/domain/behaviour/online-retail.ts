import type { FieldSet, RowReader } from './column-plan.js';
import { type Cleaned, type FoundRule, missingField, refusedField } from './finding.js';

// The columns and customs of the "Online Retail" file (UCI, CC BY 4.0): one row for each line of an
// invoice, `C…` invoices take goods back, `A…` invoices correct the books, and the warehouse writes its
// stock corrections into the same file as lines without a price.

export const onlineRetailFields: FieldSet = {
  fields: {
    invoice: ['InvoiceNo'],
    sku: ['StockCode'],
    name: ['Description'],
    quantity: ['Quantity'],
    at: ['InvoiceDate'],
    price: ['UnitPrice'],
    customer: ['CustomerID'],
    country: ['Country'],
  },
  required: ['invoice', 'sku', 'quantity', 'at', 'price'],
};

export const onlineRetailZone = 'Europe/London';

/** One kept line of an invoice. */
export interface SaleLine {
  readonly invoice: string;
  readonly isRefund: boolean;
  /** gift: a line for nothing; only its customer is worth keeping. */
  readonly kind: 'product' | 'charge' | 'gift';
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly amountMinor: number;
  readonly occurredAt: number;
  /** Null for a guest. */
  readonly customer: string | null;
  readonly country: string;
}

const rule = (action: FoundRule['action'], code: string, reason: string) => {
  const found = { action, code, reason };
  return (detail: string): FoundRule => ({ ...found, detail });
};

const bookkeeping = rule(
  'dropped',
  'bookkeeping',
  'an A… invoice corrects the books, nobody bought',
);
const stockAdjustment = rule(
  'dropped',
  'stock-adjustment',
  'a negative quantity outside a C… invoice corrects the stock',
);
const withoutPrice = rule(
  'dropped',
  'no-price',
  'a price of zero earns nothing and shows no choice',
);
const gift = rule('changed', 'gift', 'a price of zero: its customer was kept, the line was not');
const negativePrice = rule('dropped', 'negative-price', 'a negative price is no sale');
const roundedPrice = rule('changed', 'price-rounded', 'a price finer than a penny was rounded');
const codeCase = rule('changed', 'code-case', 'the stock code was put in capitals');
const guest = rule('noted', 'guest', "no customer: kept as a guest's order");
const charge = rule('noted', 'charge', 'no product code: kept as a charge, not as a product');

const productCode = /^\d{5}[A-Z]{0,2}$/;

/** @param instantOf from text to epoch milliseconds */
export function cleanOnlineRetail(
  row: RowReader,
  instantOf: (text: string) => number | null,
): Cleaned<SaleLine> {
  const invoice = row.get('invoice');
  const code = row.get('sku');
  if (invoice === '') return { ok: false, rule: missingField('invoice') };
  if (code === '') return { ok: false, rule: missingField('sku') };
  const figures = figuresOf(row, instantOf);
  if ('code' in figures) return { ok: false, rule: figures };
  const isRefund = /^C/i.test(invoice);
  const refused = refusalOf(row, isRefund, figures);
  if (refused !== null) return { ok: false, rule: refused };
  const sku = code.toUpperCase();
  const customer = row.get('customer').replace(/\.0$/, '') || null;
  const kind = kindOf(sku, figures.price);
  const rules: FoundRule[] = [];
  if (figures.isRounded) rules.push(roundedPrice(row.get('price')));
  if (sku !== code) rules.push(codeCase(code));
  if (customer === null) rules.push(guest(invoice));
  if (kind === 'charge') rules.push(charge(code));
  if (kind === 'gift') rules.push(gift(code));
  const { quantity, unitPriceMinor, amountMinor, occurredAt } = figures;
  const name = row.get('name');
  const country = row.get('country');
  const money = { quantity, unitPriceMinor, amountMinor, occurredAt };
  return {
    ok: true,
    rules,
    value: { invoice, isRefund, kind, sku, name, ...money, customer, country },
  };
}

interface Figures {
  readonly quantity: number;
  readonly price: number;
  readonly unitPriceMinor: number;
  readonly amountMinor: number;
  readonly isRounded: boolean;
  readonly occurredAt: number;
}

function figuresOf(
  row: RowReader,
  instantOf: (text: string) => number | null,
): Figures | FoundRule {
  const quantityText = row.get('quantity');
  if (!/^-?\d{1,9}$/.test(quantityText)) {
    return refusedField('quantity', quantityText, 'a whole number');
  }
  const priceText = row.get('price');
  if (!/^-?\d{1,9}(\.\d+)?$/.test(priceText)) return refusedField('price', priceText, 'an amount');
  const occurredAt = instantOf(row.get('at'));
  if (occurredAt === null) return refusedField('date', row.get('at'), 'a date and time');
  const quantity = Number(quantityText);
  const price = Number(priceText);
  const unitPriceMinor = Math.round(price * 100);
  const isRounded = Math.abs(price * 100 - unitPriceMinor) > 1e-6;
  const amountMinor = isRounded ? Math.round(quantity * price * 100) : quantity * unitPriceMinor;
  return { quantity, price, unitPriceMinor, amountMinor, isRounded, occurredAt };
}

function kindOf(sku: string, price: number): SaleLine['kind'] {
  if (price === 0) return 'gift';
  return productCode.test(sku) ? 'product' : 'charge';
}

function refusalOf(row: RowReader, isRefund: boolean, figures: Figures): FoundRule | null {
  const { quantity, price } = figures;
  const invoice = row.get('invoice');
  if (/^A/i.test(invoice)) return bookkeeping(invoice);
  if (price < 0) return negativePrice(String(price));
  if (quantity < 0 && !isRefund) return stockAdjustment(String(quantity));
  if (price === 0 && row.get('customer') === '') return withoutPrice('0');
  if (quantity === 0) return refusedField('quantity', '0', 'other than zero');
  if (isRefund && quantity > 0)
    return refusedField('quantity', String(quantity), 'below zero in a C… invoice');
  return null;
}

/** What is the same when the same line comes again: all of it. */
export function saleLineText(line: SaleLine): string {
  const { invoice, sku, name, quantity, occurredAt, unitPriceMinor, customer, country } = line;
  return `${invoice}|${sku}|${name}|${quantity}|${occurredAt}|${unitPriceMinor}|${customer ?? ''}|${country}`;
}
