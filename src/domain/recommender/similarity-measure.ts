import type { SparseMatrix } from './sparse-matrix.js';

export type SimilarityKind = 'cosine' | 'pearson' | 'euclidean' | 'jaccard';

/** How alike two vectors are, from their inner product. */
export type Measure = (product: number, a: number, b: number) => number;

/**
 * For the rows of `vectors`, x·y being their inner product and m how many columns there are:
 * - cosine: x·y / (|x||y| + shrink)
 * - pearson: (x·y − ΣxΣy/m) / (√((|x|² − (Σx)²/m)(|y|² − (Σy)²/m)) + shrink), absent entries counting as 0
 * - jaccard: x·y / (|x|² + |y|² − x·y + shrink), which for weights is Tanimoto's
 * - euclidean: 1 / (1 + |x − y|) · x·y / (x·y + shrink): a distance has no denominator to shrink by
 *
 * @see Bell & Koren 2007 on shrinkage
 */
export function measureOf(kind: SimilarityKind, shrink: number, vectors: SparseMatrix): Measure {
  const squares = rowSums(vectors, (weight) => weight * weight);
  const square = (row: number) => squares[row] as number;
  if (kind === 'jaccard')
    return (product, a, b) => product / (square(a) + square(b) - product + shrink);
  if (kind === 'euclidean')
    return (product, a, b) =>
      product /
      (product + shrink) /
      (1 + Math.sqrt(Math.max(0, square(a) + square(b) - 2 * product)));
  if (kind === 'cosine') return rootMeasure(squares, shrink, (product) => product);
  const sums = rowSums(vectors, (weight) => weight);
  const m = Math.max(1, vectors.columnCount);
  const centred = squares.map((sum, row) => Math.max(0, sum - (sums[row] as number) ** 2 / m));
  return rootMeasure(
    centred,
    shrink,
    (product, a, b) => product - ((sums[a] as number) * (sums[b] as number)) / m,
  );
}

function rootMeasure(squares: Float64Array, shrink: number, numerator: Measure): Measure {
  const lengths = squares.map(Math.sqrt);
  return (product, a, b) => {
    const denominator = (lengths[a] as number) * (lengths[b] as number) + shrink;
    return denominator === 0 ? 0 : numerator(product, a, b) / denominator;
  };
}

function rowSums(
  { rowCount, starts, weights }: SparseMatrix,
  of: (weight: number) => number,
): Float64Array {
  const sums = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    const end = starts[row + 1] as number;
    for (let at = starts[row] as number; at < end; at++) sum += of(weights?.[at] ?? 1);
    sums[row] = sum;
  }
  return sums;
}
