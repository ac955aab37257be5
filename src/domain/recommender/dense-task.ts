import { BatchSums, type RowLists, type SumsRoom } from './dense-sums.js';
import { type ListsWanted, listRanking } from './rank-scores.js';

/** Lists by weighted sums of dense rows; a part is a batch of customers. */
export interface DenseTask extends ListsWanted {
  readonly kind: 'dense';
  readonly room: SumsRoom;
  /** Customers × the dense rows. */
  readonly lists: RowLists;
}

export function denseParts({ lists, room }: DenseTask): number {
  return Math.ceil(lists.rowCount / room.batchSize);
}

export function denseLists(task: DenseTask, thread: number): (part: number) => void {
  const sums = new BatchSums(task.room, thread);
  const rank = listRanking(task);
  return (part) => {
    const [from, to] = sums.sum(task.lists, part);
    for (let customer = from; customer < to; customer++) rank(customer, sums.of(customer - from));
  };
}
