import { standardisation } from './hybrid-sources.js';
import { rankScores } from './rank-scores.js';
import type { Ranking, Wanted } from './recommender.js';
import { recommendBySimilarity } from './similarity-scores.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { strongestReason, summedReasons } from './strongest-reason.js';

/** What a model that can be stored has learnt: what speaks for what, and perhaps what sells anyway. */
export interface PickScorer {
  /** Bought item × recommended item; a weight below 0 speaks against. */
  readonly similarities: SparseMatrix;
  /** Null: the sums of similarities alone decide. */
  readonly blend: Blend | null;
}

/** score = weight × (z-score of the customer's sums) + shelf */
export interface Blend {
  readonly weight: number;
  /** A purchase counts half in the sums after so many days; null: for ever the same. */
  readonly halfLifeDays: number | null;
  /** One per item, the same for everybody: what sells now and did before. NaN: never picked. */
  readonly shelf: Float32Array;
}

export interface RankedPicks extends Ranking {
  /** The bought item that speaks loudest for each pick, beside `items`; -1 where it is what sells that speaks. */
  readonly becauseOf: Int32Array;
}

/** @param bought customers × items; weighted by age where the blend has a half-life */
export function rankPicks(scorer: PickScorer, bought: SparseMatrix, wanted: Wanted): RankedPicks {
  const { similarities, blend } = scorer;
  if (blend === null) {
    const ranking = recommendBySimilarity(similarities, bought, wanted);
    return withReasons(ranking, (row, item) =>
      strongestReason(similarities, bought, { row, item }),
    );
  }
  const means = new Float64Array(bought.rowCount);
  const scales = new Float64Array(bought.rowCount);
  const ranking = rankScores(bought, wanted, similarities.columnCount, (row, scores) => {
    addSums(similarities, bought, row, scores);
    const { mean, scale } = standardisation(scores);
    means[row] = mean;
    scales[row] = scale;
    blendInto(scores, blend, { mean, scale });
  });
  return withReasons(ranking, (row, item) => {
    const sum = summedReasons(similarities, bought, { row, item });
    const own = blend.weight * (sum - (means[row] as number)) * (scales[row] as number);
    // Whoever would have been shown it anyway is not told that it is because of a purchase.
    const isOwn = own > 0 && own >= (blend.shelf[item] as number);
    return isOwn ? strongestReason(similarities, bought, { row, item }) : -1;
  });
}

/** In place. e^x keeps the order and is above 0, as the score of what may be picked has to be. */
function blendInto(
  scores: Float64Array,
  { weight, shelf }: Blend,
  { mean, scale }: { readonly mean: number; readonly scale: number },
): void {
  for (let item = 0; item < scores.length; item++) {
    const blended = weight * ((scores[item] as number) - mean) * scale + (shelf[item] as number);
    scores[item] = Number.isNaN(blended) ? 0 : Math.exp(blended);
  }
}

function addSums(
  { starts, columns, weights }: SparseMatrix,
  bought: SparseMatrix,
  row: number,
  scores: Float64Array,
): void {
  for (let at = bought.starts[row] as number; at < (bought.starts[row + 1] as number); at++) {
    const share = bought.weights?.[at] ?? 1;
    const source = bought.columns[at] as number;
    for (let to = starts[source] as number; to < (starts[source + 1] as number); to++) {
      const item = columns[to] as number;
      scores[item] = (scores[item] as number) + share * (weights?.[to] ?? 1);
    }
  }
}

function withReasons(
  ranking: Ranking,
  reasonOf: (row: number, item: number) => number,
): RankedPicks {
  const becauseOf = ranking.items.map((item, at) =>
    item < 0 ? -1 : reasonOf(Math.floor(at / ranking.count), item),
  );
  return { ...ranking, becauseOf };
}
