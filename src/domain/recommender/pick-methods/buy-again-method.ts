import { personalFrequency } from '../personal-frequency.js';
import { columnCounts, rowOf } from '../sparse-matrix.js';
import { becauseOfAll, type PickMethod, withReasons } from './pick-method.js';

interface Habits {
  /** How many customers have each item: what decides between equal habits. */
  readonly buyers: Int32Array;
  readonly halfLifeDays: number;
}

// Half a year: what was a habit then and is not now counts half.
const halfLifeDays = 180;

/** What one buys most often, and nothing one has never bought. */
export const buyAgainPicks: PickMethod<Habits> = {
  reads: 'often',
  because: 'again',
  isBuyAgain: true,
  learn: ({ history }) => ({
    learnt: { buyers: columnCounts(history.matrix), halfLifeDays },
    parameters: { halfLifeDays },
  }),
  rank(habits, asking, wanted) {
    const often = asking.often(habits.halfLifeDays);
    const model = { itemCount: habits.buyers.length, buyers: habits.buyers };
    const { items, scores, count } = personalFrequency.recommend(model, often, wanted);
    // Behind what the customer has stands what others have.
    items.forEach((item, at) => {
      if (rowOf(often, Math.floor(at / count)).includes(item)) return;
      items[at] = -1;
      scores[at] = 0;
    });
    return withReasons({ items, scores, count }, () => becauseOfAll);
  },
};
