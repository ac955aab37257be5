import { describe, expect, it } from 'vitest';
import { ease } from '../../../src/domain/recommender/ease.js';
import { prunedWeights } from '../../../src/domain/recommender/pruned-weights.js';
import { recommendBySimilarity } from '../../../src/domain/recommender/similarity-scores.js';
import { rowOf, type SparseMatrix } from '../../../src/domain/recommender/sparse-matrix.js';
import { listsOf, matrixOf } from '../../contract/recommender.js';

const shop = matrixOf(
  [
    [0, 1, 2],
    [1, 2, 4],
    [0, 1, 2, 5],
    [3, 5],
    [0, 4],
    [2, 3],
  ],
  6,
);
const fitted = ease.fit(shop, { lambda: 0.5 });

function entries({ starts, columns, weights }: SparseMatrix) {
  return Array.from({ length: starts.length - 1 }, (_, row) => row).flatMap((row) =>
    [...columns.subarray(starts[row], starts[row + 1])].map((column, at) => ({
      bought: row,
      target: column,
      weight: weights?.[(starts[row] as number) + at],
    })),
  );
}

describe('prunedWeights', () => {
  it('keeps for each target the weights that move it most, for or against, by brute force', () => {
    const expected = [0, 1, 2, 3, 4, 5]
      .flatMap((target) =>
        [0, 1, 2, 3, 4, 5]
          .filter((bought) => bought !== target)
          .map((bought) => ({ bought, target, weight: fitted.weights.get(bought, target) }))
          .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
          .slice(0, 2),
      )
      .sort((a, b) => a.bought - b.bought || a.target - b.target);
    const kept = entries(prunedWeights(fitted, 2));
    expect(kept).toEqual(expected);
    expect(kept.some(({ weight }) => (weight ?? 0) < 0)).toBe(true);
  });

  it('recommends as the whole model does where nothing had to go', () => {
    const whole = ease.recommend(fitted, shop, { count: 4, exclude: shop });
    const stored = recommendBySimilarity(prunedWeights(fitted, 6), shop, {
      count: 4,
      exclude: shop,
    });
    expect(listsOf(stored)).toEqual(listsOf(whole));
    expect([...stored.scores].every((score) => score >= 0)).toBe(true);
  });

  it('never picks what more speaks against than for', () => {
    const against = { ...matrixOf([[1, 2], [2]], 3), rowCount: 3 };
    const similarities = {
      ...against,
      starts: Int32Array.of(0, 2, 3, 3),
      weights: Float32Array.of(0.5, 0.2, -0.4),
    };
    const bought = matrixOf([[0, 1]], 3);
    const ranking = recommendBySimilarity(similarities, bought, { count: 3, exclude: null });
    // Item 1: .5; item 2: .2 − .4
    expect(listsOf(ranking)).toEqual([[1]]);
    expect(rowOf(similarities, 0)).toHaveLength(2);
  });
});
