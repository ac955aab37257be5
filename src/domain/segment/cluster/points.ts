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

/**
 * ‖a − b‖² of row `i` of `a` and each row of `b`, to the last bit as `squaredDistance` has them.
 *
 * @param squares filled; as long as `b` has rows
 */
export function squaredDistances(a: Rows, i: number, b: Rows, squares: Float64Array): void {
  const { values, dimensions } = a;
  const others = b.values;
  const from = i * dimensions;
  const to = from + dimensions;
  let j = 0;
  // Four sums at a time: one alone waits for each of its additions.
  for (; j + 4 <= squares.length; j += 4) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let q = j * dimensions;
    for (let p = from; p < to; p++, q++) {
      const value = values[p] as number;
      const gap0 = value - (others[q] as number);
      const gap1 = value - (others[q + dimensions] as number);
      const gap2 = value - (others[q + 2 * dimensions] as number);
      const gap3 = value - (others[q + 3 * dimensions] as number);
      sum0 += gap0 * gap0;
      sum1 += gap1 * gap1;
      sum2 += gap2 * gap2;
      sum3 += gap3 * gap3;
    }
    squares[j] = sum0;
    squares[j + 1] = sum1;
    squares[j + 2] = sum2;
    squares[j + 3] = sum3;
  }
  for (; j < squares.length; j++) squares[j] = squaredDistance(a, i, b, j);
}
