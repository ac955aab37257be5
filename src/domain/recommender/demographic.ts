import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import { columnCounts, rowOf, type SparseMatrix, sparseMatrix } from './sparse-matrix.js';

export interface DemographicParameters {
  /** Customers × traits, row by row beside the matrix; null if nothing is known of anyone. */
  readonly traits: SparseMatrix | null;
}

export interface DemographicModel {
  readonly itemCount: number;
  /** Share of all customers who have each item. */
  readonly shares: Float64Array;
  /** How many customers have each trait. */
  readonly traitSizes: Int32Array;
  /** Trait × item: how many of them have the item. */
  readonly buyers: SparseMatrix;
}

// A group's own share counts as much as everyone's once the group is so large.
const groupSize = 20;

/**
 * What people like this one have: score(u, j) = the mean over u's traits of the share of those with the trait who have j,
 * (n_tj + 20·p_j) / (n_t + 20). Needs no purchase of u; who has no known trait gets what everyone has.
 *
 * @see Pazzani 1999, "A Framework for Collaborative, Content-Based and Demographic Filtering"
 */
export const demographic: Recommender<DemographicParameters, DemographicModel> = {
  kind: 'demographic',
  fit(matrix, { traits }) {
    const people = Math.max(1, matrix.rowCount);
    return {
      itemCount: matrix.columnCount,
      shares: Float64Array.from(columnCounts(matrix), (count) => count / people),
      traitSizes: traits ? columnCounts(traits) : new Int32Array(0),
      buyers: buyersByTrait(matrix, traits),
    };
  },
  recommend(model, customers, wanted) {
    return rankScores(customers, wanted, model.itemCount, (row, scores) => {
      const own = wanted.traits ? rowOf(wanted.traits, row) : new Int32Array(0);
      addShares(
        model,
        own.filter((trait) => (model.traitSizes[trait] ?? 0) > 0),
        scores,
      );
    });
  },
};

function addShares(model: DemographicModel, traits: Int32Array, scores: Float64Array): void {
  const { shares, traitSizes, buyers } = model;
  const weightOf = (trait: number) =>
    1 / (traits.length * ((traitSizes[trait] as number) + groupSize));
  let everyone = traits.length === 0 ? 1 : 0;
  for (const trait of traits) everyone += groupSize * weightOf(trait);
  for (let item = 0; item < scores.length; item++)
    scores[item] = everyone * (shares[item] as number);
  for (const trait of traits) {
    const weight = weightOf(trait);
    const end = buyers.starts[trait + 1] as number;
    for (let at = buyers.starts[trait] as number; at < end; at++) {
      const item = buyers.columns[at] as number;
      scores[item] = (scores[item] as number) + weight * (buyers.weights?.[at] ?? 1);
    }
  }
}

function buyersByTrait(matrix: SparseMatrix, traits: SparseMatrix | null): SparseMatrix {
  const rows = new Int32Array(traits ? pairCount(matrix, traits) : 0);
  const columns = new Int32Array(rows.length);
  let size = 0;
  for (let customer = 0; traits && customer < matrix.rowCount; customer++) {
    const items = rowOf(matrix, customer);
    for (const trait of rowOf(traits, customer)) {
      rows.fill(trait, size, size + items.length);
      columns.set(items, size);
      size += items.length;
    }
  }
  const weights = new Float32Array(size).fill(1);
  const shape = { rowCount: traits?.columnCount ?? 0, columnCount: matrix.columnCount };
  return sparseMatrix({ rows, columns, weights }, shape);
}

function pairCount(matrix: SparseMatrix, traits: SparseMatrix): number {
  let pairs = 0;
  for (let customer = 0; customer < matrix.rowCount; customer++)
    pairs += rowOf(matrix, customer).length * rowOf(traits, customer).length;
  return pairs;
}
