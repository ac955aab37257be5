import { alone, type Crew } from './crew.js';
import type { FullMatrix } from './dense-sums.js';
import { type FactorPlace, type FactorRoom, factorRoom, gramParts } from './factor-room.js';
import type { Factors } from './factors.js';
import { kernelMemory } from './kernels/kernels.js';
import { panelWidth } from './kernels/row-sum.js';
import type { Penalties } from './row-solver.js';
import { type SolveTask, solveParts } from './solve-task.js';
import type { SparseMatrix } from './sparse-matrix.js';

export type Side = 'customers' | 'items';

/** Customers' and items' factors, each solved from the other by all threads of a crew. */
export class FactorPair {
  readonly #room: FactorRoom;
  readonly #crew: Crew;

  /** All zeros. @param mostMet how many anyone met at most, on any side that will be solved */
  constructor(
    shape: { readonly customers: number; readonly items: number; readonly width: number },
    mostMet: number,
    crew: Crew = alone,
  ) {
    this.#crew = crew;
    this.#room = factorRoom(kernelMemory, shape, { longestRow: mostMet, threads: crew.threads });
  }

  /** Row by row, factor by factor. */
  fill(side: Side, next: (row: number, factor: number) => number): void {
    const { width } = this.#room;
    const numbers = this.#numbersOf(this.#room[side]);
    for (let row = 0; row < this.#room[side].rowCount; row++)
      for (let f = 0; f < width; f++) numbers[row * this.#stride + f] = next(row, f);
  }

  /** As they lie: solving changes them. */
  rowsOf(side: Side): FullMatrix {
    const { [side]: place, width } = this.#room;
    const numbers = this.#numbersOf(place);
    return { rowCount: place.rowCount, width, stride: this.#stride, numbers };
  }

  factorsOf(side: Side): Factors {
    const { rowCount, width, stride, numbers } = this.rowsOf(side);
    const own = Float64Array.from({ length: rowCount * width }, (_, at) => {
      const row = Math.floor(at / width);
      return numbers[row * stride + (at % width)] as number;
    });
    return { rowCount, width, numbers: own };
  }

  /**
   * Every row's factors given the others': x = (α₀YᵀY + Σ_met y yᵀ + λ(n + α₀m)I)⁻¹ Σ_met y, for n met of m others.
   * By conjugate gradients from where they stand: a few steps are enough, and none costs the cube of the width.
   *
   * @param matrix own × others; in shared memory if the crew has other threads
   * @see Takács, Pilászy & Tikk 2011, "Applications of the Conjugate Gradient Method for Implicit Feedback"
   */
  solve(side: Side, matrix: SparseMatrix, penalties: Penalties): void {
    const room = this.#room;
    const others = room[side === 'customers' ? 'items' : 'customers'];
    this.#crew.run({ kind: 'factorGram', room, given: others }, gramParts(others));
    this.#addGrams(others, penalties.unobservedWeight);
    const task: SolveTask = { kind: 'solve', matrix, room, own: room[side], others, penalties };
    this.#crew.run(task, solveParts(task));
  }

  #addGrams(given: FactorPlace, scale: number): void {
    const { memory, width, gramAt, gramPartsAt } = this.#room;
    const size = width * this.#stride;
    const sums = new Float64Array(size);
    for (let part = 0; part < gramParts(given); part++) {
      const gram = new Float32Array(memory.buffer, gramPartsAt + 4 * part * size, size);
      for (let at = 0; at < size; at++) sums[at] = (sums[at] as number) + (gram[at] as number);
    }
    new Float32Array(memory.buffer, gramAt, size).set(sums.map((sum) => scale * sum));
  }

  #numbersOf({ at, rowCount }: FactorPlace): Float32Array {
    return new Float32Array(this.#room.memory.buffer, at, rowCount * this.#stride);
  }

  get #stride(): number {
    return this.#room.panels * panelWidth;
  }
}

/** Factors of whoever asks, given the items': customers × factors. */
export function solvedFactors(
  customers: SparseMatrix,
  items: Factors,
  penalties: Penalties,
  crew?: Crew,
): FullMatrix {
  const { width, numbers } = items;
  const shape = { customers: customers.rowCount, items: items.rowCount, width };
  const pair = new FactorPair(shape, longestRow(customers), crew);
  pair.fill('items', (row, f) => numbers[row * width + f] as number);
  pair.solve('customers', customers, penalties);
  return pair.rowsOf('customers');
}

export function longestRow({ rowCount, starts }: SparseMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++)
    longest = Math.max(longest, (starts[row + 1] as number) - (starts[row] as number));
  return longest;
}
