import {
  type FactorPlace,
  type FactorRoom,
  type ThreadPlaces,
  threadPlaces,
} from './factor-room.js';
import { type Kernels, kernelsOn } from './kernels/kernels.js';
import { panelWidth } from './kernels/row-sum.js';

/**
 * The matrix α₀YᵀY + Σ_met y yᵀ + penalty·I of one row after the other, never written down: only its product with a vector
 * is wanted. In floats; α₀YᵀY must stand in the room.
 */
export class NormalSystem {
  readonly #room: FactorRoom;
  readonly #othersAt: number;
  readonly #at: ThreadPlaces;
  readonly #kernels: Kernels;
  readonly #vector: Float32Array;
  readonly #image: Float32Array;
  readonly #gramWeights: Float32Array;
  readonly #met: Int32Array;
  /** What was met, each with weight 1. */
  readonly #list: Int32Array;
  #metCount = 0;

  constructor(room: FactorRoom, others: FactorPlace, thread: number) {
    const { memory, width, panels, listLength } = room;
    const at = threadPlaces(room, thread);
    this.#room = room;
    this.#othersAt = others.at;
    this.#at = at;
    this.#kernels = kernelsOn(memory);
    this.#vector = new Float32Array(memory.buffer, at.vector, panels * panelWidth);
    this.#image = new Float32Array(memory.buffer, at.image, panels * panelWidth);
    this.#gramWeights = new Float32Array(memory.buffer, at.gramList, 2 * width);
    this.#met = new Int32Array(memory.buffer, at.met, listLength);
    this.#list = new Int32Array(memory.buffer, at.list, 2 * listLength);
    const ones = new Float32Array(memory.buffer, at.list, 2 * listLength);
    for (let nth = 0; nth < listLength; nth++) ones[2 * nth + 1] = 1;
    const gramRows = new Int32Array(memory.buffer, at.gramList, 2 * width);
    for (let f = 0; f < width; f++) gramRows[2 * f] = f;
  }

  /** From now on of a row that met these. Fills `sum` with Σ_met y. */
  rowSum(met: Int32Array, sum: Float64Array): void {
    const { panels, width } = this.#room;
    const at = this.#at;
    this.#met.set(met);
    this.#metCount = met.length;
    // A row of factors lies as so many rows of a panel, one behind the other.
    for (let m = 0; m < met.length; m++) this.#list[2 * m] = (met[m] as number) * panels;
    for (let panel = 0; panel < panels; panel++) {
      const offset = 4 * panel * panelWidth;
      this.#kernels.rowSum(at.image + offset, this.#othersAt + offset, at.list, met.length);
    }
    for (let f = 0; f < width; f++) sum[f] = this.#image[f] as number;
  }

  /**
   * Fills `image` with the product with `vector`.
   *
   * @returns vector · image
   */
  apply(vector: Float64Array, penalty: number, image: Float64Array): number {
    const { gramAt, panels, width } = this.#room;
    const at = this.#at;
    this.#vector.set(vector);
    for (let f = 0; f < width; f++) this.#gramWeights[2 * f + 1] = vector[f] as number;
    for (let panel = 0; panel < panels; panel++) {
      const out = at.image + 4 * panel * panelWidth;
      this.#kernels.rowSum(out, gramAt + 4 * panel * width * panelWidth, at.gramList, width);
    }
    const rowBytes = 4 * panels * panelWidth;
    const { image: sums, vector: own, met } = at;
    this.#kernels.outerProducts(sums, own, this.#othersAt, met, this.#metCount, rowBytes);
    let product = 0;
    for (let f = 0; f < width; f++) {
      const factor = vector[f] as number;
      const value = (this.#image[f] as number) + penalty * factor;
      image[f] = value;
      product += factor * value;
    }
    return product;
  }
}
