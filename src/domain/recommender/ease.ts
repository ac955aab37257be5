import type { Crew } from './crew.js';
import { DenseRows } from './dense-rows.js';
import { gramRows } from './gram-rows.js';
import { rankSums } from './rank-sums.js';
import type { Recommender } from './recommender.js';
import { rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';
import { SpdMatrix } from './spd-inverse.js';

export interface EaseParameters {
  /** Ridge penalty; in customers, as the diagonal of XᵀX is. */
  readonly lambda: number;
  /** Absent: this thread alone. */
  readonly crew?: Crew | undefined;
}

export interface EaseModel {
  readonly itemCount: number;
  /** Bought item × recommended item. */
  readonly weights: DenseRows;
}

/**
 * The linear model x̂ = xB that best rebuilds every customer's row without using an item for itself: with
 * P = (XᵀX + λI)⁻¹, B_ij = −P_ij / P_jj and 0 on the diagonal. Weighted rows are rebuilt as they are.
 *
 * @see Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"
 */
export const ease: Recommender<EaseParameters, EaseModel> = {
  kind: 'ease',
  fit(matrix, { lambda, crew }) {
    const inverse = regularisedGram(matrix, lambda);
    inverse.invert(crew);
    return { itemCount: matrix.columnCount, weights: itemWeights(inverse) };
  },
  recommend(model, customers, wanted) {
    return rankSums(model.weights, customers, customers, wanted);
  },
};

function regularisedGram(matrix: SparseMatrix, lambda: number): SpdMatrix {
  const gram = new SpdMatrix(matrix.columnCount);
  const customersOf = transpose(matrix);
  const rows = gramRows(matrix);
  for (let item = 0; item < matrix.columnCount; item++) {
    // An item that nobody has must not make the matrix singular where λ is 0.
    gram.add(item, item, squaredLength(customersOf, item) + lambda || 1);
    rows.count(rowOf(customersOf, item));
    rows.drain(item + 1, (other, product) => gram.add(other, item, product));
  }
  return gram;
}

function squaredLength({ starts, weights }: SparseMatrix, row: number): number {
  const [from, to] = [starts[row] as number, starts[row + 1] as number];
  if (weights === null) return to - from;
  return weights.subarray(from, to).reduce((sum, weight) => sum + weight * weight, 0);
}

function itemWeights(inverse: SpdMatrix): DenseRows {
  const weights = new DenseRows(inverse.size, inverse.size);
  for (let row = 0; row < inverse.size; row++) {
    const own = inverse.get(row, row);
    for (let column = 0; column < row; column++) {
      const shared = -inverse.get(row, column);
      weights.set(row, column, shared / inverse.get(column, column));
      weights.set(column, row, shared / own);
    }
  }
  return weights;
}
