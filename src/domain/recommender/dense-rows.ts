import { BatchSums, type RowLists, type SumsRoom, sumsRoom } from './dense-sums.js';
import { growKernelMemory, kernelMemory } from './kernels/kernels.js';
import { panelWidth } from './kernels/row-sum.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * A dense matrix of floats, ready for weighted sums of its rows. It lies in panels of 32 columns, so that while a batch
 * of sums goes through one panel it stays in the second-level cache.
 */
export class DenseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly #memory: WebAssembly.Memory;
  readonly #byteCount: number;
  readonly #numbers: Float32Array;

  /** All zeros. */
  constructor(rowCount: number, columnCount: number) {
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.#byteCount = 4 * Math.ceil(columnCount / panelWidth) * rowCount * panelWidth;
    this.#memory = kernelMemory(this.#byteCount);
    this.#numbers = new Float32Array(this.#memory.buffer);
  }

  set(row: number, column: number, value: number): void {
    this.#numbers[this.#place(row, column)] = value;
  }

  get(row: number, column: number): number {
    return this.#numbers[this.#place(row, column)] as number;
  }

  /**
   * For each row of `weights`, asked for in ascending order, the sum of this matrix's rows that it names.
   *
   * @param weights anything × rowCount
   * @returns fills `sums` (one per column) for a row of `weights`
   */
  sumsFor(weights: SparseMatrix): (row: number, sums: Float64Array) => void {
    const room = this.roomFor(weights, 1);
    const batchSums = new BatchSums(room, 0);
    let from = 0;
    let to = 0;
    return (row, sums) => {
      if (row < from || row >= to)
        [from, to] = batchSums.sum(weights, Math.floor(row / room.batchSize));
      sums.set(batchSums.of(row - from));
    };
  }

  /** Room for so many threads to sum the rows that the lists name; whoever had room before has it no longer. */
  roomFor(lists: RowLists, threads: number): SumsRoom {
    const { rowCount, columnCount } = this;
    const rows = { memory: this.#memory, rowCount, columnCount, firstByte: this.#byteCount };
    const room = sumsRoom(rows, lists, threads);
    growKernelMemory(this.#memory, room.firstByte + threads * room.bytesEach);
    return room;
  }

  #place(row: number, column: number): number {
    const panel = Math.floor(column / panelWidth);
    return (panel * this.rowCount + row) * panelWidth + (column % panelWidth);
  }
}
