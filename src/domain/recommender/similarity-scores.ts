import { alone } from './crew.js';
import { emptyRanking, type Ranking, requireShapes, type Wanted } from './recommender.js';
import { sharedAsking, sharedFloats, sharedIntegers, sharedMatrix } from './shared-arrays.js';
import { type ListsTask, listParts } from './similarity-lists.js';
import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Lists by score(u, j) = Σ s(i, j) over what u has.
 *
 * @param similarities bought item × recommended item, with weights
 * @throws RangeError if the shapes do not belong together
 */
export function recommendBySimilarity(
  similarities: SparseMatrix,
  customers: SparseMatrix,
  wanted: Wanted,
): Ranking {
  requireShapes(customers, wanted, similarities.columnCount);
  const { count, exclude, candidates, crew } = wanted;
  const ranking = emptyRanking(customers.rowCount, count);
  const task = { kind: 'lists', similarities, customers, exclude, candidates, ...ranking } as const;
  const shared = crew ? sharedTask(task) : task;
  (crew ?? alone).run(shared, listParts(shared));
  return { count, items: shared.items, scores: shared.scores };
}

function sharedTask(task: ListsTask): ListsTask {
  return {
    ...task,
    similarities: sharedMatrix(task.similarities),
    ...sharedAsking(task.customers, task.exclude),
    items: sharedIntegers(task.items),
    scores: sharedFloats(task.scores),
  };
}
