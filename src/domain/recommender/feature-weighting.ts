import { columnCounts, type SparseMatrix } from './sparse-matrix.js';

export type Weighting = 'none' | 'tfidf' | 'bm25';

const saturation = 1.2;
const lengthShare = 0.75;

/**
 * Rows as documents, columns as terms: what many rows have says little of each.
 * - tfidf: √x · idf
 * - bm25: idf · x(k₁ + 1) / (x + k₁(1 − b + b·length/mean length)), k₁ = 1.2, b = 0.75
 *
 * with idf = ln(rows / (1 + rows that have the column)), not below 0.
 *
 * @param learnt the documents that tell how rare a term is and how long a document
 * @see Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond"
 */
export function weighted(
  matrix: SparseMatrix,
  weighting: Weighting,
  learnt: SparseMatrix = matrix,
): SparseMatrix {
  if (weighting === 'none') return matrix;
  const rarity = Float64Array.from(columnCounts(learnt), (rows) =>
    Math.max(0, Math.log(learnt.rowCount / (1 + rows))),
  );
  const lengths = rowLengths(matrix);
  const learntLengths = learnt === matrix ? lengths : rowLengths(learnt);
  const meanLength =
    learntLengths.reduce((sum, length) => sum + length, 0) / Math.max(1, learnt.rowCount);
  const weights = new Float32Array(matrix.columns.length);
  for (let row = 0; row < matrix.rowCount; row++) {
    const own = (lengths[row] as number) / (meanLength || 1);
    const norm = saturation * (1 - lengthShare + lengthShare * own);
    for (let at = matrix.starts[row] as number; at < (matrix.starts[row + 1] as number); at++) {
      const x = matrix.weights?.[at] ?? 1;
      const tf = weighting === 'tfidf' ? Math.sqrt(x) : (x * (saturation + 1)) / (x + norm);
      weights[at] = tf * (rarity[matrix.columns[at] as number] as number);
    }
  }
  return { ...matrix, weights };
}

function rowLengths({ rowCount, starts, weights }: SparseMatrix): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, row) => {
    const from = starts[row] as number;
    const to = starts[row + 1] as number;
    return weights?.subarray(from, to).reduce((sum, weight) => sum + weight, 0) ?? to - from;
  });
}
