import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import {
  columnCounts,
  rowOf,
  type SparseMatrix,
  sparseMatrix,
  transpose,
} from './sparse-matrix.js';
import { termsOf } from './terms.js';

export interface ContentParameters {
  /** What is written about each item, one for each column of the matrix; more are not looked at. */
  readonly texts: readonly string[];
}

export interface ContentModel {
  readonly itemCount: number;
  /** Items × terms, each row of length 1. */
  readonly vectors: SparseMatrix;
  /** The same by term. */
  readonly itemsOf: SparseMatrix;
}

/**
 * Items whose texts are like those of what a customer has: tf · ln(items / items with the term), score(u, j) = cosine of
 * u's summed item vectors and j's. Needs nobody else's behaviour, and so knows new items too.
 *
 * @see Salton & Buckley 1988; Lops, de Gemmis & Semeraro 2011, "Content-based Recommender Systems"
 */
export const content: Recommender<ContentParameters, ContentModel> = {
  kind: 'content',
  fit(matrix, { texts }) {
    const isEmpty = matrix.columns.length === 0;
    const vectors = unitRows(rareFirst(termCounts(isEmpty ? [] : texts, matrix.columnCount)));
    return { itemCount: matrix.columnCount, vectors, itemsOf: transpose(vectors) };
  },
  recommend: (model, customers, wanted) =>
    rankScores(customers, wanted, model.itemCount, contentScores(model, customers)),
};

/** @returns adds a customer's scores to `scores`, which are 0 */
export function contentScores(
  model: ContentModel,
  customers: SparseMatrix,
): (row: number, scores: Float64Array) => void {
  const profile = new Float64Array(model.vectors.columnCount);
  return (row, scores) => {
    profile.fill(0);
    addProfile(model.vectors, customers, row, profile);
    addProducts(model.itemsOf, profile, scores);
  };
}

function termCounts(texts: readonly string[], itemCount: number): SparseMatrix {
  const places = new Map<string, number>();
  const rows: number[] = [];
  const columns: number[] = [];
  texts.slice(0, itemCount).forEach((text, item) => {
    for (const term of termsOf(text)) {
      const place = places.get(term) ?? places.size;
      places.set(term, place);
      rows.push(item);
      columns.push(place);
    }
  });
  const triplets = {
    rows: Int32Array.from(rows),
    columns: Int32Array.from(columns),
    weights: new Float32Array(rows.length).fill(1),
  };
  return sparseMatrix(triplets, { rowCount: itemCount, columnCount: places.size });
}

function rareFirst(counts: SparseMatrix): SparseMatrix {
  const documents = columnCounts(counts);
  const weights = Float32Array.from(counts.columns, (term, at) => {
    const rarity = Math.log(counts.rowCount / (documents[term] as number));
    return (counts.weights?.[at] ?? 1) * rarity;
  });
  return { ...counts, weights };
}

function unitRows(matrix: SparseMatrix): SparseMatrix {
  const weights = Float32Array.from(matrix.weights ?? []);
  for (let row = 0; row < matrix.rowCount; row++) {
    const own = weights.subarray(matrix.starts[row], matrix.starts[row + 1]);
    const length = Math.sqrt(own.reduce((sum, weight) => sum + weight * weight, 0));
    if (length > 0) own.set(own.map((weight) => weight / length));
  }
  return { ...matrix, weights };
}

function addProfile(
  vectors: SparseMatrix,
  customers: SparseMatrix,
  row: number,
  profile: Float64Array,
): void {
  const first = customers.starts[row] as number;
  rowOf(customers, row).forEach((item, nth) => {
    const share = customers.weights?.[first + nth] ?? 1;
    for (let at = vectors.starts[item] as number; at < (vectors.starts[item + 1] as number); at++) {
      const term = vectors.columns[at] as number;
      profile[term] = (profile[term] as number) + share * (vectors.weights?.[at] ?? 0);
    }
  });
}

/** Scores become cosines: item vectors have length 1 already. */
function addProducts(itemsOf: SparseMatrix, profile: Float64Array, scores: Float64Array): void {
  const length = Math.sqrt(profile.reduce((sum, weight) => sum + weight * weight, 0));
  for (let term = 0; term < profile.length; term++) {
    const own = profile[term] as number;
    if (own === 0) continue;
    for (let at = itemsOf.starts[term] as number; at < (itemsOf.starts[term + 1] as number); at++) {
      const item = itemsOf.columns[at] as number;
      scores[item] = (scores[item] as number) + (own / length) * (itemsOf.weights?.[at] ?? 0);
    }
  }
}
