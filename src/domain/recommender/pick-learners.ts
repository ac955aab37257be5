import type { Crew } from './crew.js';
import { ease } from './ease.js';
import type { History } from './history.js';
import { hybrid } from './hybrid.js';
import { type EaseSettings, standardised } from './hybrid-sources.js';
import { itemKnn } from './item-knn.js';
import type { TrainingParameters } from './model-card.js';
import type { PickScorer } from './pick-scorer.js';
import { prunedWeights } from './pruned-weights.js';
import { rp3beta } from './rp3beta.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** Models that can be stored and served, the simplest first: among equals the first is taken. */
export const personalModels = ['item-knn', 'rp3beta', 'ease', 'hybrid'] as const;
export type PersonalModel = (typeof personalModels)[number];

/** `recent-popularity` where nothing personal serves better. */
export const pickModelNames = [...personalModels, 'recent-popularity'] as const;
export type PickModelName = (typeof pickModelNames)[number];

// Their cost grows with the cube of the items, their memory with the square.
const mostDenseItems = 8_000;
const keptWeights = 200;

export function canLearn(model: PersonalModel, itemCount: number): boolean {
  return (model !== 'ease' && model !== 'hybrid') || itemCount <= mostDenseItems;
}

export interface Learnt {
  readonly scorer: PickScorer;
  /** As the card shows them. */
  readonly parameters: Readonly<Record<string, number | null>>;
  /** What took long to choose and may be kept for a longer past; absent: nothing did. */
  readonly settled?: EaseSettings;
}

interface Lesson {
  readonly history: History;
  readonly parameters: TrainingParameters;
  readonly crew: Crew | undefined;
  /** As an earlier lesson found; absent: to be chosen. */
  readonly settled?: EaseSettings | undefined;
}

/** What is stored is what is judged: weights are pruned here, before anybody looks at the lists. */
export function learnPicks(model: PickModelName, lesson: Lesson): Learnt {
  const { matrix } = lesson.history;
  switch (model) {
    case 'item-knn': {
      const { k, shrink } = lesson.parameters;
      const { similarities } = itemKnn.fit(matrix, { k, shrink });
      return { scorer: { similarities, blend: null }, parameters: { k, shrink } };
    }
    case 'rp3beta': {
      const parameters = { alpha: 0.8, beta: 0.4, k: 200 };
      const { similarities } = rp3beta.fit(matrix, parameters);
      return { scorer: { similarities, blend: null }, parameters };
    }
    case 'ease': {
      const lambda = 200;
      const fitted = ease.fit(matrix, { lambda, crew: lesson.crew });
      const similarities = prunedWeights(fitted, keptWeights);
      return { scorer: { similarities, blend: null }, parameters: { lambda, k: keptWeights } };
    }
    case 'hybrid':
      return learnHybrid(lesson);
    case 'recent-popularity': {
      const { halfLifeDays } = lesson.parameters;
      const similarities = nothingSimilar(matrix.columnCount);
      return { scorer: { similarities, blend: null }, parameters: { halfLifeDays } };
    }
  }
}

/** Without texts, and for what is new to a customer: then what sells is one number for each item. */
function learnHybrid({ history, crew, settled }: Lesson): Learnt {
  const { sources, settings, discover } = hybrid.fit(history.matrix, {
    lambda: null,
    halfLifeDays: null,
    settings: settled,
    discoverOnly: true,
    history: { ...history, texts: null },
    crew,
  });
  const now = standardised(sources.now.slice());
  const long = standardised(sources.long.slice());
  const shelf = Float32Array.from(now, (recent, item) =>
    sources.isKnown[item] === 1
      ? discover.now * recent + discover.long * (long[item] as number)
      : Number.NaN,
  );
  const { lambda, halfLifeDays } = settings;
  const { together, now: nowWeight, long: longWeight } = discover;
  return {
    scorer: {
      similarities: prunedWeights(sources.together, keptWeights),
      blend: { weight: together, halfLifeDays, shelf },
    },
    settled: settings,
    parameters: {
      lambda,
      halfLifeDays,
      k: keptWeights,
      together,
      now: nowWeight,
      long: longWeight,
    },
  };
}

export function nothingSimilar(itemCount: number): SparseMatrix {
  return {
    rowCount: itemCount,
    columnCount: itemCount,
    starts: new Int32Array(itemCount + 1),
    columns: new Int32Array(0),
    weights: new Float32Array(0),
  };
}
