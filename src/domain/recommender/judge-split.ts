import type { Crew } from './crew.js';
import { frequencyMatrix, recencyMatrix } from './history.js';
import type { EaseSettings } from './hybrid-sources.js';
import { type Judged, judgeRanking } from './judge-picks.js';
import type { JudgedModel, TrainingParameters } from './model-card.js';
import { personalFrequency } from './personal-frequency.js';
import { learnPicks, type PickModelName } from './pick-learners.js';
import { rankPicks } from './pick-scorer.js';
import { decayedSales, type PopularityModel, popularity, popularityOf } from './popularity.js';
import { indexOfId, type Sales } from './purchases.js';
import type { Ranking, Wanted } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';
import type { TimeSplit } from './time-split.js';

export interface JudgeInput {
  readonly sales: Sales;
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

/** The models asked for, beside popularity, learnt from the split's past and held against what came after it. */
export function judgeSplit(
  split: TimeSplit,
  models: readonly PickModelName[],
  input: JudgeInput,
): JudgedSplit {
  const { past, fresh, again } = split;
  const personal = models
    .filter((model) => model !== 'recent-popularity')
    .map((model) => modelLister(model, split, input));
  const listers = [
    ...personal,
    popularityLister('recent-popularity', recentPopularityOf(split, input), past.matrix),
    popularityLister('popularity', popularity.fit(past.matrix, {}), past.matrix),
  ];
  const judge = (test: SparseMatrix, exclude: SparseMatrix | null, by: readonly Lister[]) =>
    by.map(({ model, lists }) => judgeRanking(model, lists({ count: listLength, exclude }), test));
  return {
    fresh: judge(fresh, past.matrix, listers),
    again:
      again.columns.length === 0 ? [] : judge(again, null, [frequencyLister(split), ...listers]),
    settled: personal.find(({ settled }) => settled !== undefined)?.settled,
  };
}

interface Lister {
  readonly model: JudgedModel;
  readonly lists: (wanted: Wanted) => Ranking;
}

function modelLister(
  model: PickModelName,
  { past }: TimeSplit,
  input: JudgeInput,
): Lister & { readonly settled: EaseSettings | undefined } {
  const { scorer, settled } = learnPicks(model, { history: past, crew: undefined, ...input });
  const bought = recencyMatrix(past, scorer.blend?.halfLifeDays ?? null);
  return { model, lists: (wanted) => rankPicks(scorer, bought, wanted), settled };
}

function popularityLister(
  model: 'recent-popularity' | 'popularity',
  fitted: PopularityModel,
  bought: SparseMatrix,
): Lister {
  return { model, lists: (wanted) => popularity.recommend(fitted, bought, wanted) };
}

function frequencyLister({ past }: TimeSplit): Lister {
  const often = frequencyMatrix(past, null);
  const fitted = personalFrequency.fit(often, {});
  return {
    model: 'personal-frequency',
    lists: (wanted) => personalFrequency.recommend(fitted, often, wanted),
  };
}

function recentPopularityOf(
  { productIds, testFromDay }: TimeSplit,
  { sales, parameters }: JudgeInput,
): PopularityModel {
  // As it would have been known on the last day before the test.
  const asOf = { asOfDay: testFromDay - 1, halfLifeDays: parameters.halfLifeDays };
  return popularityOf(decayedSales(soldItems(sales, productIds), productIds.length, asOf));
}

/** Sales of products that are not in `productIds` are left out. */
export function soldItems(sales: Sales, productIds: Int32Array) {
  const items = sales.products.map((product) => indexOfId(productIds, product));
  const known = (_: number, entry: number) => (items[entry] as number) >= 0;
  return {
    items: items.filter(known),
    days: sales.days.filter(known),
    counts: sales.buyers.filter(known),
  };
}
