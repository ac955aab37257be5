import { outerProducts } from './outer-products.js';
import { rowSum } from './row-sum.js';
import { tileUpdate } from './tile-update.js';
import { moduleBytes } from './wasm-writer.js';

/** Loops in WebAssembly SIMD over one shared memory; addresses are byte offsets in it, multiples of 16. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** C −= W Q, tiles of `tileSize` doubles squared. */
  readonly tileUpdate: (c: number, w: number, q: number) => void;
  /** out = the weighted sum of the listed rows of a panel. */
  readonly rowSum: (out: number, panel: number, list: number, count: number) => void;
  /** image += Σ y (y·vector) over the listed rows y. */
  readonly outerProducts: (
    image: number,
    vector: number,
    rows: number,
    list: number,
    count: number,
    rowBytes: number,
  ) => void;
}

const pageBytes = 65_536;
const mostPages = 65_536;
let compiled: WebAssembly.Module | undefined;

/**
 * A memory of its own, shared so that other threads can work on it.
 *
 * @throws RangeError if more than 4 GiB are asked for
 */
export function kernelMemory(byteCount: number): WebAssembly.Memory {
  return new WebAssembly.Memory({
    initial: pagesOf(byteCount),
    maximum: mostPages,
    shared: true,
  });
}

/**
 * Makes a memory at least so large; views of it stay true, and so stay as long as they were.
 *
 * @throws RangeError if more than 4 GiB are asked for
 */
export function growKernelMemory(memory: WebAssembly.Memory, byteCount: number): void {
  const more = pagesOf(byteCount) - memory.buffer.byteLength / pageBytes;
  if (more > 0) memory.grow(more);
}

function pagesOf(byteCount: number): number {
  const pages = Math.ceil(byteCount / pageBytes);
  if (pages > mostPages)
    throw new RangeError(`${Math.round(byteCount / 2 ** 20)} MiB, where 4,096 are the most`);
  return pages;
}

export function kernelsOn(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(moduleBytes([tileUpdate, rowSum, outerProducts]));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return {
    memory,
    tileUpdate: exports['tileUpdate'] as Kernels['tileUpdate'],
    rowSum: exports['rowSum'] as Kernels['rowSum'],
    outerProducts: exports['outerProducts'] as Kernels['outerProducts'],
  };
}
