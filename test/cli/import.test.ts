import { expect, it } from 'vitest';
import { csvLine } from '../../src/cli/csv-line.js';
import { importText } from '../../src/cli/import-text.js';
import type { ImportResult } from '../../src/services/import-rows.js';

const result: ImportResult = {
  rowsRead: 1_234,
  rowsTaken: 1_200,
  ignoredColumns: ['weight'],
  added: { customers: 0, orders: 1_100 },
  brokenOff: null,
  findings: [
    {
      action: 'dropped',
      code: 'bad-price',
      reason: 'price is not an amount',
      count: 34,
      lines: [7, 9],
      example: '"x"',
    },
    { action: 'noted', code: 'guest', reason: 'no customer', count: 1, lines: [3], example: '' },
  ],
};

it('tells what was read, what is new and why rows were left out, with their lines', () => {
  expect(importText('f.csv', result).split('\n')).toEqual([
    'f.csv: 1,234 rows read, 1,200 taken',
    '  new: 1,100 orders',
    '  columns left alone: weight',
    '',
    'Dropped:',
    '         34  bad-price: price is not an amount (such as "x")',
    '             lines 7, 9 … and 32 more',
    '',
    'Taken as they are:',
    '          1  guest: no customer',
    '             lines 3',
    '',
    'All of them with their rows: add --rejects FILE',
  ]);
});

it('says that nothing is new when a file comes again', () => {
  const again = { ...result, findings: [], ignoredColumns: [], added: { customers: 0, orders: 0 } };
  expect(importText('f.csv', again)).toContain('new: nothing, all of it is known already');
});

it('writes CSV that a reader takes back as it was', () => {
  expect(csvLine([1, 'a,b', 'say "x"', 'two\nlines', ''])).toBe(
    '1,"a,b","say ""x""","two\nlines",\n',
  );
});
