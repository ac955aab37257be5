import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../src/domain/random.js';
import { SpdMatrix } from '../../../src/domain/recommender/spd-inverse.js';

function filled(size: number, value: (row: number, column: number) => number): SpdMatrix {
  const matrix = new SpdMatrix(size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) matrix.add(row, column, value(row, column));
  return matrix;
}

const symmetric = (matrix: SpdMatrix, row: number, column: number) =>
  matrix.get(Math.max(row, column), Math.min(row, column));

describe('an inverse', () => {
  it('of two by two is the adjugate over the determinant', () => {
    const matrix = filled(2, (row, column) => (row === column ? 2 + row : 1));
    matrix.invert();
    // [[2, 1], [1, 3]]: determinant 5.
    expect(matrix.get(0, 0)).toBeCloseTo(3 / 5, 14);
    expect(matrix.get(1, 0)).toBeCloseTo(-1 / 5, 14);
    expect(matrix.get(1, 1)).toBeCloseTo(2 / 5, 14);
  });

  it.each([1, 63, 64, 65, 200])('of a matrix of %i rows gives the unit matrix with it', (size) => {
    const chance = chanceOf(size);
    const rows = Array.from({ length: size + 5 }, () =>
      Float64Array.from({ length: size }, () => chance() - 0.4),
    );
    const gram = (a: number, b: number) =>
      rows.reduce((sum, row) => sum + (row[a] ?? 0) * (row[b] ?? 0), a === b ? 3 : 0);
    const matrix = filled(size, gram);
    matrix.invert();
    const probes = [0, Math.floor(size / 2), size - 1];
    for (const row of probes) {
      for (const column of probes) {
        let product = 0;
        for (let k = 0; k < size; k++) product += gram(row, k) * symmetric(matrix, k, column);
        expect(product).toBeCloseTo(row === column ? 1 : 0, 10);
      }
    }
  });

  it('is refused where there is none', () => {
    expect(() => filled(3, () => 1).invert()).toThrow(RangeError);
  });
});
