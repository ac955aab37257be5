import { TopList } from './top-list.js';

// Changes smaller than this share of the largest weight end a sweep over the chosen weights.
const tolerance = 3e-4;
const mostSweeps = 100;
const mostRounds = 100;
// All who pull hardest need not be let in at once: the first ones answer for most of the others.
const mostJoining = 50;

/**
 * Weights w ≥ 0, w_j = 0, that minimise wᵀGw/2 − g_jᵀw + l1·Σw + l2/2·|w|², one target j at a time, by coordinate
 * descent over the few weights that are not 0: whoever's slope says they should not be 0 joins, until nobody does.
 *
 * @see Friedman, Hastie & Tibshirani 2010, "Regularization Paths for Generalized Linear Models via Coordinate Descent"
 */
export class ElasticNet {
  readonly #gram: Float32Array;
  readonly #size: number;
  readonly #penalties: { readonly l1: number; readonly l2: number };
  /** Minus the slope of the smooth part without the l2 term: g_j − Gw. */
  readonly #pull: Float64Array;
  readonly #weights: Float64Array;
  readonly #isActive: Uint8Array;
  readonly #joining = new TopList(mostJoining);
  #active: number[] = [];

  /** @param gram symmetric, size × size */
  constructor(
    gram: Float32Array,
    size: number,
    penalties: { readonly l1: number; readonly l2: number },
  ) {
    this.#gram = gram;
    this.#size = size;
    this.#penalties = penalties;
    this.#pull = new Float64Array(size);
    this.#weights = new Float64Array(size);
    this.#isActive = new Uint8Array(size);
  }

  /** Hands over the weights above 0, by ascending source. */
  solve(target: number, take: (source: number, weight: number) => void): void {
    this.#weights.fill(0);
    this.#isActive.fill(0);
    this.#active = [];
    for (let round = 0; round < mostRounds && this.#join(target); round++) this.#descend(target);
    for (let source = 0; source < this.#size; source++) {
      const weight = this.#weights[source] as number;
      if (weight > 0) take(source, weight);
    }
  }

  /** @returns whether anyone joined */
  #join(target: number): boolean {
    this.#pull.set(this.#gram.subarray(target * this.#size, (target + 1) * this.#size));
    for (const source of this.#active) {
      const weight = this.#weights[source] as number;
      if (weight !== 0) this.#pullBack(source, weight);
    }
    // A hair's breadth above, or rounding would let the same ones in for ever.
    const threshold = this.#penalties.l1 + 1e-6 * (1 + this.#penalties.l1);
    const joining = this.#joining;
    for (let source = 0; source < this.#size; source++) {
      const pull = this.#pull[source] as number;
      if (source !== target && this.#isActive[source] === 0 && pull > threshold)
        joining.offer(pull, source);
    }
    const count = joining.size;
    for (const source of joining.items.subarray(0, count)) {
      this.#isActive[source] = 1;
      this.#active.push(source);
    }
    joining.size = 0;
    return count > 0;
  }

  #pullBack(source: number, change: number): void {
    const row = source * this.#size;
    for (let at = 0; at < this.#size; at++)
      this.#pull[at] = (this.#pull[at] as number) - change * (this.#gram[row + at] as number);
  }

  #descend(target: number): void {
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      let largest = 0;
      let moved = 0;
      for (const source of this.#active) {
        const before = this.#weights[source] as number;
        const after = this.#best(source, before);
        const change = after - before;
        if (change !== 0) {
          this.#weights[source] = after;
          this.#pullActive(source, change);
        }
        largest = Math.max(largest, after);
        moved = Math.max(moved, Math.abs(change));
      }
      if (moved <= tolerance * largest) break;
    }
    // Who stayed at 0 need not be walked through again, and may join again.
    this.#active = this.#active.filter((source) => {
      const stays = (this.#weights[source] as number) > 0 && source !== target;
      this.#isActive[source] = stays ? 1 : 0;
      return stays;
    });
  }

  #best(source: number, before: number): number {
    const own = this.#gram[source * this.#size + source] as number;
    const { l1, l2 } = this.#penalties;
    const slope = (this.#pull[source] as number) + own * before - l1;
    return slope <= 0 ? 0 : slope / (own + l2);
  }

  #pullActive(source: number, change: number): void {
    const row = source * this.#size;
    for (const other of this.#active)
      this.#pull[other] =
        (this.#pull[other] as number) - change * (this.#gram[row + other] as number);
  }
}
