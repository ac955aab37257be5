import type { Factors } from './factors.js';
import { type Kernels, kernelMemory, kernelsOn } from './kernels/kernels.js';
import { listEntryBytes, panelWidth } from './kernels/row-sum.js';

/**
 * The matrix α₀YᵀY + Σ_met y yᵀ + penalty·I of one row after the other, never written down: only its product with a vector
 * is wanted. In floats.
 */
export class NormalSystem {
  readonly #width: number;
  readonly #panels: number;
  readonly #kernels: Kernels;
  readonly #others: Float32Array;
  readonly #at: Layout;
  readonly #vector: Float32Array;
  readonly #image: Float32Array;
  readonly #met: Int32Array;
  readonly #weights: Float32Array;
  /** What was met, each with weight 1. */
  readonly #sumList: Int32Array;
  #metCount = 0;

  /** @param longestRow how many may be met at most */
  constructor(others: Factors, unobservedWeight: number, longestRow: number) {
    const { width, rowCount } = others;
    this.#width = width;
    this.#panels = Math.max(1, Math.ceil(width / panelWidth));
    this.#at = layoutOf(rowCount, width, longestRow);
    const memory = kernelMemory(this.#at.end);
    this.#kernels = kernelsOn(memory);
    this.#others = new Float32Array(memory.buffer, 0, rowCount * this.#panels * panelWidth);
    this.#vector = new Float32Array(memory.buffer, this.#at.vector, this.#panels * panelWidth);
    this.#image = new Float32Array(memory.buffer, this.#at.image, this.#panels * panelWidth);
    this.#met = new Int32Array(memory.buffer, this.#at.met, longestRow);
    this.#weights = new Float32Array(memory.buffer, this.#at.list, 2 * width);
    this.#sumList = new Int32Array(memory.buffer, this.#at.sumList, 2 * longestRow);
    const ones = new Float32Array(memory.buffer, this.#at.sumList, 2 * longestRow);
    for (let at = 0; at < longestRow; at++) ones[2 * at + 1] = 1;
    const numbers = new Int32Array(memory.buffer, this.#at.list, 2 * width);
    for (let f = 0; f < width; f++) numbers[2 * f] = f;
    this.#copy(others);
    this.#fillGram(others, unobservedWeight);
  }

  /** From now on of a row that met these. Fills `sum` with Σ_met y. */
  rowSum(met: Int32Array, sum: Float64Array): void {
    const at = this.#at;
    this.#met.set(met);
    this.#metCount = met.length;
    // A row of factors lies as so many rows of a panel, one behind the other.
    for (let m = 0; m < met.length; m++) this.#sumList[2 * m] = (met[m] as number) * this.#panels;
    for (let panel = 0; panel < this.#panels; panel++) {
      const offset = 4 * panel * panelWidth;
      this.#kernels.rowSum(at.image + offset, offset, at.sumList, met.length);
    }
    for (let f = 0; f < this.#width; f++) sum[f] = this.#image[f] as number;
  }

  /**
   * Fills `image` with the product with `vector`.
   *
   * @returns vector · image
   */
  apply(vector: Float64Array, penalty: number, image: Float64Array): number {
    const at = this.#at;
    this.#vector.set(vector);
    for (let f = 0; f < this.#width; f++) this.#weights[2 * f + 1] = vector[f] as number;
    const panelBytes = 4 * this.#width * panelWidth;
    for (let panel = 0; panel < this.#panels; panel++) {
      const out = at.image + 4 * panel * panelWidth;
      this.#kernels.rowSum(out, at.gram + panel * panelBytes, at.list, this.#width);
    }
    const rowBytes = 4 * this.#panels * panelWidth;
    this.#kernels.outerProducts(at.image, at.vector, 0, at.met, this.#metCount, rowBytes);
    let product = 0;
    for (let f = 0; f < this.#width; f++) {
      const own = vector[f] as number;
      const value = (this.#image[f] as number) + penalty * own;
      image[f] = value;
      product += own * value;
    }
    return product;
  }

  #copy({ rowCount, width, numbers }: Factors): void {
    const stride = this.#panels * panelWidth;
    for (let row = 0; row < rowCount; row++)
      this.#others.set(numbers.subarray(row * width, (row + 1) * width), row * stride);
  }

  /** α₀YᵀY, in panels of 32 columns. */
  #fillGram({ rowCount, width, numbers }: Factors, scale: number): void {
    const gram = new Float64Array(width * width);
    for (let row = 0; row < rowCount; row++) {
      const from = row * width;
      for (let f = 0; f < width; f++) {
        const factor = scale * (numbers[from + f] as number);
        for (let g = 0; g <= f; g++)
          gram[f * width + g] =
            (gram[f * width + g] as number) + factor * (numbers[from + g] as number);
      }
    }
    const panels = new Float32Array(this.#others.buffer, this.#at.gram);
    for (let f = 0; f < width; f++) {
      for (let g = 0; g < width; g++) {
        const place = (Math.floor(g / panelWidth) * width + f) * panelWidth + (g % panelWidth);
        panels[place] = gram[Math.max(f, g) * width + Math.min(f, g)] as number;
      }
    }
  }
}

/** Byte addresses, the factors being at 0. */
interface Layout {
  readonly gram: number;
  readonly vector: number;
  readonly image: number;
  readonly list: number;
  readonly met: number;
  readonly sumList: number;
  readonly end: number;
}

function layoutOf(rowCount: number, width: number, longestRow: number): Layout {
  const rowBytes = 4 * panelWidth * Math.max(1, Math.ceil(width / panelWidth));
  const gram = rowCount * rowBytes;
  const vector = gram + width * rowBytes;
  const image = vector + rowBytes;
  const list = image + rowBytes;
  const met = list + listEntryBytes * 16 * Math.ceil(width / 16);
  const sumList = met + 16 * Math.ceil(longestRow / 4);
  const end = sumList + listEntryBytes * longestRow + 16;
  return { gram, vector, image, list, met, sumList, end };
}
