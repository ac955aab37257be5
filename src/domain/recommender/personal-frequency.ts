import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import { columnCounts, type SparseMatrix } from './sparse-matrix.js';

export interface PersonalFrequencyModel {
  readonly itemCount: number;
  /** How many customers have each item. */
  readonly buyers: Int32Array;
}

// So small that it decides between equal weights only.
const tieShare = 2 ** -20;

/**
 * Buy again: what this customer has most often, score(u, j) = the weight of u's own entry; equal ones, and behind them
 * what u has not, by popularity. A customer's row says how often, and may count older purchases less.
 *
 * @see Hu, He, Gao & Zhang 2020, "Modeling Personalized Item Frequency Information for Next-basket Recommendation"
 */
export const personalFrequency: Recommender<Record<string, never>, PersonalFrequencyModel> = {
  kind: 'personal-frequency',
  fit: (matrix) => ({ itemCount: matrix.columnCount, buyers: columnCounts(matrix) }),
  recommend(model, customers, wanted) {
    const most = model.buyers.reduce((greatest, count) => Math.max(greatest, count), 1);
    const popularity = Float64Array.from(model.buyers, (count) => (tieShare * count) / most);
    return rankScores(customers, wanted, model.itemCount, (row, scores) => {
      scores.set(popularity);
      addOwn(customers, row, scores);
    });
  },
};

function addOwn(
  { starts, columns, weights }: SparseMatrix,
  row: number,
  scores: Float64Array,
): void {
  for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
    const item = columns[at] as number;
    // An item that nobody had when the model learnt is unknown to it.
    if (scores[item] !== 0) scores[item] = (scores[item] as number) + (weights?.[at] ?? 1);
  }
}
