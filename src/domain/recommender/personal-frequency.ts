import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';

export interface PersonalFrequencyModel {
  readonly itemCount: number;
  /** One per item: whether anyone has it. Nothing else is learnt. */
  readonly isKnown: Uint8Array;
}

/**
 * Buy again: what this customer has most often, score(u, j) = the weight of u's own entry. A customer's row says how
 * often, and may count older purchases less.
 *
 * @see Hu, He, Gao & Zhang 2020, "Modeling Personalized Item Frequency Information for Next-basket Recommendation"
 */
export const personalFrequency: Recommender<Record<string, never>, PersonalFrequencyModel> = {
  kind: 'personal-frequency',
  fit(matrix) {
    const isKnown = new Uint8Array(matrix.columnCount);
    for (const item of matrix.columns) isKnown[item] = 1;
    return { itemCount: matrix.columnCount, isKnown };
  },
  recommend({ itemCount, isKnown }, customers, wanted) {
    return rankScores(customers, wanted, itemCount, (row, scores) =>
      addOwn(customers, row, { scores, isKnown }),
    );
  },
};

function addOwn(
  { starts, columns, weights }: SparseMatrix,
  row: number,
  { scores, isKnown }: { readonly scores: Float64Array; readonly isKnown: Uint8Array },
): void {
  for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
    const item = columns[at] as number;
    if (isKnown[item] === 1) scores[item] = weights?.[at] ?? 1;
  }
}
