import { describe, expect, it } from 'vitest';
import {
  type FieldSet,
  planColumns,
  RowReader,
} from '../../../src/domain/behaviour/column-plan.js';
import { cleanCustomer, customerFields } from '../../../src/domain/behaviour/customer-row.js';
import { cleanEvent, eventFields } from '../../../src/domain/behaviour/event.js';
import { FindingTally } from '../../../src/domain/behaviour/finding.js';
import { cleanProduct, productFields } from '../../../src/domain/behaviour/product-row.js';

function rowOf(fields: FieldSet, cells: Readonly<Record<string, string>>): RowReader {
  const planned = planColumns(Object.keys(cells), fields, new Map());
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return new RowReader(planned.value.columns).at(Object.values(cells));
}

describe('a row of products', () => {
  const clean = (cells: Readonly<Record<string, string>>, currency = 'GBP') =>
    cleanProduct(rowOf(productFields, cells), currency);

  it('is typed, money in minor units of the currency', () => {
    const cells = {
      id: 'a1',
      title: 'Mug',
      price: '4.5',
      stock: '-2',
      active: 'No',
      tags: 'red; x|',
    };
    expect(clean(cells)).toEqual({
      ok: true,
      rules: [],
      value: {
        sku: 'a1',
        name: 'Mug',
        priceMinor: 450,
        stock: -2,
        active: false,
        tags: ['red', 'x'],
      },
    });
    expect(clean({ sku: 'a', price: '450' }, 'JPY')).toMatchObject({ value: { priceMinor: 450 } });
  });

  it('says nothing of what its cells leave empty', () => {
    const cells = { sku: 'a1', name: '', price: '', stock: '', active: '' };
    expect(clean(cells)).toEqual({ ok: true, rules: [], value: { sku: 'a1' } });
  });

  it.each([
    { cells: { sku: '' }, code: 'no-sku' },
    { cells: { sku: 'a', price: '1,50' }, code: 'bad-price' },
    { cells: { sku: 'a', price: '-1' }, code: 'bad-price' },
    { cells: { sku: 'a', price: '1.505' }, code: 'bad-price' },
    { cells: { sku: 'a', cost: 'x' }, code: 'bad-cost' },
    { cells: { sku: 'a', stock: '1.5' }, code: 'bad-stock' },
    { cells: { sku: 'a', active: 'maybe' }, code: 'bad-active' },
    { cells: { sku: 'a', kind: 'thing' }, code: 'bad-kind' },
  ])('is dropped as $code: $cells', ({ cells, code }) => {
    expect(clean(cells as Record<string, string>)).toMatchObject({ ok: false, rule: { code } });
  });
});

describe('a row of customers', () => {
  const clean = (cells: Readonly<Record<string, string>>) =>
    cleanCustomer(rowOf(customerFields, cells));

  it('keeps the shop’s own facts as numbers, truths and texts', () => {
    const cells = {
      customer_id: '007',
      name: '王小明',
      language: 'zh-CN',
      'attributes.country': 'CN',
      'attributes.visits': '12',
      'attributes.vip': 'true',
      'attributes.code': '0012',
      'attributes.none': '',
    };
    expect(clean(cells)).toEqual({
      ok: true,
      rules: [],
      value: {
        externalId: '007',
        displayName: '王小明',
        locale: 'zh-CN',
        attributes: { country: 'CN', visits: 12, vip: true, code: '0012' },
      },
    });
  });

  it.each([
    { cells: { id: '' }, code: 'no-externalId' },
    { cells: { id: '1', locale: 'english please' }, code: 'bad-locale' },
    { cells: { id: '1', timezone: 'Mars/Olympus' }, code: 'bad-timezone' },
    { cells: { id: '1', birthday: '1990-02-30' }, code: 'bad-birthday' },
    { cells: { id: '1', birthday: '30/01/1990' }, code: 'bad-birthday' },
  ])('is dropped as $code: $cells', ({ cells, code }) => {
    expect(clean(cells as Record<string, string>)).toMatchObject({ ok: false, rule: { code } });
  });
});

describe('a row of interactions', () => {
  const reading = { instantOf: (text: string) => (text === 'now' ? 7 : null), currency: 'GBP' };
  const clean = (cells: Readonly<Record<string, string>>) =>
    cleanEvent(
      rowOf(eventFields, { customer: 'c1', kind: 'purchase', at: 'now', ...cells }),
      reading,
    );

  it('takes a line of an order that says nothing of its kind for a purchase, also in the columns', () => {
    expect(clean({ kind: '', order: 'o1', sku: 'a' })).toMatchObject({
      value: { kind: 'purchase' },
    });
    expect(planColumns(['date', 'customer', 'order number'], eventFields, new Map()).ok).toBe(true);
    expect(planColumns(['date', 'customer'], eventFields, new Map()).ok).toBe(false);
  });

  it('takes the price of one times the quantity where no amount is given', () => {
    expect(clean({ sku: 'a', quantity: '3', price: '2.50', order: 'o1' })).toMatchObject({
      ok: true,
      value: {
        customer: 'c1',
        sku: 'a',
        quantity: 3,
        amountMinor: 750,
        orderId: 'o1',
        occurredAt: 7,
      },
    });
    expect(clean({ quantity: '3', price: '2.50', amount: '7' })).toMatchObject({
      value: { amountMinor: 700 },
    });
    expect(clean({ kind: 'refund', amount: '-7' })).toMatchObject({ value: { amountMinor: 700 } });
  });

  it.each([
    { cells: { kind: 'purchse' }, code: 'bad-kind', detail: 'did you mean "purchase"' },
    { cells: { kind: '' }, code: 'no-kind', detail: '' },
    { cells: { kind: 'purchse', order: 'o' }, code: 'bad-kind', detail: 'did you mean "purchase"' },
    { cells: { at: 'then' }, code: 'bad-date', detail: 'then' },
    { cells: { customer: '' }, code: 'no-customer', detail: '' },
    { cells: { customer: '', kind: 'click', order: 'o' }, code: 'no-customer', detail: '' },
    { cells: { quantity: '0' }, code: 'bad-quantity', detail: '0' },
    { cells: { rating: '6' }, code: 'bad-rating', detail: '6' },
    { cells: { amount: 'ten' }, code: 'bad-amount', detail: 'ten' },
    { cells: { durationMs: '-1' }, code: 'bad-durationMs', detail: '-1' },
  ])('is dropped as $code: $cells', ({ cells, code, detail }) => {
    const cleaned = clean(cells as unknown as Record<string, string>);
    expect(cleaned).toMatchObject({ ok: false, rule: { code } });
    expect(!cleaned.ok && cleaned.rule.detail).toContain(detail);
  });

  it('of a guest is kept when it is part of an order, and told', () => {
    expect(clean({ customer: '', order: 'o1', amount: '5' })).toMatchObject({
      ok: true,
      value: { customer: null },
      rules: [{ action: 'noted', code: 'guest' }],
    });
  });
});

it('counts findings by rule, dropped ones first, with their first 20 lines', () => {
  const tally = new FindingTally();
  const rule = (action: 'dropped' | 'noted', code: string) => ({ action, code, reason: code });
  for (let line = 1; line <= 25; line++)
    tally.add({ ...rule('noted', 'n'), line, detail: `d${line}` });
  tally.add({ ...rule('dropped', 'd'), line: 99, detail: 'x' });
  expect(tally.counts()).toEqual([
    { ...rule('dropped', 'd'), count: 1, lines: [99], example: 'x' },
    {
      ...rule('noted', 'n'),
      count: 25,
      lines: Array.from({ length: 20 }, (_, i) => i + 1),
      example: 'd1',
    },
  ]);
});
