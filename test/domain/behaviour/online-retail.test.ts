import { describe, expect, it } from 'vitest';
import { RowReader } from '../../../src/domain/behaviour/column-plan.js';
import { instantReader } from '../../../src/domain/behaviour/instant-text.js';
import { cleanOnlineRetail, saleLineText } from '../../../src/domain/behaviour/online-retail.js';

const columns = new Map(
  ['invoice', 'sku', 'name', 'quantity', 'at', 'price', 'customer', 'country'].map((f, i) => [
    f,
    i,
  ]),
);
const instantOf = instantReader({ zone: 'Europe/London', slashes: 'month-first' });
const good = {
  invoice: '536365',
  sku: '85123A',
  name: 'WHITE HANGING HEART',
  quantity: '6',
  at: '2010-12-01 08:26:00',
  price: '2.55',
  customer: '17850.0',
  country: 'United Kingdom',
};
const clean = (change: Partial<typeof good>) =>
  cleanOnlineRetail(new RowReader(columns).at(Object.values({ ...good, ...change })), instantOf);

describe('a line of the Online Retail file', () => {
  it('is a sale in minor units, at its instant, of a customer without the decimal of a spreadsheet', () => {
    expect(clean({})).toEqual({
      ok: true,
      rules: [],
      value: {
        invoice: '536365',
        isRefund: false,
        kind: 'product',
        sku: '85123A',
        name: 'WHITE HANGING HEART',
        quantity: 6,
        unitPriceMinor: 255,
        amountMinor: 1530,
        occurredAt: Date.UTC(2010, 11, 1, 8, 26),
        customer: '17850',
        country: 'United Kingdom',
      },
    });
  });

  it.each([
    { what: { invoice: 'A563185', price: '11062.06', sku: 'B' }, code: 'bookkeeping' },
    { what: { quantity: '-5', price: '0.0', customer: '' }, code: 'stock-adjustment' },
    { what: { quantity: '-5' }, code: 'stock-adjustment' },
    { what: { price: '0.0', customer: '' }, code: 'no-price' },
    { what: { price: '-3.00' }, code: 'negative-price' },
    { what: { price: 'free' }, code: 'bad-price' },
    { what: { quantity: '1.5' }, code: 'bad-quantity' },
    { what: { quantity: '0' }, code: 'bad-quantity' },
    { what: { invoice: 'C536365', quantity: '2' }, code: 'bad-quantity' },
    { what: { at: '2010-02-30 08:26:00' }, code: 'bad-date' },
    { what: { invoice: ' ' }, code: 'no-invoice' },
    { what: { sku: '' }, code: 'no-sku' },
  ])('is dropped as $code: $what', ({ what, code }) => {
    expect(clean(what)).toMatchObject({ ok: false, rule: { action: 'dropped', code } });
  });

  it.each([
    { what: { sku: '85123a' }, code: 'code-case', action: 'changed', kept: { sku: '85123A' } },
    { what: { customer: '' }, code: 'guest', action: 'noted', kept: { customer: null } },
    { what: { sku: 'POST' }, code: 'charge', action: 'noted', kept: { kind: 'charge' } },
    { what: { sku: 'gift_0001_20' }, code: 'charge', action: 'noted', kept: { kind: 'charge' } },
    { what: { price: '0.0' }, code: 'gift', action: 'changed', kept: { kind: 'gift' } },
    {
      what: { price: '0.004', quantity: '300' },
      code: 'price-rounded',
      action: 'changed',
      kept: { unitPriceMinor: 0, amountMinor: 120 },
    },
  ])('is kept, and told as $code: $what', ({ what, code, action, kept }) => {
    const cleaned = clean(what);
    expect(cleaned).toMatchObject({ ok: true, value: kept });
    expect(cleaned.ok && cleaned.rules).toContainEqual(expect.objectContaining({ code, action }));
  });

  it('of a C… invoice takes back: negative quantity and money', () => {
    expect(clean({ invoice: 'C536379', quantity: '-2' })).toMatchObject({
      ok: true,
      value: { isRefund: true, quantity: -2, amountMinor: -510 },
    });
  });

  it('differs from another in its text by any column', () => {
    const text = (change: Partial<typeof good>) => {
      const cleaned = clean(change);
      return cleaned.ok ? saleLineText(cleaned.value) : '';
    };
    const changes: Partial<typeof good>[] = [
      {},
      { invoice: '536366' },
      { sku: '85123B' },
      { name: 'OTHER' },
      { quantity: '7' },
      { at: '2010-12-01 08:27:00' },
      { price: '2.56' },
      { customer: '' },
      { country: 'France' },
    ];
    expect(new Set(changes.map(text)).size).toBe(changes.length);
    expect(text({})).toBe(text({ customer: '17850' }));
  });
});
