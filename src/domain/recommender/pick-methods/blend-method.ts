import { hybrid } from '../hybrid.js';
import { standardisation, standardised } from '../hybrid-sources.js';
import { prunedWeights } from '../pruned-weights.js';
import { rankScores } from '../rank-scores.js';
import type { SparseMatrix } from '../sparse-matrix.js';
import { strongestReason, summedReasons } from '../strongest-reason.js';
import { becauseItSells, type PickMethod, withReasons } from './pick-method.js';
import { keptWeights, textLikeness } from './similarity-methods.js';

/** score = Σ weight × (z-score of the customer's sums over a source) + shelf */
export interface Blend {
  readonly sources: readonly BlendSource[];
  /** A purchase counts half in the sums after so many days; null: for ever the same. */
  readonly halfLifeDays: number | null;
  /** One per item, the same for everybody: what sells now and did before. NaN: never picked. */
  readonly shelf: Float32Array;
}

interface BlendSource {
  readonly weight: number;
  /** Owned item × picked item. */
  readonly similarities: SparseMatrix;
}

/** For what is new to a customer: then what sells is one number for each item. */
export const hybridPicks: PickMethod<Blend> = {
  reads: null,
  because: 'bought',
  isBuyAgain: false,
  learn({ history, crew, settled }) {
    const { sources, settings, discover } = hybrid.fit(history.matrix, {
      lambda: null,
      halfLifeDays: null,
      settings: settled,
      discoverOnly: true,
      history,
      crew,
    });
    const { lambda, halfLifeDays } = settings;
    const { together, texts, now, long } = discover;
    const nowScores = standardised(sources.now.slice());
    const longScores = standardised(sources.long.slice());
    const shelf = Float32Array.from(nowScores, (recent, item) =>
      sources.isKnown[item] === 1 ? now * recent + long * (longScores[item] as number) : Number.NaN,
    );
    const byPurchases = {
      weight: together,
      similarities: prunedWeights(sources.together, keptWeights),
    };
    const byTexts =
      history.texts === null || texts === 0
        ? []
        : [{ weight: texts, similarities: textLikeness(history.itemCount, history.texts, crew) }];
    return {
      learnt: { sources: [byPurchases, ...byTexts], halfLifeDays, shelf },
      settled: settings,
      parameters: { lambda, halfLifeDays, k: keptWeights, together, texts, now, long },
    };
  },
  rank(blend, asking, wanted) {
    const owned = asking.owned(blend.halfLifeDays);
    const scales = new RowScales(owned.rowCount, blend.sources.length);
    const sums = new Float64Array(blend.shelf.length);
    const ranking = rankScores(owned, wanted, blend.shelf.length, (row, scores) => {
      scores.set(blend.shelf);
      blend.sources.forEach(({ similarities, weight }, nth) => {
        sums.fill(0);
        addSums(similarities, owned, row, sums);
        const { mean, scale } = standardisation(sums);
        scales.set(row, nth, { mean, scale });
        for (let item = 0; item < sums.length; item++)
          scores[item] =
            (scores[item] as number) + weight * ((sums[item] as number) - mean) * scale;
      });
      // A z-score may be below 0 and yet the best there is: e^x keeps the order and is above 0.
      for (let item = 0; item < scores.length; item++)
        scores[item] = Number.isNaN(scores[item]) ? 0 : Math.exp(scores[item] as number);
    });
    return withReasons(ranking, (row, item) => {
      const voices = blend.sources.map(({ similarities, weight }, nth) => {
        const { mean, scale } = scales.get(row, nth);
        return weight * (summedReasons(similarities, owned, { row, item }) - mean) * scale;
      });
      const loudest = Math.max(...voices);
      // Whoever would have been shown it anyway is not told that it is because of a purchase.
      if (loudest <= 0 || loudest < (blend.shelf[item] as number)) return becauseItSells;
      const source = blend.sources[voices.indexOf(loudest)] as BlendSource;
      return strongestReason(source.similarities, owned, { row, item });
    });
  },
  goesWith: ({ sources }) => (sources[0] as BlendSource).similarities,
};

/** A mean and a scale for each row and source. */
class RowScales {
  readonly #sourceCount: number;
  readonly #numbers: Float64Array;

  constructor(rowCount: number, sourceCount: number) {
    this.#sourceCount = sourceCount;
    this.#numbers = new Float64Array(2 * rowCount * sourceCount);
  }

  set(row: number, source: number, { mean, scale }: { mean: number; scale: number }): void {
    const at = 2 * (row * this.#sourceCount + source);
    this.#numbers[at] = mean;
    this.#numbers[at + 1] = scale;
  }

  get(row: number, source: number): { mean: number; scale: number } {
    const at = 2 * (row * this.#sourceCount + source);
    return { mean: this.#numbers[at] as number, scale: this.#numbers[at + 1] as number };
  }
}

function addSums(
  { starts, columns, weights }: SparseMatrix,
  owned: SparseMatrix,
  row: number,
  sums: Float64Array,
): void {
  for (let at = owned.starts[row] as number; at < (owned.starts[row + 1] as number); at++) {
    const share = owned.weights?.[at] ?? 1;
    const source = owned.columns[at] as number;
    for (let to = starts[source] as number; to < (starts[source + 1] as number); to++) {
      const item = columns[to] as number;
      sums[item] = (sums[item] as number) + share * (weights?.[to] ?? 1);
    }
  }
}
