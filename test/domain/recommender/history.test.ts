import { describe, expect, it } from 'vitest';
import {
  decayedWeights,
  filterLines,
  frequencyMatrix,
  historyOf,
} from '../../../src/domain/recommender/history.js';
import { personalFrequency } from '../../../src/domain/recommender/personal-frequency.js';
import { dailySales, recentPopularity } from '../../../src/domain/recommender/recent-popularity.js';
import { listsOf, matrixOf, recommenderContract } from '../../contract/recommender.js';

recommenderContract(personalFrequency, {});

const day = 1_440;
// Customer 0 buys item 3 twice on day 10 and once on day 20; customer 1 items 3 and 0 on day 20.
const lines = {
  customers: Int32Array.of(0, 0, 1, 0, 1),
  items: Int32Array.of(3, 3, 3, 3, 0),
  weights: null,
  minutes: Int32Array.of(10 * day, 10 * day + 5, 20 * day, 20 * day, 20 * day),
};
const history = historyOf(lines, { customerCount: 2, itemCount: 4 });

describe('a history', () => {
  it('is a set beside its lines', () => {
    expect(history.matrix).toEqual(matrixOf([[3], [0, 3]], 4));
  });

  it('counts how often, an older line half as much after each half-life', () => {
    expect([...(frequencyMatrix(history, null).weights ?? [])]).toEqual([3, 1, 1]);
    const [twice] = frequencyMatrix(history, 10).weights ?? [];
    expect(twice).toBeCloseTo(1 + 2 * 0.5, 2);
  });

  it('weighs a line by its own weight too, and by nothing else where no time is known', () => {
    const weights = Float32Array.of(1, 2, 3, 4, 5);
    expect([...decayedWeights({ ...lines, weights, minutes: null }, 10)]).toEqual([1, 2, 3, 4, 5]);
    expect(decayedWeights({ ...lines, weights }, 10)[3]).toBe(4);
  });

  it('can be narrowed to some lines', () => {
    const weights = Float32Array.of(1, 2, 3, 4, 5);
    const late = filterLines(
      { ...lines, weights },
      (line) => (lines.minutes[line] ?? 0) > 10 * day,
    );
    expect(late).toEqual({
      customers: Int32Array.of(0, 1, 0, 1),
      items: Int32Array.of(3, 3, 3, 0),
      weights: Float32Array.of(2, 3, 4, 5),
      minutes: Int32Array.of(10 * day + 5, 20 * day, 20 * day, 20 * day),
    });
  });
});

describe('recentPopularity', () => {
  it('counts a buyer once a day', () => {
    expect([...dailySales(history).items].sort()).toEqual([0, 3, 3, 3]);
  });

  it('halves a sale after each half-life', () => {
    // Item 3: two buyers today, one ten days ago.
    expect([...recentPopularity(history, 10).scores]).toEqual([1, 0, 0, 2.5]);
    expect([...recentPopularity(history, null).scores]).toEqual([1, 0, 0, 3]);
  });
});

describe('personalFrequency', () => {
  it('ranks what a customer has by how often, and behind it what is popular', () => {
    const often = { ...matrixOf([[0, 2, 3], [1]], 4), weights: Float32Array.of(1, 7, 2, 1) };
    const model = personalFrequency.fit(often, {});
    const asked = { count: 3, exclude: null };
    expect(listsOf(personalFrequency.recommend(model, often, asked))).toEqual([
      [2, 3, 0],
      [1, 0, 2],
    ]);
  });
});
