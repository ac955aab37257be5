import type { SparseMatrix } from './sparse-matrix.js';

// Copies in memory that other threads can be handed without copying.

export function sharedIntegers(values: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

export function sharedFloats(values: Float32Array): Float32Array {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

export function sharedMatrix(matrix: SparseMatrix): SparseMatrix {
  return {
    ...matrix,
    starts: sharedIntegers(matrix.starts),
    columns: sharedIntegers(matrix.columns),
    weights: matrix.weights && sharedFloats(matrix.weights),
  };
}
