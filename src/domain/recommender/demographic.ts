import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import { columnCounts, rowOf, type SparseMatrix, transpose } from './sparse-matrix.js';

export interface DemographicParameters {
  /** Customers × traits, row by row beside the matrix; null if nothing is known of anyone. */
  readonly traits: SparseMatrix | null;
}

export interface DemographicModel {
  readonly itemCount: number;
  /** Share of all customers who have each item. */
  readonly shares: Float64Array;
  /** Trait × item: share of the customers with the trait who have the item, drawn to the share of all. */
  readonly traitShares: SparseMatrix;
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
    const shares = Float64Array.from(columnCounts(matrix), (count) => count / people);
    return {
      itemCount: matrix.columnCount,
      shares,
      traitShares: shareByTrait(matrix, traits, shares),
    };
  },
  recommend(model, customers, wanted) {
    return rankScores(customers, wanted, model.itemCount, (row, scores) => {
      const own = wanted.traits ? rowOf(wanted.traits, row) : new Int32Array(0);
      const known = own.filter((trait) => rowOf(model.traitShares, trait).length > 0);
      if (known.length === 0) scores.set(model.shares);
      for (const trait of known) addShares(model, trait, { scores, weight: 1 / known.length });
    });
  },
};

function addShares(
  { shares, traitShares: { starts, columns, weights } }: DemographicModel,
  trait: number,
  { scores, weight }: { readonly scores: Float64Array; readonly weight: number },
): void {
  for (let at = starts[trait] as number; at < (starts[trait + 1] as number); at++) {
    const item = columns[at] as number;
    scores[item] = (scores[item] as number) + weight * (weights?.[at] ?? shares[item] ?? 0);
  }
}

function shareByTrait(
  matrix: SparseMatrix,
  traits: SparseMatrix | null,
  shares: Float64Array,
): SparseMatrix {
  const itemCount = matrix.columnCount;
  const peopleOf = traits && transpose(traits);
  const traitCount = peopleOf?.rowCount ?? 0;
  const weights = new Float32Array(traitCount * itemCount);
  for (let trait = 0; peopleOf && trait < traitCount; trait++) {
    const people = rowOf(peopleOf, trait);
    const own = weights.subarray(trait * itemCount, (trait + 1) * itemCount);
    for (const person of people)
      for (const item of rowOf(matrix, person)) own[item] = (own[item] as number) + 1;
    for (let item = 0; item < itemCount; item++)
      own[item] =
        ((own[item] as number) + groupSize * (shares[item] as number)) /
        (people.length + groupSize);
  }
  return {
    rowCount: traitCount,
    columnCount: itemCount,
    starts: Int32Array.from({ length: traitCount + 1 }, (_, trait) => trait * itemCount),
    columns: Int32Array.from({ length: traitCount * itemCount }, (_, at) => at % itemCount),
    weights,
  };
}
