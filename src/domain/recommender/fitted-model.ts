import type { Crew } from './crew.js';
import type { History } from './history.js';
import { parseParameters, type Rules, type ValuesOf } from './parameter-rules.js';
import type { Ranking, Recommender } from './recommender.js';
import { type SparseMatrix, selectRows } from './sparse-matrix.js';

/** A model that has learnt from a history and can be asked about its customers. */
export interface FittedModel {
  /** @param customers indices in the history; row r of the ranking is the list of customers[r] */
  recommend(customers: Int32Array, asked: Asked): Ranking;
}

export interface Asked {
  readonly count: number;
  /** Whether a list may hold what the customer has. */
  readonly keepSeen: boolean;
  /** Absent: this thread alone. */
  readonly crew?: Crew | undefined;
}

/** A model by name: what can be set, and how it learns. */
export interface ModelEntry {
  readonly rules: Rules;
  /** @throws UserError if a parameter is wrong */
  check(given: unknown): void;
  /** @throws UserError if a parameter is wrong, or the history lacks what the model learns from */
  fit(history: History, given: unknown, crew?: Crew): FittedModel;
}

export function modelEntry<R extends Rules>(
  name: string,
  rules: R,
  learn: (history: History, parameters: ValuesOf<R>, crew: Crew | undefined) => FittedModel,
): readonly [string, ModelEntry] {
  const entry = {
    rules,
    check: (given: unknown) => void parseParameters(name, rules, given),
    fit: (history: History, given: unknown, crew?: Crew) =>
      learn(history, parseParameters(name, rules, given), crew),
  };
  return [name, entry];
}

/**
 * A recommender that has learnt from a matrix, asked about rows of it.
 *
 * @param own what the customers have, in the form that the recommender reads; the history's matrix unless given
 */
export function fittedModel<Model>(
  recommender: Pick<Recommender<never, Model>, 'recommend'>,
  model: Model,
  history: History,
  own: SparseMatrix = history.matrix,
): FittedModel {
  return {
    recommend(customers, { count, keepSeen, crew }) {
      const asking = selectRows(own, customers);
      return recommender.recommend(model, asking, {
        count,
        exclude: keepSeen ? null : selectRows(history.matrix, customers),
        fitRows: customers,
        crew,
        ...(history.traits && { traits: selectRows(history.traits, customers) }),
      });
    },
  };
}
