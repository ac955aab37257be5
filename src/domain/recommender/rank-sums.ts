import { alone } from './crew.js';
import type { DenseRows } from './dense-rows.js';
import type { RowLists } from './dense-sums.js';
import { type DenseTask, denseParts } from './dense-task.js';
import { emptyRanking, type Ranking, requireShapes, type Wanted } from './recommender.js';
import { sharedFactors, sharedFloats, sharedIntegers, sharedMatrix } from './shared-arrays.js';
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
  const task: DenseTask = {
    kind: 'dense',
    room: rows.roomFor(lists, crew.threads),
    lists: share ? shared(lists) : lists,
    exclude: share && exclude ? sharedMatrix(exclude) : exclude,
    items: share ? sharedIntegers(ranking.items) : ranking.items,
    scores: share ? sharedFloats(ranking.scores) : ranking.scores,
    candidates,
    count,
    floor,
  };
  crew.run(task, denseParts(task));
  return { count, items: task.items, scores: task.scores };
}

function shared(lists: RowLists): RowLists {
  return 'numbers' in lists ? sharedFactors(lists) : sharedMatrix(lists);
}
