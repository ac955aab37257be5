import { type Chosen, chooseModel } from './choose-model.js';
import type { Crew } from './crew.js';
import type { EaseSettings } from './hybrid-sources.js';
import { figuresOf } from './judge-picks.js';
import { type JudgedSplit, judgeSplit, soldItems } from './judge-split.js';
import type { Evaluation, ModelCard, TrainingParameters } from './model-card.js';
import { type Learnt, learnPicks, type PickModelName } from './pick-learners.js';
import type { PickModel } from './pick-model.js';
import { decayedSales } from './popularity.js';
import { type DailyPurchases, distinctIds, type Sales } from './purchases.js';
import { columnCounts } from './sparse-matrix.js';
import { historyOfPurchases, type TimeSplit, timeSplit } from './time-split.js';

export interface TrainingInput {
  readonly purchases: DailyPurchases;
  readonly sales: Sales;
  /** Sales are aged against this day; days since 1970-01-01 UTC. */
  readonly asOfDay: number;
  readonly parameters: TrainingParameters;
  /** Null: the one that serves this shop best. */
  readonly model: PickModelName | null;
}

export interface TrainedModel {
  readonly model: PickModel;
  readonly card: ModelCard;
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

/** Chooses a model on a time split, judges it on a later one, then learns it from everything. */
export function trainModel(input: TrainingInput, aids: TrainingAids): TrainedModel {
  const { nowMs, onStage } = aids;
  const startedAt = nowMs();
  const split = timeSplit(input.purchases, input.parameters.testShare);
  const chosen = chosenOf(input, split, aids);
  const chosenAt = nowMs();
  onStage('evaluate');
  const judging = { ...input, crew: aids.crew, settled: chosen.settled };
  const judged = split && judgeSplit(split, chosen.compared, judging);
  const evaluation = split && judged && evaluationOf(split, judged);
  const evaluatedAt = nowMs();
  onStage('fit');
  const { model, modelParameters, data } = fitAll(input, chosen.model, {
    crew: aids.crew,
    settled: judged?.settled ?? chosen.settled,
  });
  const seconds = {
    choose: (chosenAt - startedAt) / 1_000,
    evaluate: (evaluatedAt - chosenAt) / 1_000,
    fit: (nowMs() - evaluatedAt) / 1_000,
  };
  const { asOfDay, parameters } = input;
  const { choice } = chosen;
  const about = { model: chosen.model, modelParameters, choice, data, asOfDay, parameters };
  return { model, card: { ...about, evaluation, seconds } };
}

function chosenOf(input: TrainingInput, split: TimeSplit | null, aids: TrainingAids): Chosen {
  const { model, purchases } = input;
  if (model !== null) return { model, choice: { kind: 'asked-for' }, compared: [model] };
  const onCompare = () => aids.onStage('choose');
  return chooseModel(purchases, split, { ...input, crew: aids.crew, onCompare });
}

function fitAll(
  input: TrainingInput,
  name: PickModelName,
  how: { readonly crew: Crew | undefined; readonly settled: EaseSettings | undefined },
) {
  const { purchases, sales, asOfDay, parameters } = input;
  const productIds = distinctIds(purchases.products, sales.products);
  const history = historyOfPurchases(purchases, distinctIds(purchases.customers), productIds);
  const { halfLifeDays } = parameters;
  const sold = soldItems(sales, productIds);
  const recent = decayedSales(sold, productIds.length, { asOfDay, halfLifeDays });
  const learnt: Learnt = learnPicks(name, { history, parameters, ...how });
  const model = { name, productIds, ...learnt.scorer, popularity: Float32Array.from(recent) };
  const { matrix } = history;
  const days = purchases.days;
  const isEmpty = days.length === 0;
  const data = {
    customers: matrix.rowCount,
    products: columnCounts(matrix).filter((count) => count > 0).length,
    pairs: matrix.columns.length,
    firstDay: isEmpty ? null : days.reduce((least, day) => Math.min(least, day)),
    lastDay: isEmpty ? null : days.reduce((most, day) => Math.max(most, day)),
  };
  return { model, modelParameters: learnt.parameters, data };
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
