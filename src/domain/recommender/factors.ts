/** A vector for each row, row-major: rowCount × width. */
export interface Factors {
  readonly rowCount: number;
  readonly width: number;
  readonly numbers: Float64Array;
}
