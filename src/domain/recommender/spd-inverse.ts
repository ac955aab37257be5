import { alone, type Crew } from './crew.js';
import { type Kernels, kernelMemory, kernelsOn } from './kernels/kernels.js';
import { tileSize } from './kernels/tile-update.js';
import { tileNumber } from './sweep-task.js';

const tileLength = tileSize * tileSize;
const tileBytes = 8 * tileLength;

/**
 * A symmetric positive definite matrix of doubles, its lower half in square tiles, ready to be inverted in place.
 * Memory: 4n² bytes and two columns of tiles.
 */
export class SpdMatrix {
  readonly size: number;
  readonly #tilesAcross: number;
  readonly #kernels: Kernels;
  readonly #numbers: Float64Array;

  /** All zeros. */
  constructor(size: number) {
    this.size = size;
    this.#tilesAcross = Math.ceil(size / tileSize);
    const half = (this.#tilesAcross * (this.#tilesAcross + 1)) / 2;
    this.#kernels = kernelsOn(kernelMemory(tileBytes * (half + 2 * this.#tilesAcross + 2)));
    this.#numbers = new Float64Array(this.#kernels.memory.buffer);
    // What lies beyond the edge is a unit matrix, which stays one and touches nothing else.
    for (let at = size; at < this.#tilesAcross * tileSize; at++) this.add(at, at, 1);
  }

  /** @param column at most `row` */
  get(row: number, column: number): number {
    return this.#numbers[this.#place(row, column)] as number;
  }

  /** @param column at most `row` */
  add(row: number, column: number, value: number): void {
    const at = this.#place(row, column);
    this.#numbers[at] = (this.#numbers[at] as number) + value;
  }

  /**
   * By sweeps, a tile of pivots at a time: A_ij − A_ik A_kk⁻¹ A_kj for all i, j ≠ k, then A_ik A_kk⁻¹, then −A_kk⁻¹.
   * After all sweeps −A⁻¹ stands there. As many operations as a Cholesky factor and its inverse take, n³, but
   * nearly all of them in products of tiles.
   *
   * @throws RangeError if the matrix is not positive definite
   * @see Goodnight 1979, "A Tutorial on the SWEEP Operator"
   */
  invert(crew: Crew = alone): void {
    for (let pivot = 0; pivot < this.#tilesAcross; pivot++) {
      const inverse = invertTile(this.#mirrored(pivot));
      this.#preparePanel(pivot, inverse);
      const { memory } = this.#kernels;
      crew.run({ kind: 'sweep', memory, tilesAcross: this.#tilesAcross, pivot }, this.#tilesAcross);
      this.#closePanel(pivot, inverse);
    }
    for (let at = 0; at < tileNumber(this.#tilesAcross, 0) * tileLength; at++)
      this.#numbers[at] = -(this.#numbers[at] as number);
  }

  /** The pivot tile in full: only its lower half is sure to be written. */
  #mirrored(pivot: number): Float64Array {
    const from = tileNumber(pivot, pivot) * tileLength;
    const tile = this.#numbers.slice(from, from + tileLength);
    for (let row = 0; row < tileSize; row++)
      for (let column = 0; column < row; column++)
        tile[column * tileSize + row] = tile[row * tileSize + column] as number;
    return tile;
  }

  /** For every row of tiles: W = A_ik A_kk⁻¹, and Q = A_ikᵀ, which the products take from the right. */
  #preparePanel(pivot: number, inverse: Float64Array): void {
    const [factor, minusInverse] = [this.#scratchTile(0), this.#scratchTile(1)];
    minusInverse.set(inverse.map((value) => -value));
    for (let row = 0; row < this.#tilesAcross; row++) {
      if (row === pivot) continue;
      const [w, q] = [this.#panelTile(row, 0), this.#panelTile(row, 1)];
      this.#copyTransposed(row, pivot, q);
      transposeInto(q, factor);
      w.fill(0);
      this.#kernels.tileUpdate(w.byteOffset, factor.byteOffset, minusInverse.byteOffset);
    }
  }

  #closePanel(pivot: number, inverse: Float64Array): void {
    for (let row = 0; row < this.#tilesAcross; row++) {
      const w = this.#panelTile(row, 0);
      if (row > pivot) this.#numbers.set(w, tileNumber(row, pivot) * tileLength);
      else if (row < pivot) transposeInto(w, this.#view(tileNumber(pivot, row)));
    }
    this.#numbers.set(
      inverse.map((value) => -value),
      tileNumber(pivot, pivot) * tileLength,
    );
  }

  /** Q = A_ikᵀ, which is A_ki as it stands where i < k. */
  #copyTransposed(row: number, pivot: number, q: Float64Array): void {
    if (row < pivot) q.set(this.#view(tileNumber(pivot, row)));
    else transposeInto(this.#view(tileNumber(row, pivot)), q);
  }

  #place(row: number, column: number): number {
    const tile = tileNumber(Math.floor(row / tileSize), Math.floor(column / tileSize));
    return tile * tileLength + (row % tileSize) * tileSize + (column % tileSize);
  }

  #panelTile(row: number, which: 0 | 1): Float64Array {
    return this.#view(tileNumber(this.#tilesAcross, 0) + 2 * row + which);
  }

  #scratchTile(which: 0 | 1): Float64Array {
    return this.#view(tileNumber(this.#tilesAcross, 0) + 2 * this.#tilesAcross + which);
  }

  #view(tile: number): Float64Array {
    return this.#numbers.subarray(tile * tileLength, (tile + 1) * tileLength);
  }
}

function transposeInto(from: Float64Array, to: Float64Array): void {
  for (let row = 0; row < tileSize; row++)
    for (let column = 0; column < tileSize; column++)
      to[column * tileSize + row] = from[row * tileSize + column] as number;
}

/** The inverse of one full tile, by the same sweeps, a pivot at a time. */
function invertTile(tile: Float64Array): Float64Array {
  const a = tile.slice();
  for (let pivot = 0; pivot < tileSize; pivot++) {
    const head = a[pivot * tileSize + pivot] as number;
    if (!(head > 0)) throw new RangeError('the matrix is not positive definite');
    const own = a.slice(pivot * tileSize, (pivot + 1) * tileSize);
    for (let row = 0; row < tileSize; row++) {
      const factor = (own[row] as number) / head;
      const from = row * tileSize;
      for (let column = 0; column < tileSize; column++)
        a[from + column] = (a[from + column] as number) - factor * (own[column] as number);
      a[from + pivot] = factor;
      a[pivot * tileSize + row] = factor;
    }
    for (let at = 0; at < tileSize; at++) {
      a[pivot * tileSize + at] = (own[at] as number) / head;
    }
    a[pivot * tileSize + pivot] = -1 / head;
  }
  return a.map((value) => -value);
}
