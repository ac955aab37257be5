import { rowOf, type SparseMatrix } from './sparse-matrix.js';

/** Row-major, rowCount × width. */
export interface Factors {
  readonly rowCount: number;
  readonly width: number;
  readonly numbers: Float64Array;
}

export interface Penalties {
  readonly unobservedWeight: number;
  readonly regularization: number;
}

/** Customers given items, then items given customers. */
export function alternate(
  data: {
    readonly matrix: SparseMatrix;
    readonly itemRows: SparseMatrix;
    readonly customers: Factors;
    readonly items: Factors;
  },
  penalties: Penalties,
): void {
  solveRows(data.matrix, { own: data.customers, others: data.items }, penalties);
  solveRows(data.itemRows, { own: data.items, others: data.customers }, penalties);
}

/**
 * Every row's factors given the others': x = (α₀YᵀY + Σ_met y yᵀ + λ(n + α₀m)I)⁻¹ Σ_met y, for n met of m others.
 * By conjugate gradients from where `own` stands: a few steps are enough, and none costs the cube of the width.
 *
 * @param matrix own × others
 * @see Takács, Pilászy & Tikk 2011, "Applications of the Conjugate Gradient Method for Implicit Feedback"
 */
export function solveRows(
  matrix: SparseMatrix,
  { own, others }: { readonly own: Factors; readonly others: Factors },
  penalties: Penalties,
): void {
  const solver = new RowSolver(others, penalties);
  for (let row = 0; row < matrix.rowCount; row++) {
    const x = own.numbers.subarray(row * own.width, (row + 1) * own.width);
    solver.solve(rowOf(matrix, row), x);
  }
}

// Where the residual is so much shorter than the right side the ranking no longer changes.
const tolerance = 1e-2;
const mostSteps = 8;

class RowSolver {
  readonly #others: Factors;
  readonly #penalties: Penalties;
  readonly #gram: Float64Array;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;

  constructor(others: Factors, penalties: Penalties) {
    this.#others = others;
    this.#penalties = penalties;
    this.#gram = gramOf(others, penalties.unobservedWeight);
    this.#residual = new Float64Array(others.width);
    this.#direction = new Float64Array(others.width);
    this.#image = new Float64Array(others.width);
  }

  solve(met: Int32Array, x: Float64Array): void {
    const { width, rowCount, numbers } = this.#others;
    if (met.length === 0) {
      x.fill(0);
      return;
    }
    const { regularization, unobservedWeight } = this.#penalties;
    const penalty = regularization * (met.length + unobservedWeight * rowCount);
    const [r, p, image] = [this.#residual, this.#direction, this.#image];
    r.fill(0);
    for (const other of met) addScaled(r, numbers, other * width, 1);
    const enough = tolerance ** 2 * dot(r, r);
    this.#apply(x, met, penalty);
    addScaled(r, image, 0, -1);
    p.set(r);
    let length = dot(r, r);
    for (let step = 0; step < mostSteps && length > enough; step++) {
      this.#apply(p, met, penalty);
      const stride = length / dot(p, image);
      addScaled(x, p, 0, stride);
      addScaled(r, image, 0, -stride);
      const shorter = dot(r, r);
      const turn = shorter / length;
      for (let f = 0; f < width; f++) p[f] = (r[f] as number) + turn * (p[f] as number);
      length = shorter;
    }
  }

  /** The image of `vector` under the row's matrix. */
  #apply(vector: Float64Array, met: Int32Array, penalty: number): void {
    const { width, numbers } = this.#others;
    const image = this.#image;
    image.fill(0);
    for (let f = 0; f < width; f++) addScaled(image, this.#gram, f * width, vector[f] as number);
    for (const other of met) {
      const from = other * width;
      let product = 0;
      for (let f = 0; f < width; f++)
        product += (numbers[from + f] as number) * (vector[f] as number);
      addScaled(image, numbers, from, product);
    }
    addScaled(image, vector, 0, penalty);
  }
}

/** α₀ YᵀY */
function gramOf({ rowCount, width, numbers }: Factors, scale: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rowCount; row++) {
    const from = row * width;
    for (let f = 0; f < width; f++) {
      const factor = scale * (numbers[from + f] as number);
      const to = f * width;
      for (let g = 0; g < width; g++)
        gram[to + g] = (gram[to + g] as number) + factor * (numbers[from + g] as number);
    }
  }
  return gram;
}

function addScaled(sums: Float64Array, values: Float64Array, from: number, factor: number): void {
  for (let at = 0; at < sums.length; at++)
    sums[at] = (sums[at] as number) + factor * (values[from + at] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
