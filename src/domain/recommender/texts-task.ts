import { contentScores, type TextVectors } from './content-scores.js';
import { type ListsWanted, rowRanking } from './rank-scores.js';
import type { SparseMatrix } from './sparse-matrix.js';

const customersPerPart = 256;

/** Lists by likeness of texts; a part is some hundred customers. */
export interface TextsTask extends TextVectors, ListsWanted {
  readonly kind: 'texts';
  readonly customers: SparseMatrix;
}

export function textParts({ customers }: TextsTask): number {
  return Math.ceil(customers.rowCount / customersPerPart);
}

export function textLists(task: TextsTask): (part: number) => void {
  const { customers, vectors } = task;
  const rank = rowRanking(task, vectors.rowCount, contentScores(task, customers));
  return (part) => {
    const end = Math.min(customers.rowCount, (part + 1) * customersPerPart);
    for (let row = part * customersPerPart; row < end; row++) rank(row);
  };
}
