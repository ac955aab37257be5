import { ScoreSums } from './score-sums.js';
import { rowOf, type SparseMatrix } from './sparse-matrix.js';
import { TopList } from './top-list.js';

const customersPerPart = 512;

/** Lists by sums of similarities; a part is some hundred customers. */
export interface ListsTask {
  readonly kind: 'lists';
  readonly similarities: SparseMatrix;
  readonly customers: SparseMatrix;
  readonly exclude: SparseMatrix | null;
  readonly candidates: Uint8Array | undefined;
  readonly count: number;
  /** Filled. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

export function listParts({ customers }: ListsTask): number {
  return Math.ceil(customers.rowCount / customersPerPart);
}

export function listsOf(task: ListsTask): (part: number) => void {
  const { customers, exclude, candidates, count } = task;
  const sums = new ScoreSums(task.similarities);
  const best = new TopList(count);
  return (part) => {
    const end = Math.min(customers.rowCount, (part + 1) * customersPerPart);
    for (let customer = part * customersPerPart; customer < end; customer++) {
      sums.add(rowOf(customers, customer));
      if (exclude) sums.forget(rowOf(exclude, customer));
      sums.drain(best, candidates);
      best.drain(task.items, task.scores, customer * count);
    }
  };
}
