import { type SparseMatrix, transpose } from './sparse-matrix.js';
import { TopList } from './top-list.js';

/** The `k` strongest neighbours of each item, collected in any order. */
export class NeighbourLists {
  readonly #lists: TopList[];

  constructor(itemCount: number, k: number) {
    this.#lists = Array.from({ length: itemCount }, () => new TopList(Math.min(k, itemCount)));
  }

  offer(item: number, neighbour: number, similarity: number): void {
    (this.#lists[item] as TopList).offer(similarity, neighbour);
  }

  /** Neighbour × item, and empties the lists. */
  byNeighbour(): SparseMatrix {
    return transpose(this.byItem());
  }

  /** Item × neighbour, each row by ascending neighbour, and empties the lists. */
  byItem(): SparseMatrix {
    return transpose(transpose(rowsOf(this.#lists)));
  }
}

function rowsOf(kept: readonly TopList[]): SparseMatrix {
  const itemCount = kept.length;
  const starts = new Int32Array(itemCount + 1);
  kept.forEach((list, item) => {
    starts[item + 1] = (starts[item] as number) + list.size;
  });
  const size = starts[itemCount] as number;
  const columns = new Int32Array(size);
  const weights = new Float32Array(size);
  kept.forEach((list, item) => {
    list.drain(columns, weights, starts[item] as number);
  });
  return { rowCount: itemCount, columnCount: itemCount, starts, columns, weights };
}
