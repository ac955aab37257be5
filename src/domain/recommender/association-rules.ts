import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';

/** How strong a rule has to be. */
export interface RuleLimits {
  /** Least number of customers who have antecedent and consequent, as a share of all; at least 2 customers. */
  readonly minSupport: number;
  /** Least share of those with the antecedent who have the consequent. */
  readonly minConfidence: number;
  /** Least confidence over the consequent's share of all. */
  readonly minLift: number;
}

/** Who has `first` (and `second`, unless it is -1) has `consequent` too. */
export interface AssociationRule {
  readonly first: number;
  readonly second: number;
  readonly consequent: number;
  /** Customers with all of them. */
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
}

/**
 * Every rule with one or two antecedents that keeps the limits, by intersecting lists of customers, the rarer item's
 * first: what is not frequent alone is in no frequent set.
 *
 * @see Agrawal & Srikant 1994; Zaki 2000, "Scalable Algorithms for Association Mining" (Eclat)
 */
export function mineRules(
  matrix: SparseMatrix,
  limits: RuleLimits,
  take: (rule: AssociationRule) => void,
): void {
  const miner = new RuleMiner(matrix, limits, take);
  for (let item = 0; item < matrix.columnCount; item++) miner.extend(item);
}

class RuleMiner {
  readonly #matrix: SparseMatrix;
  readonly #customersOf: SparseMatrix;
  readonly #limits: RuleLimits;
  readonly #least: number;
  readonly #take: (rule: AssociationRule) => void;
  readonly #counts: Int32Array;

  constructor(matrix: SparseMatrix, limits: RuleLimits, take: (rule: AssociationRule) => void) {
    this.#matrix = matrix;
    this.#customersOf = transpose(matrix);
    this.#limits = limits;
    this.#least = Math.max(2, Math.ceil(limits.minSupport * matrix.rowCount - 1e-9));
    this.#take = take;
    this.#counts = new Int32Array(matrix.columnCount);
  }

  /** Rules of the item alone, and of it with each later one that is frequent beside it. */
  extend(first: number): void {
    const customers = rowOf(this.#customersOf, first);
    if (customers.length < this.#least) return;
    const beside = this.#rulesOf(customers, first, -1);
    for (const second of beside) {
      if (second <= first) continue;
      const both = intersection(customers, rowOf(this.#customersOf, second));
      this.#rulesOf(both, first, second);
    }
  }

  /** @returns the items that are frequent among `customers`, ascending */
  #rulesOf(customers: Int32Array, first: number, second: number): number[] {
    const counts = this.#counts;
    counts.fill(0);
    for (const customer of customers)
      for (const item of rowOf(this.#matrix, customer)) counts[item] = (counts[item] as number) + 1;
    const frequent: number[] = [];
    for (let item = 0; item < counts.length; item++) {
      const support = counts[item] as number;
      if (support < this.#least || item === first || item === second) continue;
      frequent.push(item);
      this.#offer({ first, second, consequent: item, support }, customers.length);
    }
    return frequent;
  }

  #offer(
    found: Pick<AssociationRule, 'first' | 'second' | 'consequent' | 'support'>,
    antecedentCount: number,
  ): void {
    const confidence = found.support / antecedentCount;
    const share = rowOf(this.#customersOf, found.consequent).length / this.#matrix.rowCount;
    const lift = confidence / share;
    const { minConfidence, minLift } = this.#limits;
    if (confidence >= minConfidence && lift >= minLift) this.#take({ ...found, confidence, lift });
  }
}

function intersection(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(Math.min(a.length, b.length));
  let [i, j, size] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const difference = (a[i] as number) - (b[j] as number);
    if (difference === 0) both[size++] = a[i] as number;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return both.subarray(0, size);
}
