import { type ContentModel, content } from './content.js';
import { contentScores } from './content-scores.js';
import type { Crew } from './crew.js';
import { type EaseModel, ease } from './ease.js';
import { frequencyMatrix, type History, recencyMatrix } from './history.js';
import { popularityDecay } from './recent-popularity.js';
import { type SparseMatrix, selectRows } from './sparse-matrix.js';

/** What speaks for an item, each in a unit of its own. */
export const sourceNames = ['together', 'texts', 'now', 'long', 'own', 'ownLog'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface EaseSettings {
  readonly lambda: number;
  /** Of a purchase, for what goes with what; null: for ever. */
  readonly halfLifeDays: number | null;
}

export interface HybridSources {
  readonly itemCount: number;
  /** Items that someone has or that have a text; no other is ever picked. */
  readonly isKnown: Uint8Array;
  readonly together: EaseModel;
  readonly texts: ContentModel | null;
  /** ln(recent sales + .1), half-life 7 days. */
  readonly now: Float64Array;
  /** The same, half-life 60 days: together they tell what rises and what falls. */
  readonly long: Float64Array;
  /** Customers × items: when and how often they met, by row of the history. */
  readonly recency: SparseMatrix;
  readonly often: SparseMatrix;
}

const [nowDays, longDays, ownDays] = [7, 60, 180];
const nothingSold = 0.1;
const neverOwned = 0.01;

export function fitSources(
  history: History,
  settings: EaseSettings,
  crew: Crew | undefined,
): HybridSources {
  const { matrix, texts } = history;
  const recency = recencyMatrix(history, settings.halfLifeDays);
  const isKnown = new Uint8Array(history.itemCount);
  for (const item of matrix.columns) isKnown[item] = 1;
  texts?.forEach((text, item) => {
    if (text !== '') isKnown[item] = 1;
  });
  const logOf = (halfLifeDays: number) =>
    popularityDecay(history, halfLifeDays).map((sales) => Math.log(sales + nothingSold));
  return {
    itemCount: history.itemCount,
    isKnown,
    together: ease.fit(recency, { ...settings, crew }),
    texts: texts && content.fit(matrix, { texts }),
    now: logOf(nowDays),
    long: logOf(longDays),
    recency,
    often: frequencyMatrix(history, ownDays),
  };
}

/** What the asking customers have, in the two forms that the sources read, row by row. */
export interface Asking {
  readonly recency: SparseMatrix;
  readonly often: SparseMatrix;
}

/** @param fitRows rows of the history; those of strangers, -1, are taken from `customers` as they stand */
export function askingOf(
  sources: HybridSources,
  customers: SparseMatrix,
  fitRows: Int32Array | undefined,
): Asking {
  const isStranger = fitRows === undefined || fitRows.includes(-1);
  if (isStranger) return { recency: customers, often: customers };
  return {
    recency: selectRows(sources.recency, fitRows),
    often: selectRows(sources.often, fitRows),
  };
}

/** Fills one array for each source with z-scores: a customer's scores less their mean, over their deviation. */
export function sourceScores(
  sources: HybridSources,
  asking: Asking,
): (row: number, scores: Readonly<Record<SourceName, Float64Array>>) => void {
  const addTogether = sources.together.weights.sumsFor(asking.recency);
  const addTexts = sources.texts && contentScores(sources.texts, asking.recency);
  const now = standardised(sources.now.slice());
  const long = standardised(sources.long.slice());
  return (row, scores) => {
    for (const name of sourceNames) scores[name].fill(0);
    addTogether(row, scores.together);
    addTexts?.(row, scores.texts);
    addOwn(asking.often, row, scores.own);
    scores.own.forEach((times, item) => {
      scores.ownLog[item] = Math.log(times + neverOwned);
    });
    for (const name of ['together', 'texts', 'own', 'ownLog'] as const) standardised(scores[name]);
    scores.now.set(now);
    scores.long.set(long);
  };
}

function addOwn(
  { starts, columns, weights }: SparseMatrix,
  row: number,
  scores: Float64Array,
): void {
  for (let at = starts[row] as number; at < (starts[row + 1] as number); at++)
    scores[columns[at] as number] = weights?.[at] ?? 1;
}

/** In place; all 0 where all are equal. */
export function standardised(values: Float64Array): Float64Array {
  const { mean, scale } = standardisation(values);
  for (let at = 0; at < values.length; at++) values[at] = ((values[at] as number) - mean) * scale;
  return values;
}

/** A value's z-score is (value − mean) × scale; the scale is 0 where all are equal. */
export function standardisation(values: Float64Array): { mean: number; scale: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  return { mean, scale: deviation > 1e-9 ? 1 / deviation : 0 };
}
