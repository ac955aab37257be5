import { columnSums, popularity, popularityOf } from '../popularity.js';
import { becauseItSells, type Lesson, type PickMethod, withReasons } from './pick-method.js';

interface ItemScores {
  /** One per item; 0 for what nobody has. */
  readonly scores: Float64Array;
}

export const popularityPicks = popularityMethod(({ history }) => ({
  scores: columnSums(history.matrix),
  parameters: {},
}));

export const recentPopularityPicks = popularityMethod(({ recentSales, parameters }) => ({
  scores: recentSales,
  parameters: { halfLifeDays: parameters.halfLifeDays },
}));

function popularityMethod(
  learnFrom: (
    lesson: Lesson,
  ) => ItemScores & { readonly parameters: Readonly<Record<string, number>> },
): PickMethod<ItemScores> {
  return {
    reads: null,
    because: 'bought',
    isBuyAgain: false,
    learn(lesson) {
      const { scores, parameters } = learnFrom(lesson);
      return { learnt: { scores }, parameters };
    },
    rank({ scores }, asking, wanted) {
      const ranking = popularity.recommend(popularityOf(scores), asking.owned(null), wanted);
      return withReasons(ranking, () => becauseItSells);
    },
  };
}
