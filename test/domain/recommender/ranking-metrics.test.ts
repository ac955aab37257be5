import { describe, expect, it } from 'vitest';
import { rankingMetrics } from '../../../src/domain/recommender/ranking-metrics.js';
import { matrixOf } from '../../contract/recommender.js';

function rankingOf(lists: readonly (readonly number[])[]) {
  const count = lists[0]?.length ?? 0;
  const items = Int32Array.from(lists.flat());
  return { count, items, scores: new Float32Array(items.length) };
}

describe('rankingMetrics', () => {
  it('of one list are the definitions by hand', () => {
    // Hits at ranks 2 and 4 of k = 4; t = 3 wanted.
    const test = matrixOf([[1, 3, 6]], 8);
    const metrics = rankingMetrics(rankingOf([[5, 3, 7, 1, 6]]), test, 4);
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(metrics.customers).toBe(1);
    expect(metrics.ndcg).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 12);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    expect(metrics.recallMin).toBeCloseTo(2 / 3, 12);
    expect(metrics.precision).toBeCloseTo(2 / 4, 12);
    expect(metrics.hitRate).toBe(1);
    expect(metrics.map).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
    expect(metrics.mapMin).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
    expect(metrics.mrr).toBeCloseTo(1 / 2, 12);
  });

  it('divide by what can be attained where more is wanted than k', () => {
    const test = matrixOf([[0, 1, 2, 3, 4]], 6);
    const metrics = rankingMetrics(rankingOf([[0, 5]]), test, 2);
    expect(metrics.recall).toBeCloseTo(1 / 5, 12);
    expect(metrics.recallMin).toBeCloseTo(1 / 2, 12);
    expect(metrics.map).toBeCloseTo(1 / 5, 12);
    expect(metrics.mapMin).toBeCloseTo(1 / 2, 12);
    expect(metrics.ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
  });

  it('are 1 for a list that holds exactly what is wanted, whatever its order', () => {
    const metrics = rankingMetrics(rankingOf([[4, 2, 0]]), matrixOf([[0, 2, 4]], 5), 3);
    const { k, customers, ...figures } = metrics;
    expect(Object.values(figures).every((figure) => Math.abs(figure - 1) < 1e-12)).toBe(true);
    expect([k, customers]).toEqual([3, 1]);
  });

  it('are means over the customers who did something, hits or none', () => {
    const test = matrixOf([[2], [], [0]], 5);
    const lists = [
      [2, -1],
      [0, 1],
      [-1, -1],
    ];
    const metrics = rankingMetrics(rankingOf(lists), test, 2);
    expect([metrics.customers, metrics.hitRate, metrics.mrr]).toEqual([2, 0.5, 0.5]);
  });

  it('are 0, not NaN, when nobody did anything', () => {
    expect(rankingMetrics(rankingOf([[1]]), matrixOf([[]], 5), 1)).toMatchObject({
      customers: 0,
      ndcg: 0,
      hitRate: 0,
    });
  });

  it('refuse lists that are shorter than k or not one for each row', () => {
    const test = matrixOf([[1], [2]], 5);
    expect(() => rankingMetrics(rankingOf([[1], [2]]), test, 2)).toThrow(RangeError);
    expect(() => rankingMetrics(rankingOf([[1]]), test, 1)).toThrow(RangeError);
  });
});
