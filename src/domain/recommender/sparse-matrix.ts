/**
 * Who met what: rows × columns in compressed sparse rows. Row r's columns are
 * `columns[starts[r] … starts[r + 1])`, ascending, each once.
 */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Of length rowCount + 1. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** Beside `columns`; null means that every entry is 1. */
  readonly weights: Float32Array | null;
}

/** Entries in any order, one per index; an entry may repeat. */
export interface Triplets {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Absent: a set, where a repeated entry counts once. Present: the weights of a repeated entry add up. */
  readonly weights?: Float32Array;
}

/**
 * Builds the matrix by two counting sorts, in time linear in entries, rows and columns.
 *
 * @throws RangeError if an index lies outside the shape
 */
export function sparseMatrix(
  triplets: Triplets,
  shape: { readonly rowCount: number; readonly columnCount: number },
): SparseMatrix {
  requireInside(triplets.rows, shape.rowCount, 'row');
  requireInside(triplets.columns, shape.columnCount, 'column');
  // Sorting by column and then, stably, by row leaves each row's columns ascending.
  const byColumn = sortBy(triplets.columns, shape.columnCount, triplets.rows, triplets.weights);
  return deduplicate(transposeOf(byColumn, shape.columnCount, shape.rowCount));
}

/** The same entries, columns × rows. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  return transposeOf(matrix, matrix.rowCount, matrix.columnCount);
}

/** How many entries each column has. */
export function columnCounts(matrix: SparseMatrix): Int32Array {
  const counts = new Int32Array(matrix.columnCount);
  for (const column of matrix.columns) counts[column] = (counts[column] as number) + 1;
  return counts;
}

export function rowOf(matrix: SparseMatrix, row: number): Int32Array {
  return matrix.columns.subarray(matrix.starts[row], matrix.starts[row + 1]);
}

/** Some rows, in the order given; a row may be asked for twice. */
export function selectRows(matrix: SparseMatrix, rows: Int32Array): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    starts[at + 1] = (starts[at] as number) + rowOf(matrix, row).length;
  });
  const size = starts[rows.length] as number;
  const columns = new Int32Array(size);
  const weights = matrix.weights && new Float32Array(size);
  rows.forEach((row, at) => {
    const [from, to] = [matrix.starts[row], matrix.starts[row + 1]];
    columns.set(matrix.columns.subarray(from, to), starts[at]);
    if (weights && matrix.weights)
      weights.set(matrix.weights.subarray(from, to), starts[at] as number);
  });
  return { rowCount: rows.length, columnCount: matrix.columnCount, starts, columns, weights };
}

interface Compressed {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float32Array | null;
}

function transposeOf(matrix: Compressed, rowCount: number, columnCount: number): SparseMatrix {
  const rows = new Int32Array(matrix.columns.length);
  for (let row = 0; row < rowCount; row++) {
    rows.fill(row, matrix.starts[row], matrix.starts[row + 1]);
  }
  const sorted = sortBy(matrix.columns, columnCount, rows, matrix.weights ?? undefined);
  return { rowCount: columnCount, columnCount: rowCount, ...sorted };
}

/** Groups `values` by `keys` in [0, keyCount), stably. */
function sortBy(
  keys: Int32Array,
  keyCount: number,
  values: Int32Array,
  weights: Float32Array | undefined,
): Compressed {
  const starts = new Int32Array(keyCount + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
  for (let key = 0; key < keyCount; key++) {
    starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  }
  const next = starts.slice();
  const columns = new Int32Array(values.length);
  const sortedWeights = weights === undefined ? null : new Float32Array(weights.length);
  for (let entry = 0; entry < keys.length; entry++) {
    const key = keys[entry] as number;
    const at = next[key] as number;
    next[key] = at + 1;
    columns[at] = values[entry] as number;
    if (sortedWeights && weights) sortedWeights[at] = weights[entry] as number;
  }
  return { starts, columns, weights: sortedWeights };
}

function deduplicate(matrix: SparseMatrix): SparseMatrix {
  const { rowCount, starts, columns, weights } = matrix;
  const keptStarts = new Int32Array(rowCount + 1);
  const keptColumns = new Int32Array(columns.length);
  const keptWeights = weights && new Float32Array(weights.length);
  let kept = 0;
  for (let row = 0; row < rowCount; row++) {
    const rowStart = kept;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const repeats = kept > rowStart && keptColumns[kept - 1] === columns[at];
      if (!repeats) keptColumns[kept++] = columns[at] as number;
      if (keptWeights && weights) {
        keptWeights[kept - 1] = (keptWeights[kept - 1] as number) + (weights[at] as number);
      }
    }
    keptStarts[row + 1] = kept;
  }
  if (kept === columns.length) return matrix;
  return {
    ...matrix,
    starts: keptStarts,
    columns: keptColumns.slice(0, kept),
    weights: keptWeights?.slice(0, kept) ?? null,
  };
}

function requireInside(indices: Int32Array, count: number, name: string): void {
  for (const index of indices) {
    if (index < 0 || index >= count) throw new RangeError(`${name} ${index} is not below ${count}`);
  }
}
