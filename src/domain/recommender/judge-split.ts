import { askingOfLesson } from './asking.js';
import type { Crew } from './crew.js';
import type { EaseSettings } from './hybrid-sources.js';
import { type Judged, judgeRanking } from './judge-picks.js';
import type { TrainingParameters } from './model-card.js';
import { pickMethod } from './pick-methods/methods.js';
import type { Lesson, PickModelName } from './pick-methods/pick-method.js';
import type { Ranking, Wanted } from './recommender.js';
import { lessonOf, type ShopPast } from './shop-past.js';
import type { SparseMatrix } from './sparse-matrix.js';
import type { TimeSplit } from './time-split.js';

export interface JudgeInput {
  /** May hold what came after the split: what is learnt from it stops there. */
  readonly past: ShopPast;
  readonly parameters: TrainingParameters;
  /** Absent: this thread alone. */
  readonly crew?: Crew | undefined;
  /** Found on an earlier split; absent: to be found. */
  readonly settled?: EaseSettings | undefined;
}

export interface JudgedSplit {
  /** By what was new to a customer. */
  readonly fresh: readonly Judged[];
  /** By what they bought again; empty if nobody did. */
  readonly again: readonly Judged[];
  /** What the hybrid chose, if it was among them. */
  readonly settled: EaseSettings | undefined;
}

const listLength = 20;
/** Beside any other: who does not beat them need not be personal. */
const baselines: readonly PickModelName[] = ['recent-popularity', 'popularity'];

/**
 * The models asked for, beside popularity, learnt from the split's past and held against what came after it. What the
 * past does not suffice for is left out; a model of what to buy again is judged by that alone.
 */
export function judgeSplit(
  split: TimeSplit,
  models: readonly PickModelName[],
  input: JudgeInput,
): JudgedSplit {
  const { past: history, fresh, again, testFromDay } = split;
  // Popularity is as it would have been known on the last day before the test.
  const time = { ...split, history, lastDay: testFromDay - 1 };
  const lesson = lessonOf(input.past, time, input);
  const discovering = [...new Set([...models, ...baselines])].filter(
    (model) => !pickMethod(model).isBuyAgain,
  );
  const listers = discovering.flatMap((model) => modelLister(model, lesson) ?? []);
  const habits = modelLister('personal-frequency', lesson) ?? [];
  const judge = (test: SparseMatrix, exclude: SparseMatrix | null, by: readonly Lister[]) =>
    by.map(({ model, lists }) => judgeRanking(model, lists({ count: listLength, exclude }), test));
  return {
    fresh: judge(fresh, history.matrix, listers),
    again: again.columns.length === 0 ? [] : judge(again, null, [habits, listers].flat()),
    settled: listers.find(({ settled }) => settled !== undefined)?.settled,
  };
}

interface Lister {
  readonly model: PickModelName;
  readonly lists: (wanted: Wanted) => Ranking;
  readonly settled?: EaseSettings | undefined;
}

function modelLister(model: PickModelName, lesson: Lesson): Lister | null {
  const method = pickMethod(model);
  const learning = method.learn(lesson);
  if (learning === null) return null;
  const { learnt, settled } = learning;
  const asking = askingOfLesson(lesson);
  return { model, lists: (wanted) => method.rank(learnt, asking, wanted), settled };
}
