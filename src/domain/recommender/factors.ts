/** A vector for each row, row-major: rowCount × width. */
export interface Factors {
  readonly rowCount: number;
  readonly width: number;
  readonly numbers: Float64Array;
}

/** All zeros, in memory that threads can share. */
export function emptyFactors(rowCount: number, width: number): Factors {
  return {
    rowCount,
    width,
    numbers: new Float64Array(new SharedArrayBuffer(8 * rowCount * width)),
  };
}
