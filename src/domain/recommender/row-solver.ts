import type { FactorPlace, FactorRoom } from './factor-room.js';
import { NormalSystem } from './normal-system.js';

export interface Penalties {
  readonly unobservedWeight: number;
  readonly regularization: number;
}

export interface RowsToSolve {
  readonly room: FactorRoom;
  readonly others: FactorPlace;
  readonly penalties: Penalties;
}

// Where the residual is so much shorter than the right side the ranking no longer changes.
const tolerance = 1e-2;
const mostSteps = 8;

/** One row's factors after the other's, given those of what it met. */
export class RowSolver {
  readonly #width: number;
  readonly #otherCount: number;
  readonly #penalties: Penalties;
  readonly #system: NormalSystem;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  readonly #solution: Float64Array;

  constructor({ room, others, penalties }: RowsToSolve, thread: number) {
    this.#width = room.width;
    this.#otherCount = others.rowCount;
    this.#penalties = penalties;
    this.#system = new NormalSystem(room, others, thread);
    this.#residual = new Float64Array(room.width);
    this.#direction = new Float64Array(room.width);
    this.#image = new Float64Array(room.width);
    this.#solution = new Float64Array(room.width);
  }

  /** @param own where to begin, and where the solution is put */
  solve(met: Int32Array, own: Float32Array): void {
    if (met.length === 0) {
      own.fill(0);
      return;
    }
    // All of one type, or the loops below cost four times as much.
    const x = this.#solution;
    for (let f = 0; f < x.length; f++) x[f] = own[f] as number;
    this.#descend(met, x);
    for (let f = 0; f < x.length; f++) own[f] = x[f] as number;
  }

  #descend(met: Int32Array, x: Float64Array): void {
    const { regularization, unobservedWeight } = this.#penalties;
    const penalty = regularization * (met.length + unobservedWeight * this.#otherCount);
    const [r, p, system] = [this.#residual, this.#direction, this.#system];
    const image = this.#image;
    system.rowSum(met, r);
    const enough = tolerance ** 2 * dot(r, r);
    system.apply(x, penalty, image);
    addScaled(r, image, -1);
    p.set(r);
    let length = dot(r, r);
    for (let step = 0; step < mostSteps && length > enough; step++) {
      const stride = length / system.apply(p, penalty, image);
      let shorter = 0;
      for (let f = 0; f < this.#width; f++) {
        x[f] = (x[f] as number) + stride * (p[f] as number);
        const left = (r[f] as number) - stride * (image[f] as number);
        r[f] = left;
        shorter += left * left;
      }
      const turn = shorter / length;
      for (let f = 0; f < this.#width; f++) p[f] = (r[f] as number) + turn * (p[f] as number);
      length = shorter;
    }
  }
}

function addScaled(sums: Float64Array, values: Float64Array, factor: number): void {
  for (let at = 0; at < sums.length; at++)
    sums[at] = (sums[at] as number) + factor * (values[at] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
