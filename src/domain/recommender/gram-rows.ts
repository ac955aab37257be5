import type { SparseMatrix } from './sparse-matrix.js';

/** The upper half of XᵀX, a row at a time; rows must be asked for in ascending order of items. */
export interface GramRows {
  /** @param customers all who have the next item */
  count(customers: Int32Array): void;
  /** Hands over each other item from `first` on whose product with the counted one is above 0, and starts anew. */
  drain(first: number, take: (item: number, product: number) => void): void;
}

export function gramRows(matrix: SparseMatrix): GramRows {
  return matrix.weights === null ? new CommonCustomers(matrix) : new WeightedProducts(matrix);
}

/**
 * One row at a time of the upper half of XᵀX: with how many customers an item shares each later item.
 * Rows must be asked for in ascending order of items. Memory: one number per item, one per customer.
 */
class CommonCustomers implements GramRows {
  readonly #matrix: SparseMatrix;
  /** Where each customer's items beyond the current one begin. */
  readonly #next: Int32Array;
  readonly #counts: Int32Array;
  /** The items counted, if they are few: reading every count of a rare item would cost more than counting. */
  readonly #touched: Int32Array;
  #touchedCount = -1;

  constructor(matrix: SparseMatrix) {
    this.#matrix = matrix;
    this.#next = matrix.starts.slice(0, matrix.rowCount);
    this.#counts = new Int32Array(matrix.columnCount);
    this.#touched = new Int32Array(matrix.columnCount);
  }

  count(customers: Int32Array): void {
    const next = this.#next;
    const { starts } = this.#matrix;
    let work = 0;
    for (const customer of customers) {
      const from = (next[customer] as number) + 1;
      next[customer] = from;
      work += (starts[customer + 1] as number) - from;
    }
    if (work < this.#counts.length / 2) this.#countFew(customers);
    else this.#countMany(customers);
  }

  drain(first: number, take: (item: number, count: number) => void): void {
    if (this.#touchedCount >= 0) this.#drainTouched(take);
    else this.#drainAll(first, take);
    this.#touchedCount = -1;
  }

  #countMany(customers: Int32Array): void {
    const { starts, columns } = this.#matrix;
    const counts = this.#counts;
    const next = this.#next;
    for (const customer of customers) {
      const end = starts[customer + 1] as number;
      for (let at = next[customer] as number; at < end; at++) {
        const item = columns[at] as number;
        counts[item] = (counts[item] as number) + 1;
      }
    }
  }

  #countFew(customers: Int32Array): void {
    const { starts, columns } = this.#matrix;
    const counts = this.#counts;
    let touchedCount = 0;
    for (const customer of customers) {
      const end = starts[customer + 1] as number;
      for (let at = this.#next[customer] as number; at < end; at++) {
        const item = columns[at] as number;
        if (counts[item] === 0) this.#touched[touchedCount++] = item;
        counts[item] = (counts[item] as number) + 1;
      }
    }
    this.#touchedCount = touchedCount;
  }

  #drainTouched(take: (item: number, count: number) => void): void {
    for (let t = 0; t < this.#touchedCount; t++) {
      const item = this.#touched[t] as number;
      take(item, this.#counts[item] as number);
      this.#counts[item] = 0;
    }
  }

  #drainAll(first: number, take: (item: number, count: number) => void): void {
    const counts = this.#counts;
    for (let item = first; item < counts.length; item++) {
      const count = counts[item] as number;
      if (count === 0) continue;
      take(item, count);
      counts[item] = 0;
    }
  }
}

/** The same where entries weigh: Σ x_ui x_uj over customers u. */
class WeightedProducts implements GramRows {
  readonly #matrix: SparseMatrix;
  readonly #weights: Float32Array;
  readonly #next: Int32Array;
  readonly #products: Float64Array;
  readonly #touched: Int32Array;
  #touchedCount = 0;

  constructor(matrix: SparseMatrix) {
    this.#matrix = matrix;
    this.#weights = matrix.weights ?? new Float32Array(matrix.columns.length).fill(1);
    this.#next = matrix.starts.slice(0, matrix.rowCount);
    this.#products = new Float64Array(matrix.columnCount);
    this.#touched = new Int32Array(matrix.columnCount);
  }

  count(customers: Int32Array): void {
    for (const customer of customers) this.#add(customer);
  }

  drain(_: number, take: (item: number, product: number) => void): void {
    for (let t = 0; t < this.#touchedCount; t++) {
      const item = this.#touched[t] as number;
      take(item, this.#products[item] as number);
      this.#products[item] = 0;
    }
    this.#touchedCount = 0;
  }

  #add(customer: number): void {
    const { starts, columns } = this.#matrix;
    const own = this.#next[customer] as number;
    this.#next[customer] = own + 1;
    const weight = this.#weights[own] as number;
    if (weight === 0) return;
    const end = starts[customer + 1] as number;
    for (let at = own + 1; at < end; at++) {
      const item = columns[at] as number;
      const sum = this.#products[item] as number;
      const product = weight * (this.#weights[at] as number);
      if (sum === 0 && product !== 0) this.#touched[this.#touchedCount++] = item;
      this.#products[item] = sum + product;
    }
  }
}
