import type { Crew } from './crew.js';
import { ease } from './ease.js';
import { recencyMatrix } from './history.js';
import { newItems, type ValidationSplit } from './hybrid-lesson.js';
import type { EaseSettings } from './hybrid-sources.js';
import { rankingMetrics } from './ranking-metrics.js';
import { type SparseMatrix, selectRows } from './sparse-matrix.js';

interface Given {
  readonly lambda: number | null;
  readonly halfLifeDays: number | null;
  readonly crew?: Crew | undefined;
}

const usual = { lambda: 100, halfLifeDays: 90 };
const lambdas = [50, 200, 400];
const halfLives = [60, 180, null];
// A trial costs the cube of the items: some seconds for so many.
const mostItemsTried = 6_000;

export function usualSettings({ lambda, halfLifeDays }: Given): EaseSettings {
  return { lambda: lambda ?? usual.lambda, halfLifeDays: halfLifeDays ?? usual.halfLifeDays };
}

/** What is not given is chosen by the nDCG@10 of EASE alone on the split: first the half-life, then the penalty. */
export function chosenSettings(split: ValidationSplit, given: Given): EaseSettings {
  let best = usualSettings(given);
  if (split.past.itemCount > mostItemsTried) return best;
  let bestGain = gainOf(split, best, given.crew);
  const tryOne = (settings: EaseSettings) => {
    const gain = gainOf(split, settings, given.crew);
    if (gain > bestGain) [best, bestGain] = [settings, gain];
  };
  if (given.halfLifeDays === null && split.isTimed)
    for (const halfLifeDays of halfLives) tryOne({ ...best, halfLifeDays });
  if (given.lambda === null) for (const lambda of lambdas) tryOne({ ...best, lambda });
  return best;
}

function gainOf(split: ValidationSplit, settings: EaseSettings, crew: Crew | undefined): number {
  const { past, customers } = split;
  const recency = recencyMatrix(past, settings.halfLifeDays);
  const ranking = ease.recommend(
    ease.fit(recency, { ...settings, crew }),
    selectRows(recency, customers),
    {
      count: 10,
      exclude: selectRows(past.matrix, customers),
    },
  );
  return rankingMetrics(ranking, newOf(split), 10).ndcg;
}

function newOf({ past, future, customers }: ValidationSplit): SparseMatrix {
  const lists = [...customers].map((row) => newItems(past.matrix, future, row));
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, row) => {
    starts[row + 1] = (starts[row] as number) + list.length;
  });
  const columns = new Int32Array(starts[lists.length] as number);
  lists.forEach((list, row) => {
    columns.set(list, starts[row]);
  });
  return { rowCount: lists.length, columnCount: past.itemCount, starts, columns, weights: null };
}
