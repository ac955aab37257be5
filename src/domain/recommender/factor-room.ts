import { listEntryBytes, panelWidth } from './kernels/row-sum.js';

/** Where factors lie as floats in one memory: one side's, the other's, what is summed of them, room for each thread. */
export interface FactorRoom {
  readonly memory: WebAssembly.Memory;
  readonly width: number;
  /** Parts of a row, of 32 floats each; the last may end in zeros. */
  readonly panels: number;
  readonly customers: FactorPlace;
  readonly items: FactorPlace;
  /** α₀YᵀY of the side that is given, in panels: 32 columns of all rows, then the next 32. */
  readonly gramAt: number;
  /** The same of some rows each, without α₀. */
  readonly gramPartsAt: number;
  readonly threadsAt: number;
  readonly bytesEach: number;
  /** Entries that fit into a thread's list. */
  readonly listLength: number;
  readonly byteCount: number;
}

export interface FactorPlace {
  readonly rowCount: number;
  readonly at: number;
}

export const rowsPerGram = 512;

export function gramParts({ rowCount }: FactorPlace): number {
  return Math.ceil(rowCount / rowsPerGram);
}

/** @param longestRow how many a row may have met at most */
export function factorRoom(
  memoryOf: (byteCount: number) => WebAssembly.Memory,
  shape: { readonly customers: number; readonly items: number; readonly width: number },
  { longestRow, threads }: { readonly longestRow: number; readonly threads: number },
): FactorRoom {
  const { width } = shape;
  const panels = Math.max(1, Math.ceil(width / panelWidth));
  const rowBytes = 4 * panels * panelWidth;
  const customers = { rowCount: shape.customers, at: 0 };
  const items = { rowCount: shape.items, at: shape.customers * rowBytes };
  const gramAt = items.at + shape.items * rowBytes;
  const gramPartsAt = gramAt + width * rowBytes;
  const most = Math.max(gramParts(customers), gramParts(items));
  const threadsAt = gramPartsAt + most * width * rowBytes;
  const listLength = Math.max(longestRow, rowsPerGram);
  const bytesEach = threadBytes(width, rowBytes, listLength);
  const byteCount = threadsAt + threads * bytesEach;
  const memory = memoryOf(byteCount);
  const places = { customers, items, gramAt, gramPartsAt, threadsAt };
  return { memory, width, panels, ...places, bytesEach, listLength, byteCount };
}

/** Byte addresses of one thread's room. */
export interface ThreadPlaces {
  readonly vector: number;
  readonly image: number;
  /** (row of the Gram matrix, its weight), as many as factors. */
  readonly gramList: number;
  /** Row numbers. */
  readonly met: number;
  /** (row, weight), in the same order. */
  readonly list: number;
}

export function threadPlaces(room: FactorRoom, thread: number): ThreadPlaces {
  const { width, panels, listLength } = room;
  const vector = room.threadsAt + thread * room.bytesEach;
  const image = vector + 4 * panels * panelWidth;
  const gramList = image + 4 * panels * panelWidth;
  const met = gramList + rounded(listEntryBytes * width);
  const list = met + rounded(4 * listLength);
  return { vector, image, gramList, met, list };
}

function threadBytes(width: number, rowBytes: number, listLength: number): number {
  return (
    2 * rowBytes +
    rounded(listEntryBytes * width) +
    rounded(4 * listLength) +
    rounded(listEntryBytes * listLength)
  );
}

/** To what a vector instruction likes, and away from other threads' lines of the cache. */
function rounded(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
