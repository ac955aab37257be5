import type { Crew } from '../crew.js';
import type { History, Lines } from '../history.js';
import type { EaseSettings } from '../hybrid-sources.js';
import type { TrainingParameters } from '../model-card.js';
import type { Ranking, Wanted } from '../recommender.js';
import type { SparseMatrix } from '../sparse-matrix.js';

/** Everything that can be learnt, stored and picked by. */
export const pickModelNames = [
  'item-knn',
  'rp3beta',
  'ease',
  'hybrid',
  'slim',
  'user-knn',
  'ials',
  'bpr',
  'rules',
  'content',
  'demographic',
  'session',
  'personal-frequency',
  'recent-popularity',
  'popularity',
] as const;
export type PickModelName = (typeof pickModelNames)[number];

/** What a pick method learns from: a shop's past, by index. */
export interface Lesson {
  /** Its lines are purchases, a line for each day; texts and traits where the shop has them. */
  readonly history: History;
  /** The shop's ids of the history's customers, ascending. */
  readonly customerIds: Int32Array;
  /** The history's traits by name, beside its columns. */
  readonly traitNames: readonly string[];
  /** What was looked at when, by the same indices; null if nobody knows. */
  readonly views: Lines | null;
  /** Sales of the last days, decayed; one per item. */
  readonly recentSales: Float64Array;
  readonly parameters: TrainingParameters;
  readonly crew: Crew | undefined;
  /** As an earlier lesson of the hybrid found; absent: to be chosen. */
  readonly settled?: EaseSettings | undefined;
}

export interface Learning<Learnt> {
  readonly learnt: Learnt;
  /** As the card shows them. */
  readonly parameters: Readonly<Record<string, number | null>>;
  /** What took long to choose and may be kept for a longer past; absent: nothing did. */
  readonly settled?: EaseSettings;
}

/** What is known of the customers for whom something is to be picked, each form row by row over the model's items. */
export interface Asking {
  /** What they have, each entry weighing 2^(-age / halfLifeDays) since the last time; null: 1. */
  owned(halfLifeDays: number | null): SparseMatrix;
  /** On how many days they bought each, decayed likewise. */
  often(halfLifeDays: number): SparseMatrix;
  /** The last items they looked at, the p-th from the end weighing 1/p. */
  looked(): SparseMatrix;
  /** Customers × traits, by the names that a model has learnt. */
  traits(names: readonly string[]): SparseMatrix;
  /** The shop's ids, beside the rows. */
  readonly customerIds: Int32Array;
}

/** What of `Asking` a method reads beside `owned`: the rest need not be fetched. */
export type AskingForm = 'often' | 'looked' | 'traits';

/** Why a method picks, where it is not because it sells; `reason-text.ts` has the words. */
export type Because = 'bought' | 'together' | 'similar' | 'looked' | 'again' | 'taste' | 'peers';

/** In `becauseOf`: it is what sells that speaks. */
export const becauseItSells = -1;
/** In `becauseOf`: the method itself speaks, and no single item does. */
export const becauseOfAll = -2;

export interface RankedPicks extends Ranking {
  /** The item that speaks loudest for each pick, beside `items`; or one of the two above. */
  readonly becauseOf: Int32Array;
}

/**
 * A way to pick that can be learnt, stored, and asked about anybody, also about those who came after the learning.
 * A new one is a file here and a line in `methods.ts`.
 *
 * @typeParam Learnt plain data for `packed.ts`: what is judged is what is stored
 */
export interface PickMethod<Learnt extends object> {
  readonly reads: AskingForm | null;
  readonly because: Because;
  /** Whether it picks what a customer has bought before, and nothing else. */
  readonly isBuyAgain: boolean;
  /** Null if the shop's past lacks what it learns from. */
  learn(lesson: Lesson): Learning<Learnt> | null;
  rank(learnt: Learnt, asking: Asking, wanted: Wanted): RankedPicks;
  /** Item × what goes with it, where it learns such a thing. */
  goesWith?(learnt: Learnt): SparseMatrix;
}

/** A ranking's picks, each with what speaks for it. */
export function withReasons(
  ranking: Ranking,
  reasonOf: (row: number, item: number) => number,
): RankedPicks {
  const becauseOf = ranking.items.map((item, at) =>
    item < 0 ? becauseItSells : reasonOf(Math.floor(at / ranking.count), item),
  );
  return { ...ranking, becauseOf };
}
