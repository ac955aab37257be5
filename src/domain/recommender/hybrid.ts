import { learnBlend } from './blend-learning.js';
import type { Crew } from './crew.js';
import { type History, historyOf } from './history.js';
import { hybridLesson, scoreArrays, splitHistory, type ValidationSplit } from './hybrid-lesson.js';
import { chosenSettings, usualSettings } from './hybrid-settings.js';
import {
  askingOf,
  type EaseSettings,
  fitSources,
  type HybridSources,
  type SourceName,
  sourceNames,
  sourceScores,
} from './hybrid-sources.js';
import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';

export interface HybridParameters {
  /** Of the model of what goes with what; null: chosen on the validation split. */
  readonly lambda: number | null;
  /** Days after which a purchase counts half there; null: chosen on the validation split. */
  readonly halfLifeDays: number | null;
  /** Chosen before, on an earlier past: nothing is tried. */
  readonly settings?: EaseSettings | undefined;
  /** Only lists of what is new are wanted: the weights for buying again stay a guess, and learning takes half as long. */
  readonly discoverOnly?: boolean;
  /** More than the matrix, where it is known: times, texts, how often. */
  readonly history?: History;
  /** Absent: this thread alone. */
  readonly crew?: Crew | undefined;
}

export type BlendWeights = Readonly<Record<SourceName, number>>;

export interface HybridModel {
  readonly itemCount: number;
  readonly sources: HybridSources;
  readonly settings: EaseSettings;
  /** For lists of what is new to a customer. */
  readonly discover: BlendWeights;
  /** For lists that may hold what the customer has. */
  readonly again: BlendWeights;
}

/**
 * A blend of z-scores: what goes with what (EASE over purchases of which older ones count less), texts, what sells now
 * and did before, what the customer buys often. The weights, of which there is one set for discovering and one for
 * buying again, are those that serve best on the last part of the time, which the sources had not seen.
 *
 * @see Burke 2002, "Hybrid Recommender Systems"; Koren 2009, "Collaborative Filtering with Temporal Dynamics"
 */
export const hybrid: Recommender<HybridParameters, HybridModel> = {
  kind: 'hybrid',
  fit(matrix, parameters) {
    const { crew, history = historyOfSet(matrix) } = parameters;
    const split = splitHistory(history);
    const settings = parameters.settings ?? settingsFor(split, parameters);
    const learnt = split && fitSources(split.past, settings, crew);
    const learn = (keepSeen: boolean, start: BlendWeights) =>
      split && learnt ? learnWeights(split, learnt, keepSeen, start) : start;
    return {
      itemCount: matrix.columnCount,
      sources: fitSources(history, settings, crew),
      settings,
      discover: learn(false, firstDiscover),
      again: parameters.discoverOnly ? firstAgain : learn(true, firstAgain),
    };
  },
  recommend(model, customers, wanted) {
    const { sources, itemCount } = model;
    const asking = askingOf(sources, customers, wanted.fitRows);
    const fill = sourceScores(sources, asking);
    const scores = scoreArrays(itemCount);
    const weights = wanted.exclude === null ? model.again : model.discover;
    return rankScores(customers, wanted, itemCount, (row, blended) => {
      fill(row, scores);
      addBlend(scores, weights, blended);
      // A z-score may be below 0 and yet the best there is: e^z keeps the order and is above 0.
      for (let item = 0; item < itemCount; item++)
        blended[item] = sources.isKnown[item] === 1 ? Math.exp(blended[item] as number) : 0;
    });
  },
};

function settingsFor(split: ValidationSplit | null, parameters: HybridParameters): EaseSettings {
  return split ? chosenSettings(split, parameters) : usualSettings(parameters);
}

// A guess before anything is learnt, and what stays if nothing can be. To discover, what is owned is barred and says nothing.
const firstDiscover: BlendWeights = {
  together: 1,
  texts: 0.3,
  now: 0.6,
  long: 0,
  own: Number.NaN,
  ownLog: Number.NaN,
};
const firstAgain: BlendWeights = {
  together: 0.3,
  texts: 0,
  now: 0.3,
  long: 0,
  own: 0.5,
  ownLog: 0.5,
};

function learnWeights(
  split: ValidationSplit,
  sources: HybridSources,
  keepSeen: boolean,
  start: BlendWeights,
): BlendWeights {
  // Without times nobody can tell who comes back for what.
  if (keepSeen && !split.isTimed) return start;
  const lesson = hybridLesson(split, sources, keepSeen);
  const learnt = learnBlend(
    lesson,
    sourceNames.map((name) => start[name]),
  );
  return asWeights(learnt);
}

function asWeights(weights: readonly number[]): BlendWeights {
  const [together = 0, texts = 0, now = 0, long = 0, own = 0, ownLog = 0] = weights;
  return { together, texts, now, long, own, ownLog };
}

function addBlend(
  scores: Readonly<Record<SourceName, Float64Array>>,
  weights: BlendWeights,
  blended: Float64Array,
): void {
  for (const name of sourceNames) {
    const weight = weights[name];
    if (weight === 0 || Number.isNaN(weight)) continue;
    const source = scores[name];
    for (let item = 0; item < blended.length; item++)
      blended[item] = (blended[item] as number) + weight * (source[item] as number);
  }
}

function historyOfSet(matrix: SparseMatrix): History {
  const customers = new Int32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rowCount; row++)
    customers.fill(row, matrix.starts[row], matrix.starts[row + 1]);
  const lines = { customers, items: matrix.columns, weights: matrix.weights, minutes: null };
  return historyOf(lines, { customerCount: matrix.rowCount, itemCount: matrix.columnCount });
}
