import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Weighting, weighted } from '../../../src/domain/recommender/feature-weighting.js';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import type { SimilarityKind } from '../../../src/domain/recommender/similarity-measure.js';
import { transpose } from '../../../src/domain/recommender/sparse-matrix.js';
import { denseOf, matrixOf } from '../../contract/recommender.js';

const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
const total = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0);

const definitions: Record<SimilarityKind, (x: number[], y: number[], shrink: number) => number> = {
  cosine: (x, y, shrink) => dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y)) + shrink),
  pearson: (x, y, shrink) => {
    const [mx, my] = [total(x) / x.length, total(y) / y.length];
    const [cx, cy] = [x.map((value) => value - mx), y.map((value) => value - my)];
    const denominator = Math.sqrt(dot(cx, cx)) * Math.sqrt(dot(cy, cy)) + shrink;
    return denominator < 1e-6 ? 0 : dot(cx, cy) / denominator;
  },
  jaccard: (x, y, shrink) => dot(x, y) / (dot(x, x) + dot(y, y) - dot(x, y) + shrink),
  euclidean: (x, y, shrink) =>
    dot(x, y) /
    (dot(x, y) + shrink) /
    (1 + Math.hypot(...x.map((value, at) => value - (y[at] ?? 0)))),
};

describe.each(Object.keys(definitions) as SimilarityKind[])('%s', (similarity) => {
  it.each<Weighting>(['none', 'tfidf', 'bm25'])(
    'between items is the definition, weighted by %s',
    (weighting) => {
      const row = fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 5 });
      const shops = fc.array(row, { minLength: 2, maxLength: 9 });
      fc.assert(
        fc.property(shops, fc.integer({ min: 1, max: 3 }), (shop, shrink) => {
          const matrix = matrixOf(shop, 5);
          const { similarities } = itemKnn.fit(matrix, { k: 5, shrink, similarity, weighting });
          const found = denseOf(similarities);
          const vectors = denseOf(weighted(transpose(matrix), weighting));
          vectors.forEach((x, i) => {
            vectors.forEach((y, j) => {
              const isPair = i !== j && dot(x, y) > 0;
              const expected = isPair ? Math.max(0, definitions[similarity](x, y, shrink)) : 0;
              expect(found[i]?.[j]).toBeCloseTo(expected, 5);
            });
          });
        }),
      );
    },
  );
});

describe('weighted', () => {
  // 3 documents × 4 terms; term 0 in all, 1 in two, 2 in one, 3 in none.
  const matrix = {
    ...matrixOf([[0, 1], [0], [0, 1, 2]], 4),
    weights: Float32Array.of(1, 4, 1, 1, 1, 9),
  };
  const idf = [0, 0, Math.log(3 / 2), Math.log(3)];

  it('by tfidf is √x times ln(documents / (1 + those with the term)), not below 0', () => {
    expect(denseOf(weighted(matrix, 'tfidf'))[2]?.[2]).toBeCloseTo(3 * (idf[2] ?? 0), 6);
    expect(denseOf(weighted(matrix, 'tfidf'))[2]?.[0]).toBe(0);
  });

  it('by bm25 saturates and takes the length into account', () => {
    // Lengths 5, 1, 11: mean 17/3.
    const norm = 1.2 * (0.25 + (0.75 * 11) / (17 / 3));
    const expected = ((idf[2] ?? 0) * 9 * 2.2) / (9 + norm);
    expect(denseOf(weighted(matrix, 'bm25'))[2]?.[2]).toBeCloseTo(expected, 6);
  });

  it('by none is the matrix itself', () => {
    expect(weighted(matrix, 'none')).toBe(matrix);
  });
});
