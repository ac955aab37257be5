import { type Chosen, chooseModel } from './choose-model.js';
import type { Crew } from './crew.js';
import { figuresOf } from './judge-picks.js';
import { type JudgedSplit, judgeSplit } from './judge-split.js';
import type { Evaluation, ModelCard, TrainingParameters } from './model-card.js';
import { pickMethod } from './pick-methods/methods.js';
import type { Learning, Lesson, PickModelName } from './pick-methods/pick-method.js';
import type { PickModel } from './pick-model.js';
import { distinctIds } from './purchases.js';
import { itemsOf, lessonOf, type ShopPast } from './shop-past.js';
import { columnCounts, type SparseMatrix } from './sparse-matrix.js';
import { historyOfPurchases, type TimeSplit, timeSplit } from './time-split.js';

export interface TrainingInput {
  readonly past: ShopPast;
  /** Sales are aged against this day; days since 1970-01-01 UTC. */
  readonly asOfDay: number;
  readonly parameters: TrainingParameters;
  /** Null: the one that serves this shop best. */
  readonly model: PickModelName | null;
  /** Others that are wanted beside it. */
  readonly also: readonly PickModelName[];
}

export interface TrainedModel {
  readonly model: PickModel;
  readonly card: ModelCard;
}

export interface Training {
  /** What picks come from, first; then what was wanted beside it. */
  readonly trained: readonly TrainedModel[];
  /** Of those asked for, what the shop's past does not suffice for; if the first is among them, nothing was chosen. */
  readonly unlearnt: readonly PickModelName[];
}

export type TrainingStage = 'choose' | 'evaluate' | 'fit';

export interface TrainingAids {
  /** A clock for the card's seconds. */
  readonly nowMs: () => number;
  readonly onStage: (stage: TrainingStage) => void;
  /** Absent: this thread alone. */
  readonly crew?: Crew;
}

/**
 * k and shrink as published for a gift shop's purchases. Half-lives of 7, 14 and 20 days differed by less than .004
 * nDCG@10 on three earlier splits of that data; the middle one is taken.
 */
export const defaultParameters: TrainingParameters = {
  k: 100,
  shrink: 50,
  halfLifeDays: 14,
  testShare: 0.1,
};

/** Chooses a model on a time split, judges it on a later one, then learns it, and others that are wanted, from everything. */
export function trainModel(input: TrainingInput, aids: TrainingAids): Training {
  const { nowMs, onStage } = aids;
  const startedAt = nowMs();
  const split = timeSplit(input.past.purchases, input.parameters.testShare);
  const chosen = chosenOf(input, split, aids);
  const chosenAt = nowMs();
  onStage('evaluate');
  const also = input.also.filter((name) => name !== chosen.model);
  const compared = [...new Set([...chosen.compared, ...also])];
  const judging = { ...input, crew: aids.crew, settled: chosen.settled };
  const judged = split && judgeSplit(split, compared, judging);
  const evaluation = split && judged && evaluationOf(split, judged);
  const evaluatedAt = nowMs();
  onStage('fit');
  const lesson = wholeLesson(input, {
    crew: aids.crew,
    settled: judged?.settled ?? chosen.settled,
  });
  const learn = (name: PickModelName): TrainedModel | null => {
    const fittedFrom = nowMs();
    const learning = pickMethod(name).learn(lesson);
    if (learning === null) return null;
    const seconds = {
      choose: (chosenAt - startedAt) / 1_000,
      evaluate: (evaluatedAt - chosenAt) / 1_000,
      fit: (nowMs() - fittedFrom) / 1_000,
    };
    const choice = name === chosen.model ? chosen.choice : ({ kind: 'asked-for' } as const);
    return trainedModel(name, { lesson, learning, input }, { choice, evaluation, seconds });
  };
  const wanted = [chosen.model, ...also];
  const trained = wanted.map(learn);
  return {
    trained: trained.filter((each) => each !== null),
    unlearnt: wanted.filter((_, at) => trained[at] === null),
  };
}

function chosenOf(input: TrainingInput, split: TimeSplit | null, aids: TrainingAids): Chosen {
  const { model } = input;
  if (model !== null) return { model, choice: { kind: 'asked-for' }, compared: [model] };
  const onCompare = () => aids.onStage('choose');
  return chooseModel(split, { ...input, crew: aids.crew, onCompare });
}

interface WholeLesson extends Lesson {
  readonly productIds: Int32Array;
}

function wholeLesson(
  { past, asOfDay, parameters }: TrainingInput,
  how: Pick<Lesson, 'crew' | 'settled'>,
): WholeLesson {
  const { purchases } = past;
  const productIds = itemsOf(past);
  const customerIds = distinctIds(purchases.customers);
  const history = historyOfPurchases(purchases, customerIds, productIds);
  const time = { history, customerIds, productIds, lastDay: asOfDay };
  return { ...lessonOf(past, time, { parameters, ...how }), productIds };
}

function trainedModel(
  name: PickModelName,
  {
    lesson,
    learning,
    input,
  }: {
    readonly lesson: WholeLesson;
    readonly learning: Learning<object>;
    readonly input: TrainingInput;
  },
  judged: Pick<ModelCard, 'choice' | 'evaluation' | 'seconds'>,
): TrainedModel {
  const { productIds, recentSales, history } = lesson;
  const { asOfDay, parameters, past } = input;
  const popularity = Float32Array.from(recentSales);
  const data = dataOf(past, history.matrix);
  const about = { model: name, modelParameters: learning.parameters, data, asOfDay, parameters };
  return {
    model: { name, productIds, popularity, learnt: learning.learnt },
    card: { ...about, ...judged },
  };
}

function dataOf({ purchases: { days } }: ShopPast, matrix: SparseMatrix): ModelCard['data'] {
  const isEmpty = days.length === 0;
  return {
    customers: matrix.rowCount,
    products: columnCounts(matrix).filter((count) => count > 0).length,
    pairs: matrix.columns.length,
    firstDay: isEmpty ? null : days.reduce((least, day) => Math.min(least, day)),
    lastDay: isEmpty ? null : days.reduce((most, day) => Math.max(most, day)),
  };
}

function evaluationOf(split: TimeSplit, { fresh, again }: JudgedSplit): Evaluation {
  return {
    testFromDay: split.testFromDay,
    customers: fresh[0]?.ndcgs.length ?? 0,
    testPairs: split.fresh.columns.length,
    figures: fresh.map(figuresOf),
    again:
      again.length === 0
        ? null
        : { customers: again[0]?.ndcgs.length ?? 0, figures: again.map(figuresOf) },
  };
}
