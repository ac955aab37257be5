import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnCounts,
  rowOf,
  type SparseMatrix,
  sparseMatrix,
  transpose,
} from '../../../src/domain/recommender/sparse-matrix.js';

const shape = { rowCount: 3, columnCount: 5 };

function matrixOf(entries: readonly (readonly [number, number])[]): SparseMatrix {
  const rows = Int32Array.from(entries, ([row]) => row);
  const columns = Int32Array.from(entries, ([, column]) => column);
  return sparseMatrix({ rows, columns }, shape);
}

function rowsOf(matrix: SparseMatrix): number[][] {
  return Array.from({ length: matrix.rowCount }, (_, row) => [...rowOf(matrix, row)]);
}

describe('sparseMatrix', () => {
  it('groups entries by row, columns ascending, a repeated entry of a set once', () => {
    const matrix = matrixOf([
      [2, 4],
      [0, 3],
      [2, 0],
      [0, 3],
      [0, 1],
    ]);
    expect(rowsOf(matrix)).toEqual([[1, 3], [], [0, 4]]);
    expect(matrix.weights).toBeNull();
  });

  it('adds up the weights of a repeated entry', () => {
    const matrix = sparseMatrix(
      {
        rows: Int32Array.of(2, 0, 2, 2),
        columns: Int32Array.of(4, 1, 0, 4),
        weights: Float32Array.of(1.5, 2, 4, 3),
      },
      shape,
    );
    expect(rowsOf(matrix)).toEqual([[1], [], [0, 4]]);
    expect([...(matrix.weights ?? [])]).toEqual([2, 4, 4.5]);
  });

  it.each([
    { row: 3, column: 0, name: 'row 3' },
    { row: -1, column: 0, name: 'row -1' },
    { row: 0, column: 5, name: 'column 5' },
  ])('refuses $name outside 3 × 5', ({ row, column, name }) => {
    expect(() => matrixOf([[row, column]])).toThrow(name);
  });

  it('holds a matrix without entries', () => {
    expect(rowsOf(matrixOf([]))).toEqual([[], [], []]);
  });
});

describe('transpose', () => {
  it('swaps rows and columns and keeps each weight with its entry', () => {
    const matrix = sparseMatrix(
      {
        rows: Int32Array.of(2, 0, 2),
        columns: Int32Array.of(4, 4, 0),
        weights: Float32Array.of(1, 2, 3),
      },
      shape,
    );
    const turned = transpose(matrix);
    expect([turned.rowCount, turned.columnCount]).toEqual([5, 3]);
    expect(rowsOf(turned)).toEqual([[2], [], [], [], [0, 2]]);
    expect([...(turned.weights ?? [])]).toEqual([3, 2, 1]);
  });

  it('turned twice is what it was', () => {
    const entry = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 4 }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const matrix = matrixOf(entries);
        const twice = transpose(transpose(matrix));
        expect(rowsOf(twice)).toEqual(rowsOf(matrix));
      }),
    );
  });
});

it('counts the entries of each column', () => {
  const matrix = matrixOf([
    [0, 1],
    [1, 1],
    [2, 4],
  ]);
  expect([...columnCounts(matrix)]).toEqual([0, 2, 0, 0, 1]);
});
