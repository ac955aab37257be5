/** What a trained model says of itself: which data, judged how, how well, in what time. Kept as JSON beside it. */
export interface ModelCard {
  readonly data: {
    readonly customers: number;
    readonly products: number;
    /** Distinct (customer, product). */
    readonly pairs: number;
    /** Days since 1970-01-01 UTC; null without a purchase. */
    readonly firstDay: number | null;
    readonly lastDay: number | null;
  };
  readonly parameters: TrainingParameters;
  /** Null if the history is too short to be split. */
  readonly evaluation: Evaluation | null;
  readonly seconds: { readonly evaluate: number; readonly fit: number };
}

export interface TrainingParameters {
  readonly k: number;
  readonly shrink: number;
  /** A sale counts half as much for popularity after so many days. */
  readonly halfLifeDays: number;
  /** The last share of the time is held back to judge the model. */
  readonly testShare: number;
}

/** Time split, full ranking, products new to the customer, customers of both periods. */
export interface Evaluation {
  readonly testFromDay: number;
  readonly customers: number;
  readonly testPairs: number;
  readonly figures: readonly Figures[];
}

export interface Figures {
  readonly model: 'item-knn' | 'recent-popularity' | 'popularity';
  readonly ndcgAt10: number;
  readonly recallAt20: number;
  readonly hitRateAt10: number;
}
