import { expect, it } from 'vitest';
import { chanceOf } from '../../../src/domain/random.js';
import { DenseRows } from '../../../src/domain/recommender/dense-rows.js';
import { matrixOf } from '../../contract/recommender.js';

const chance = chanceOf(11);

it.each([
  { rows: 3, columns: 5 },
  { rows: 7, columns: 32 },
  { rows: 2, columns: 71 },
])('sums $rows rows of $columns columns as they are weighted', ({ rows, columns }) => {
  const dense = new DenseRows(rows, columns);
  const table = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => chance() - 0.5),
  );
  table.forEach((row, r) => {
    row.forEach((value, c) => {
      dense.set(r, c, value);
    });
  });
  const lists = Array.from({ length: 6 }, (_, list) =>
    list === 2 ? [] : [list % rows, (list + 1) % rows],
  );
  const asked = matrixOf(lists, rows);
  const weights = Float32Array.from(asked.columns, () => chance());
  const fill = dense.sumsFor({ ...asked, weights });
  const sums = new Float64Array(columns);
  for (let list = 0; list < 6; list++) {
    fill(list, sums);
    for (let column = 0; column < columns; column++) {
      let expected = 0;
      for (let at = asked.starts[list] ?? 0; at < (asked.starts[list + 1] ?? 0); at++)
        expected += (weights[at] ?? 0) * (table[asked.columns[at] ?? 0]?.[column] ?? 0);
      expect(sums[column]).toBeCloseTo(expected, 5);
    }
  }
});

it('sums batch after batch, from wherever it is asked first', () => {
  const dense = new DenseRows(2, 3);
  for (let column = 0; column < 3; column++) dense.set(1, column, column + 1);
  // Lists 0, 3, 6 … name row 1 with their own number as weight, the others name nothing.
  const count = 7_000;
  const columns = new Int32Array(Math.ceil(count / 3)).fill(1);
  const weights = Float32Array.from(columns, (_, at) => 3 * at);
  const starts = Int32Array.from({ length: count + 1 }, (_, list) => Math.ceil(list / 3));
  const fill = dense.sumsFor({ rowCount: count, columnCount: 2, starts, columns, weights });
  const sums = new Float64Array(3);
  for (let list = 1_001; list < count; list++) {
    fill(list, sums);
    const weight = list % 3 === 0 ? list : 0;
    expect([...sums]).toEqual([weight, 2 * weight, 3 * weight]);
  }
});
