import type { SparseMatrix } from './sparse-matrix.js';

// Copies in memory that other threads can be handed without copying, unless an array lies there already.

export function sharedIntegers(values: Int32Array): Int32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

export function sharedFloats(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
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

/** Both, as one if they are one. */
export function sharedAsking<Exclude extends SparseMatrix | null>(
  customers: SparseMatrix,
  exclude: Exclude,
): { readonly customers: SparseMatrix; readonly exclude: SparseMatrix | Exclude } {
  const shared = sharedMatrix(customers);
  if (exclude === null) return { customers: shared, exclude };
  return { customers: shared, exclude: exclude === customers ? shared : sharedMatrix(exclude) };
}
