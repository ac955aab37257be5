/** Places in a space of features, row by row: the j-th feature of row i is `values[i * dimensions + j]`. */
export interface Rows {
  readonly values: Float64Array;
  readonly dimensions: number;
}

export interface Points extends Rows {
  readonly count: number;
}

/** @throws RangeError if the rows differ in length */
export function pointsOf(rows: readonly (readonly number[])[]): Points {
  const dimensions = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== dimensions))
    throw new RangeError('every point needs a value for each feature');
  return { values: Float64Array.from(rows.flat()), count: rows.length, dimensions };
}

/** These rows, in this order. */
export function rowsOf({ values, dimensions }: Points, indexes: ArrayLike<number>): Points {
  const picked = new Float64Array(indexes.length * dimensions);
  for (let row = 0; row < indexes.length; row++) {
    const from = (indexes[row] as number) * dimensions;
    picked.set(values.subarray(from, from + dimensions), row * dimensions);
  }
  return { values: picked, count: indexes.length, dimensions };
}

/** ‖a − b‖² of row `i` of `a` and row `j` of `b`. */
export function squaredDistance(a: Rows, i: number, b: Rows, j: number): number {
  const { values, dimensions } = a;
  const others = b.values;
  let sum = 0;
  for (let f = 0, p = i * dimensions, q = j * dimensions; f < dimensions; f++, p++, q++) {
    const gap = (values[p] as number) - (others[q] as number);
    sum += gap * gap;
  }
  return sum;
}
