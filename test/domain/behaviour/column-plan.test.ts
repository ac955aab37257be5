import { describe, expect, it } from 'vitest';
import {
  type FieldSet,
  planColumns,
  RowReader,
} from '../../../src/domain/behaviour/column-plan.js';

const fields: FieldSet = {
  fields: { sku: ['code'], name: ['title'], price: [], stock: [] },
  required: ['sku', 'price'],
  openPrefix: 'attributes.',
};
const plan = (header: string[], mapping: Record<string, string> = {}) =>
  planColumns(header, fields, new Map(Object.entries(mapping)));
const messages = (header: string[], mapping: Record<string, string> = {}) => {
  const planned = plan(header, mapping);
  return planned.ok ? [] : planned.problems.map(({ place, message }) => `${place} ${message}`);
};

describe('planning columns', () => {
  it('knows a field by its name, another name, and any way of writing either', () => {
    const planned = plan(['Title', 'CODE', ' price ', 'attributes.country', 'weight']);
    expect(planned.ok && [...planned.value.columns]).toEqual([
      ['name', 0],
      ['sku', 1],
      ['price', 2],
      ['attributes.country', 3],
    ]);
    expect(planned.ok && planned.value.ignored).toEqual(['weight']);
  });

  it('lets the map win over the name, and leave a column out', () => {
    const planned = plan(['sku', 'Retail', 'price'], { Retail: 'price', price: '-' });
    expect(planned.ok && planned.value.columns.get('price')).toBe(1);
  });

  it('tells every problem at once', () => {
    expect(messages(['kode', 'stok'], { prise: 'price', stok: 'stoc' })).toEqual([
      expect.stringContaining('--map prise=price: the file has no column "prise"'),
      expect.stringContaining('--map stok=stoc: there is no field "stoc"; did you mean "stock"?'),
      expect.stringContaining('column "sku": is missing; did you mean "kode"?'),
      expect.stringContaining('column "price": is missing'),
    ]);
  });

  it('refuses a column whose name is nearly that of a field: it would be lost without a word', () => {
    expect(messages(['sku', 'price', 'stokc'])).toEqual([
      expect.stringContaining('column "stokc": is not known; did you mean "stock"?'),
    ]);
  });

  it('refuses two columns for one field', () => {
    expect(messages(['sku', 'code', 'price'])).toEqual([
      expect.stringContaining('column "code": also means sku, as "sku" does'),
    ]);
  });
});

it('reads cells without the spaces around them, and what is not there as empty', () => {
  const row = new RowReader(
    new Map([
      ['sku', 1],
      ['attributes.country', 0],
      ['name', 9],
    ]),
  );
  row.at([' France ', ' a1']);
  expect([row.get('sku'), row.get('name'), row.get('price')]).toEqual(['a1', '', '']);
  expect([...row.startingWith('attributes.')]).toEqual([['country', 'France']]);
});
