import { expect, it } from 'vitest';
import { column, countIn, parseIntegerLists, putNumbers } from '../../src/store/integer-list.js';

it('reads the integers of several texts, one after the other', () => {
  expect([...parseIntegerLists(['7,0,2147483647', '', '19'])]).toEqual([7, 0, 2_147_483_647, 19]);
});

it('counts what it will read', () => {
  expect(['', '5', '5,6,7'].map(countIn)).toEqual([0, 1, 3]);
});

it('takes one of several interleaved columns', () => {
  const values = Int32Array.of(1, 10, 100, 2, 20, 200);
  expect([...column(values, 3, 1)]).toEqual([10, 20]);
});

it('puts down one column beside what is there, without the rows that nobody owns', () => {
  const into = new Float64Array(5).fill(9);
  putNumbers('-4,1760000000000,7,0', Int32Array.of(2, 0, -1, 1), into, 1);
  expect([...into]).toEqual([9, -4, 1_760_000_000_000, 0, 9]);
});
