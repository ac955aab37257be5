import type { SparseMatrix } from './sparse-matrix.js';

export type SimilarityKind = 'cosine' | 'pearson' | 'euclidean' | 'jaccard';

/** How alike two vectors are, from their inner product. */
export type Measure = (product: number, a: number, b: number) => number;

/**
 * Between rows of `vectors` and rows of `others`, x·y being their inner product and m how many columns there are:
 * - cosine: x·y / (|x||y| + shrink)
 * - pearson: (x·y − ΣxΣy/m) / (√((|x|² − (Σx)²/m)(|y|² − (Σy)²/m)) + shrink), absent entries counting as 0
 * - jaccard: x·y / (|x|² + |y|² − x·y + shrink), which for weights is Tanimoto's
 * - euclidean: 1 / (1 + |x − y|) · x·y / (x·y + shrink): a distance has no denominator to shrink by
 *
 * @see Bell & Koren 2007 on shrinkage
 */
export function measureOf(
  kind: SimilarityKind,
  shrink: number,
  vectors: SparseMatrix,
  others: SparseMatrix = vectors,
): Measure {
  const own = squaredLengths(vectors);
  const other = others === vectors ? own : squaredLengths(others);
  const squares = (a: number, b: number) => (own[a] as number) + (other[b] as number);
  if (kind === 'jaccard') return (product, a, b) => product / (squares(a, b) - product + shrink);
  if (kind === 'euclidean')
    return (product, a, b) => {
      const distance = Math.sqrt(Math.max(0, squares(a, b) - 2 * product));
      return product / (product + shrink) / (1 + distance);
    };
  if (kind === 'cosine') {
    const [a, b] = [own.map(Math.sqrt), other.map(Math.sqrt)];
    return (product, x, y) => product / ((a[x] as number) * (b[y] as number) + shrink);
  }
  return pearson(shrink, vectors, others);
}

function pearson(shrink: number, vectors: SparseMatrix, others: SparseMatrix): Measure {
  const m = Math.max(1, vectors.columnCount);
  const [sums, otherSums] = [totals(vectors), totals(others)];
  const [lengths, otherLengths] = [centredLengths(vectors), centredLengths(others)];
  return (product, a, b) => {
    const denominator = (lengths[a] as number) * (otherLengths[b] as number) + shrink;
    if (denominator === 0) return 0;
    return (product - ((sums[a] as number) * (otherSums[b] as number)) / m) / denominator;
  };
}

function centredLengths(vectors: SparseMatrix): Float64Array {
  const sums = totals(vectors);
  const m = Math.max(1, vectors.columnCount);
  return squaredLengths(vectors).map((square, row) =>
    Math.sqrt(Math.max(0, square - (sums[row] as number) ** 2 / m)),
  );
}

function squaredLengths(vectors: SparseMatrix): Float64Array {
  return rowSums(vectors, (weight) => weight * weight);
}

function totals(vectors: SparseMatrix): Float64Array {
  return rowSums(vectors, (weight) => weight);
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
