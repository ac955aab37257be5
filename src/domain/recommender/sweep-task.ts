import { kernelsOn } from './kernels/kernels.js';
import { tileSize } from './kernels/tile-update.js';

const tileBytes = 8 * tileSize * tileSize;

/** A_ij −= W_i Q_j for one pivot; a part is a row of tiles. */
export interface SweepTask {
  readonly kind: 'sweep';
  /** Tiles (i, j), j ≤ i, row by row; behind them W and Q of each row. */
  readonly memory: WebAssembly.Memory;
  readonly tilesAcross: number;
  readonly pivot: number;
}

export function sweepRow({ memory, tilesAcross, pivot }: SweepTask): (row: number) => void {
  const { tileUpdate } = kernelsOn(memory);
  const panel = tileNumber(tilesAcross, 0);
  return (row) => {
    if (row === pivot) return;
    for (let column = 0; column <= row; column++) {
      if (column === pivot) continue;
      const c = tileNumber(row, column) * tileBytes;
      tileUpdate(c, (panel + 2 * row) * tileBytes, (panel + 2 * column + 1) * tileBytes);
    }
  };
}

/** Where the tile stands among those of the lower half. */
export function tileNumber(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}
