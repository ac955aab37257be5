import { alone } from './crew.js';
import type { DenseRows } from './dense-rows.js';
import type { RowLists } from './dense-sums.js';
import { type DenseTask, denseParts } from './dense-task.js';
import { emptyRanking, type Ranking, requireShapes, type Wanted } from './recommender.js';
import { sharedAsking, sharedFloats, sharedIntegers, sharedMatrix } from './shared-arrays.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Lists for a model whose scores are weighted sums of dense rows, by all threads of the crew.
 *
 * @param lists customers × `rows`, beside `customers`
 * @param floor what is picked scores more; absent: 0
 * @throws RangeError if the shapes do not belong together
 */
export function rankSums(
  rows: DenseRows,
  lists: RowLists,
  customers: SparseMatrix,
  wanted: Wanted & { readonly floor?: number },
): Ranking {
  requireShapes(customers, wanted, rows.columnCount);
  const { crew = alone, count, exclude, candidates, floor = 0 } = wanted;
  const share = crew.threads > 1;
  const ranking = emptyRanking(customers.rowCount, count);
  const asking = { lists, exclude };
  const task: DenseTask = {
    kind: 'dense',
    room: rows.roomFor(lists, crew.threads),
    ...(share ? shared(asking) : asking),
    items: share ? sharedIntegers(ranking.items) : ranking.items,
    scores: share ? sharedFloats(ranking.scores) : ranking.scores,
    candidates,
    count,
    floor,
  };
  crew.run(task, denseParts(task));
  return { count, items: task.items, scores: task.scores };
}

type Asking = Pick<DenseTask, 'lists' | 'exclude'>;

function shared({ lists, exclude }: Asking): Asking {
  if ('starts' in lists) {
    const { customers, ...same } = sharedAsking(lists, exclude);
    return { ...same, lists: customers };
  }
  const numbers = sharedFloats(lists.numbers);
  return { lists: { ...lists, numbers }, exclude: exclude && sharedMatrix(exclude) };
}
