import { gramRows } from './gram-rows.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';

/** XᵀX of a matrix without weights, row-major; counts are exact in floats up to 2²⁴. */
export function denseGram(matrix: SparseMatrix): Float32Array {
  const size = matrix.columnCount;
  const gram = new Float32Array(size * size);
  const customersOf = transpose(matrix);
  const rows = gramRows({ ...matrix, weights: null });
  for (let item = 0; item < size; item++) {
    const customers = rowOf(customersOf, item);
    gram[item * size + item] = customers.length;
    rows.count(customers);
    rows.drain(item + 1, (other, count) => {
      gram[item * size + other] = count;
      gram[other * size + item] = count;
    });
  }
  return gram;
}
