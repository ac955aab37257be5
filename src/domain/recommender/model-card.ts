import type { Interval } from '../experiment/proportions.js';
import type { PickModelName } from './pick-methods/pick-method.js';

/** What a trained model says of itself: which data, judged how, how well, in what time. Kept as JSON beside it. */
export interface ModelCard {
  readonly model: PickModelName;
  readonly modelParameters: Readonly<Record<string, number | null>>;
  /** How it came to be this one. */
  readonly choice: ModelChoice;
  readonly data: {
    readonly customers: number;
    readonly products: number;
    /** Distinct (customer, product). */
    readonly pairs: number;
    /** Days since 1970-01-01 UTC; null without a purchase. */
    readonly firstDay: number | null;
    readonly lastDay: number | null;
  };
  /** Popularity is as of then; days since 1970-01-01 UTC. */
  readonly asOfDay: number;
  readonly parameters: TrainingParameters;
  /** Null if the history is too short to be split. */
  readonly evaluation: Evaluation | null;
  readonly seconds: { readonly choose: number; readonly evaluate: number; readonly fit: number };
}

export interface TrainingParameters {
  readonly k: number;
  readonly shrink: number;
  /** A sale counts half as much for popularity after so many days. */
  readonly halfLifeDays: number;
  /** The last share of the time is held back to judge the model; the share before it, to choose one. */
  readonly testShare: number;
}

export type ModelChoice =
  | { readonly kind: 'asked-for' }
  /** Fewer customers came back in the validation period than a comparison needs. */
  | { readonly kind: 'too-few'; readonly customers: number; readonly needed: number }
  /** The best nDCG@10 on the validation period, which ends where the test begins. */
  | {
      readonly kind: 'best';
      readonly fromDay: number;
      readonly customers: number;
      readonly figures: readonly Figures[];
      /** Of the chosen one's nDCG@10 over the next best one's, customer by customer. */
      readonly lead: { readonly over: PickModelName; readonly ndcgAt10: Estimate };
    };

/** Time split, full ranking, customers of both periods. */
export interface Evaluation {
  readonly testFromDay: number;
  /** Who bought something new, and how much. */
  readonly customers: number;
  readonly testPairs: number;
  readonly figures: readonly Figures[];
  /** Lists of what was bought before and is bought again. Null if nobody did. */
  readonly again: {
    readonly customers: number;
    readonly figures: readonly Figures[];
  } | null;
}

/** What people call them. */
export const modelTitles: Readonly<Record<PickModelName, string>> = {
  'item-knn': 'item-kNN',
  rp3beta: 'RP3β',
  ease: 'EASE',
  hybrid: 'hybrid',
  slim: 'SLIM',
  'user-knn': 'user-kNN',
  ials: 'iALS',
  bpr: 'BPR',
  rules: 'association rules',
  content: 'likeness of texts',
  demographic: 'what people alike buy',
  session: 'what follows the last looks',
  'personal-frequency': 'what one buys most often',
  'recent-popularity': 'popularity, recent',
  popularity: 'popularity, all time',
};

export interface Figures {
  readonly model: PickModelName;
  readonly ndcgAt10: Estimate;
  readonly recallAt20: Estimate;
  readonly hitRateAt10: Estimate;
}

/** A mean over customers. */
export interface Estimate {
  readonly mean: number;
  /** 95 %, normal approximation of the mean of one value for each customer; null with fewer than two. */
  readonly interval: Interval | null;
}
