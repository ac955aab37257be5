import { content } from '../content.js';
import { ease } from '../ease.js';
import { itemKnn } from '../item-knn.js';
import { prunedWeights } from '../pruned-weights.js';
import type { Ranking } from '../recommender.js';
import { rp3beta } from '../rp3beta.js';
import { session } from '../session.js';
import { recommendBySimilarity } from '../similarity-scores.js';
import { slim } from '../slim.js';
import { type SparseMatrix, transpose } from '../sparse-matrix.js';
import { strongestReason } from '../strongest-reason.js';
import { type Because, type Lesson, type PickMethod, withReasons } from './pick-method.js';

/** What speaks for what: owned item × picked item; a weight below 0 speaks against. */
export interface Similarities {
  readonly similarities: SparseMatrix;
}

/** Weights kept for each item that may be picked. */
export const keptWeights = 200;

export const itemKnnPicks = similarityMethod(
  'bought',
  ({ history, parameters: { k, shrink } }) => ({
    similarities: itemKnn.fit(history.matrix, { k, shrink }).similarities,
    parameters: { k, shrink },
  }),
);

export const rp3betaPicks = similarityMethod('bought', ({ history }) => {
  const parameters = { alpha: 0.8, beta: 0.4, k: 200 };
  return { similarities: rp3beta.fit(history.matrix, parameters).similarities, parameters };
});

export const easePicks = similarityMethod('bought', ({ history, crew }) => {
  const lambda = 200;
  const fitted = ease.fit(history.matrix, { lambda, crew });
  return {
    similarities: prunedWeights(fitted, keptWeights),
    parameters: { lambda, k: keptWeights },
  };
});

export const slimPicks = similarityMethod('bought', ({ history }) => {
  const parameters = { lambda: 0.001, l1Ratio: 0.1 };
  return { similarities: slim.fit(history.matrix, parameters).similarities, parameters };
});

/** Needs no purchase of an item to pick it: new ones come in by what is written about them. */
export const contentPicks = similarityMethod('similar', ({ history, crew }) => {
  const { texts, matrix } = history;
  if (texts === null) return null;
  const likeness = textLikeness(matrix.columnCount, texts, crew);
  return { similarities: likeness, parameters: { k: keptWeights } };
});

const visits = { k: 100, gapMinutes: 30, steps: 10 };

export const sessionPicks: PickMethod<Similarities> = {
  ...similarityMethod('looked', ({ history, views }) => {
    if (views === null) return null;
    const { similarities } = session.fit(history.matrix, { ...visits, lines: views });
    return { similarities, parameters: visits };
  }),
  reads: 'looked',
  rank({ similarities }, asking, wanted) {
    const looked = asking.looked();
    const model = { itemCount: similarities.columnCount, similarities };
    return reasoned(session.recommend(model, looked, wanted), similarities, looked);
  },
};

/** Item × the items whose texts are most like its own, by cosine. */
export function textLikeness(
  itemCount: number,
  texts: readonly string[],
  crew: Lesson['crew'],
): SparseMatrix {
  const each = identity(itemCount);
  // Content learns nothing from who has what, but for whether anybody has anything.
  const model = content.fit(each, { texts });
  const count = Math.min(keptWeights, Math.max(0, itemCount - 1));
  return transpose(matrixOf(content.recommend(model, each, { count, exclude: each, crew })));
}

function similarityMethod(
  because: Because,
  learnFrom: (
    lesson: Lesson,
  ) => (Similarities & { readonly parameters: Readonly<Record<string, number | null>> }) | null,
): PickMethod<Similarities> {
  return {
    reads: null,
    because,
    isBuyAgain: false,
    learn(lesson) {
      const found = learnFrom(lesson);
      if (found === null) return null;
      const { similarities, parameters } = found;
      return { learnt: { similarities }, parameters };
    },
    rank({ similarities }, asking, wanted) {
      const owned = asking.owned(null);
      return reasoned(recommendBySimilarity(similarities, owned, wanted), similarities, owned);
    },
    goesWith: ({ similarities }) => similarities,
  };
}

function reasoned(ranking: Ranking, similarities: SparseMatrix, sources: SparseMatrix) {
  return withReasons(ranking, (row, item) => strongestReason(similarities, sources, { row, item }));
}

function identity(size: number): SparseMatrix {
  return {
    rowCount: size,
    columnCount: size,
    starts: Int32Array.from({ length: size + 1 }, (_, row) => row),
    columns: Int32Array.from({ length: size }, (_, row) => row),
    weights: null,
  };
}

/** Lists of one row each as a matrix of the same rows, columns ascending. */
function matrixOf({ items, scores, count }: Ranking): SparseMatrix {
  const rowCount = count === 0 ? 0 : items.length / count;
  const starts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(items.length);
  const weights = new Float32Array(items.length);
  let size = 0;
  for (let row = 0; row < rowCount; row++) {
    const places = Array.from({ length: count }, (_, nth) => row * count + nth)
      .filter((at) => (items[at] as number) >= 0)
      .sort((a, b) => (items[a] as number) - (items[b] as number));
    for (const at of places) {
      columns[size] = items[at] as number;
      weights[size++] = scores[at] as number;
    }
    starts[row + 1] = size;
  }
  return {
    rowCount,
    columnCount: rowCount,
    starts,
    columns: columns.slice(0, size),
    weights: weights.slice(0, size),
  };
}
