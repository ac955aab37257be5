import { DenseRows } from './dense-rows.js';
import type { RowScores } from './rank-scores.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { TermProfile } from './term-profile.js';

/** What a content model knows of the items' texts. */
export interface TextVectors {
  /** Items × terms, each row of length 1. */
  readonly vectors: SparseMatrix;
  /** The same by term. */
  readonly itemsOf: SparseMatrix;
}

const mostInBatch = 256;
// From so many customers on it pays to lay out the frequent terms as rows, a quarter of an instruction an item.
const fewCustomers = 32;
const frequentShare = 0.1;
const mostFrequent = 256;

/** @returns adds the cosine of a customer's summed item vectors and each item's to `scores`, which are 0 */
export function contentScores(model: TextVectors, customers: SparseMatrix): RowScores {
  const { vectors, itemsOf } = model;
  const frequent = customers.rowCount < fewCustomers ? [] : frequentTerms(itemsOf);
  const rows = frequent.length > 0 ? denseRows(itemsOf, frequent) : null;
  const profile = new TermProfile(vectors, frequent);
  let from = 0;
  let to = 0;
  let addFrequent: RowScores | null = null;
  return (row, scores) => {
    if (rows && (row < from || row >= to)) {
      from = row;
      to = Math.min(customers.rowCount, row + mostInBatch);
      addFrequent = rows.sumsFor(profile.frequentOf(customers, from, to));
    }
    // This one sets, the other adds.
    addFrequent?.(row - from, scores);
    profile.sum(customers, row);
    profile.addProducts(itemsOf, scores);
  };
}

/** The terms that more than a tenth of all items have, ascending; of very many the first. */
function frequentTerms({ rowCount, columnCount, starts }: SparseMatrix): number[] {
  const terms: number[] = [];
  for (let term = 0; term < rowCount && terms.length < mostFrequent; term++) {
    const items = (starts[term + 1] as number) - (starts[term] as number);
    if (items > frequentShare * columnCount) terms.push(term);
  }
  return terms;
}

function denseRows(
  { starts, columns, weights, columnCount }: SparseMatrix,
  terms: readonly number[],
): DenseRows {
  const rows = new DenseRows(terms.length, columnCount);
  terms.forEach((term, row) => {
    for (let at = starts[term] as number; at < (starts[term + 1] as number); at++)
      rows.set(row, columns[at] as number, weights?.[at] ?? 0);
  });
  return rows;
}
