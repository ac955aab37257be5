import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userKnn } from '../../../src/domain/recommender/user-knn.js';
import {
  anyShop,
  checkerboard,
  denseOf,
  learnsTheCheckerboard,
  matrixOf,
  recommenderContract,
} from '../../contract/recommender.js';

const parameters = { k: 3, shrink: 1, similarity: 'cosine', weighting: 'none' } as const;

recommenderContract(userKnn, parameters);
learnsTheCheckerboard(userKnn, parameters);

describe('user-knn', () => {
  it('adds up what the k most alike of the others have, by definition', () => {
    fc.assert(
      fc.property(anyShop, fc.nat({ max: 11 }), (rows, at) => {
        const shop = matrixOf(rows, 7);
        const own = at % rows.length;
        const fitRows = Int32Array.from(rows.keys());
        const model = userKnn.fit(shop, parameters);
        const ranking = userKnn.recommend(model, shop, { count: 7, exclude: null, fitRows });
        const x = denseOf(shop);
        const dot = (a: number[] = [], b: number[] = []) =>
          a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
        const nearest = x
          .map((row, other) => ({
            row,
            other,
            s: dot(x[own], row) / (Math.sqrt(dot(row, row)) * Math.sqrt(dot(x[own], x[own])) + 1),
          }))
          .filter(({ other, s }) => other !== own && s > 0)
          .sort((a, b) => b.s - a.s || a.other - b.other)
          .slice(0, 3);
        const scores = Array.from({ length: 7 }, (_, item) =>
          nearest.reduce((sum, { row, s }) => sum + s * (row[item] ?? 0), 0),
        ).filter((score) => score > 0);
        const found = [...ranking.scores.subarray(own * 7, own * 7 + 7)].filter(
          (score) => score > 0,
        );
        scores.sort((a, b) => b - a);
        expect(found).toEqual(scores.map((score) => expect.closeTo(score, 5)));
      }),
    );
  });

  it('compares a stranger as it would a customer, by any measure and weighting', () => {
    const { shop, missing } = checkerboard();
    for (const similarity of ['cosine', 'pearson', 'jaccard', 'euclidean'] as const) {
      for (const weighting of ['none', 'tfidf', 'bm25'] as const) {
        const model = userKnn.fit(shop, { k: 5, shrink: 0, similarity, weighting });
        const ranking = userKnn.recommend(model, shop, { count: 1, exclude: shop });
        expect([...ranking.items]).toEqual(missing);
      }
    }
  });
});
