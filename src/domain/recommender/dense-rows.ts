import { type Kernels, kernelMemory, kernelsOn } from './kernels/kernels.js';
import { listEntryBytes, panelWidth } from './kernels/row-sum.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';

// A panel is read from main memory once for each batch, so that a batch is as large as 40 MB of sums allow.
const mostSums = 10_000_000;
const mostInBatch = 2_048;

/**
 * A dense matrix of floats, ready for weighted sums of its rows. It lies in panels of 32 columns, so that while a batch
 * of sums goes through one panel it stays in the second-level cache.
 */
export class DenseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly #panels: number;
  readonly #kernels: Kernels;
  readonly #numbers: Float32Array;
  readonly #list: {
    readonly bytes: number;
    readonly rows: Int32Array;
    readonly weights: Float32Array;
  };
  readonly #sumsAt: number;
  readonly #batchSize: number;

  /** All zeros. */
  constructor(rowCount: number, columnCount: number) {
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.#panels = Math.ceil(columnCount / panelWidth);
    this.#batchSize = Math.max(
      1,
      Math.min(mostInBatch, Math.floor(mostSums / Math.max(1, columnCount))),
    );
    const size = this.#panels * rowCount * panelWidth;
    this.#sumsAt = size;
    const listAt = 4 * (size + this.#batchSize * this.#panels * panelWidth);
    const memory = kernelMemory(listAt + listEntryBytes * this.#batchSize * Math.max(1, rowCount));
    this.#kernels = kernelsOn(memory);
    this.#numbers = new Float32Array(memory.buffer);
    this.#list = {
      bytes: listAt,
      rows: new Int32Array(memory.buffer, listAt),
      weights: new Float32Array(memory.buffer, listAt),
    };
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
    let from = 0;
    let to = 0;
    return (row, sums) => {
      if (row < from || row >= to) {
        from = row;
        to = Math.min(weights.rowCount, row + this.#batchSize);
        this.#sumBatch(weights, from, to);
      }
      const at = this.#sumsAt + (row - from) * this.#panels * panelWidth;
      sums.set(this.#numbers.subarray(at, at + this.columnCount));
    };
  }

  #sumBatch(weights: SparseMatrix, from: number, to: number): void {
    let size = 0;
    const starts = new Int32Array(to - from + 1);
    for (let row = from; row < to; row++) {
      const first = weights.starts[row] as number;
      rowOf(weights, row).forEach((named, at) => {
        this.#list.rows[2 * size] = named;
        this.#list.weights[2 * size + 1] = weights.weights?.[first + at] ?? 1;
        size += 1;
      });
      starts[row - from + 1] = size;
    }
    for (let panel = 0; panel < this.#panels; panel++) this.#sumPanel(panel, starts);
  }

  #sumPanel(panel: number, starts: Int32Array): void {
    const panelAt = 4 * panel * this.rowCount * panelWidth;
    for (let row = 0; row + 1 < starts.length; row++) {
      const out = 4 * (this.#sumsAt + (row * this.#panels + panel) * panelWidth);
      const first = starts[row] as number;
      const list = this.#list.bytes + listEntryBytes * first;
      this.#kernels.rowSum(out, panelAt, list, (starts[row + 1] as number) - first);
    }
  }

  #place(row: number, column: number): number {
    const panel = Math.floor(column / panelWidth);
    return (panel * this.rowCount + row) * panelWidth + (column % panelWidth);
  }
}
