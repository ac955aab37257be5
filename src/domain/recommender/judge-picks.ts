import { meanInterval, meanOf, sampleOf } from '../experiment/means.js';
import type { Estimate, Figures } from './model-card.js';
import type { PickModelName } from './pick-methods/pick-method.js';
import { customerFigures } from './ranking-metrics.js';
import type { Ranking } from './recommender.js';
import type { SparseMatrix } from './sparse-matrix.js';

export interface Judged extends Figures {
  /** nDCG@10 of each customer who did anything, in the order of rows. */
  readonly ndcgs: Float64Array;
}

/** @param ranking lists of 20 */
export function judgeRanking(model: PickModelName, ranking: Ranking, test: SparseMatrix): Judged {
  const at10 = customerFigures(ranking, test, 10);
  const at20 = customerFigures(ranking, test, 20);
  return {
    model,
    ndcgAt10: estimateOf(at10.ndcg),
    recallAt20: estimateOf(at20.recall),
    hitRateAt10: estimateOf(at10.hit),
    ndcgs: at10.ndcg,
  };
}

/** How much better one is than the other for the same customers: what they have in common cancels out. */
export function leadOver(better: Judged, other: Judged): Estimate {
  return estimateOf(better.ndcgs.map((value, at) => value - (other.ndcgs[at] as number)));
}

export function figuresOf({ ndcgs: _, ...figures }: Judged): Figures {
  return figures;
}

function estimateOf(values: Float64Array): Estimate {
  const sample = sampleOf(values);
  return { mean: sample.people === 0 ? 0 : meanOf(sample), interval: meanInterval(sample) };
}
