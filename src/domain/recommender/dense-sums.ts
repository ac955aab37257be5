import { type Kernels, kernelsOn } from './kernels/kernels.js';
import { listEntryBytes, panelWidth } from './kernels/row-sum.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** Lists of rows with weights: of a sparse matrix those that it has, of a full one all. */
export type RowLists = SparseMatrix | FullMatrix;

/** Row-major, each row beginning `stride` numbers after the one before. */
export interface FullMatrix {
  readonly rowCount: number;
  readonly width: number;
  readonly stride: number;
  readonly numbers: Float32Array;
}

/** Dense rows in panels of 32 columns, and behind them room for each thread: the sums of a batch, then its lists. */
export interface SumsRoom {
  readonly memory: WebAssembly.Memory;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Lists that are summed at once. */
  readonly batchSize: number;
  /** Where the first thread's room begins, and how much each has. */
  readonly firstByte: number;
  readonly bytesEach: number;
}

// A panel of many rows is read from main memory once for each batch, so that a batch is as large as 40 MB of sums allow;
// one of few rows stays in the first-level cache, and then a small batch keeps its sums near as well.
const mostSums = 10_000_000;
const [leastInBatch, mostInBatch] = [256, 2_048];

/** Room behind `firstByte`, for threads that go through lists in batches; the memory need not be as large yet. */
export function sumsRoom(
  rows: Pick<SumsRoom, 'memory' | 'rowCount' | 'columnCount' | 'firstByte'>,
  lists: RowLists,
  threads: number,
): SumsRoom {
  const most = Math.floor(mostSums / threads / Math.max(1, rows.columnCount));
  const worthwhile = Math.max(leastInBatch, Math.min(rows.rowCount, mostInBatch));
  const batchSize = Math.max(1, Math.min(worthwhile, most, lists.rowCount));
  const bytes =
    batchSize * sumBytes(rows.columnCount) + listEntryBytes * longestBatch(lists, batchSize);
  return { ...rows, batchSize, bytesEach: 16 * Math.ceil(bytes / 16) };
}

/** One thread's sums of weighted rows, a batch of lists at a time. */
export class BatchSums {
  readonly #room: SumsRoom;
  readonly #kernels: Kernels;
  readonly #sumsAt: number;
  readonly #listsAt: number;
  readonly #sums: Float32Array;
  readonly #rows: Int32Array;
  readonly #weights: Float32Array;
  readonly #starts: Int32Array;

  constructor(room: SumsRoom, thread: number) {
    const { memory, batchSize, columnCount, firstByte, bytesEach } = room;
    this.#room = room;
    this.#kernels = kernelsOn(memory);
    this.#sumsAt = firstByte + thread * bytesEach;
    this.#listsAt = this.#sumsAt + batchSize * sumBytes(columnCount);
    const listLength = (bytesEach + this.#sumsAt - this.#listsAt) / 4;
    this.#sums = new Float32Array(
      memory.buffer,
      this.#sumsAt,
      (batchSize * sumBytes(columnCount)) / 4,
    );
    this.#rows = new Int32Array(memory.buffer, this.#listsAt, listLength);
    this.#weights = new Float32Array(memory.buffer, this.#listsAt, listLength);
    this.#starts = new Int32Array(batchSize + 1);
  }

  /** From now on of the batch of that number. @returns the first list in it and the one behind its last */
  sum(lists: RowLists, batch: number): readonly [from: number, to: number] {
    const from = batch * this.#room.batchSize;
    const to = Math.min(lists.rowCount, from + this.#room.batchSize);
    if ('numbers' in lists) this.#listAll(lists, from, to);
    else this.#listSome(lists, from, to);
    const panels = Math.ceil(this.#room.columnCount / panelWidth);
    for (let panel = 0; panel < panels; panel++) this.#sumPanel(panel, to - from);
    return [from, to];
  }

  /** One sum per column for a list of the batch; its place is used again for the next batch. */
  of(nth: number): Float32Array {
    const at = (nth * sumBytes(this.#room.columnCount)) / 4;
    return this.#sums.subarray(at, at + this.#room.columnCount);
  }

  #listSome({ starts, columns, weights }: SparseMatrix, from: number, to: number): void {
    const first = starts[from] as number;
    for (let list = from; list <= to; list++)
      this.#starts[list - from] = (starts[list] as number) - first;
    const end = starts[to] as number;
    for (let at = first; at < end; at++) {
      const place = 2 * (at - first);
      this.#rows[place] = columns[at] as number;
      this.#weights[place + 1] = weights === null ? 1 : (weights[at] as number);
    }
  }

  #listAll({ width, stride, numbers }: FullMatrix, from: number, to: number): void {
    let place = 0;
    for (let list = from; list < to; list++) {
      for (let row = 0; row < width; row++) {
        this.#rows[place] = row;
        this.#weights[place + 1] = numbers[list * stride + row] as number;
        place += 2;
      }
      this.#starts[list - from + 1] = place / 2;
    }
  }

  #sumPanel(panel: number, listCount: number): void {
    const { rowCount, columnCount } = this.#room;
    const panelAt = 4 * panel * rowCount * panelWidth;
    const rowBytes = sumBytes(columnCount);
    const starts = this.#starts;
    for (let list = 0; list < listCount; list++) {
      const out = this.#sumsAt + list * rowBytes + 4 * panel * panelWidth;
      const first = starts[list] as number;
      const count = (starts[list + 1] as number) - first;
      this.#kernels.rowSum(out, panelAt, this.#listsAt + listEntryBytes * first, count);
    }
  }
}

/** Of the sums of one list: whole panels. */
function sumBytes(columnCount: number): number {
  return 4 * panelWidth * Math.ceil(columnCount / panelWidth);
}

function longestBatch(lists: RowLists, batchSize: number): number {
  if ('numbers' in lists) return batchSize * lists.width;
  let longest = 0;
  for (let from = 0; from < lists.rowCount; from += batchSize) {
    const to = Math.min(lists.rowCount, from + batchSize);
    longest = Math.max(longest, (lists.starts[to] as number) - (lists.starts[from] as number));
  }
  return longest;
}
