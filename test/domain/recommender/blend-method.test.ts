import { describe, expect, it } from 'vitest';
import {
  type Blend,
  hybridPicks,
} from '../../../src/domain/recommender/pick-methods/blend-method.js';
import { matrixOf } from '../../contract/recommender.js';
import { askingOf } from '../../support/lessons.js';

// From item 0 to 1 with .6 and to 2 with .2; four items, of which 3 is known to nobody.
const similarities = {
  rowCount: 4,
  columnCount: 4,
  starts: Int32Array.of(0, 2, 2, 2, 2),
  columns: Int32Array.of(1, 2),
  weights: Float32Array.of(0.6, 0.2),
};
const wanted = { count: 4, exclude: null };

function lists(blend: Blend, rows: readonly (readonly number[])[]) {
  const ranked = hybridPicks.rank(blend, askingOf(matrixOf(rows, 4)), wanted);
  return rows.map((_, row) =>
    [0, 1, 2, 3]
      .map((place) => ({
        item: ranked.items[row * 4 + place],
        score: ranked.scores[row * 4 + place],
        becauseOf: ranked.becauseOf[row * 4 + place],
      }))
      .filter(({ item }) => item !== -1),
  );
}

describe('a blend', () => {
  const blend = {
    sources: [{ weight: 1, similarities }],
    halfLifeDays: null,
    shelf: Float32Array.of(0, 0, 0.5, Number.NaN),
  };

  it('adds z-scores of the customer’s own sums to what sells', () => {
    const [list] = lists(blend, [[0]]);
    // Sums 0, .6, .2, 0: mean .2, deviation √(.24/4) = .244949, so z = -.8165, 1.633, 0, -.8165.
    expect(list?.map(({ item }) => item)).toEqual([1, 2, 0]);
    expect(list?.[0]?.score).toBeCloseTo(Math.exp(1.632993), 4);
    expect(list?.[1]?.score).toBeCloseTo(Math.exp(0.5), 4);
    expect(list?.[2]?.score).toBeCloseTo(Math.exp(-0.816497), 4);
  });

  it('names a purchase only where it says more than what sells does', () => {
    const [list] = lists(blend, [[0]]);
    expect(list?.map(({ becauseOf }) => becauseOf)).toEqual([0, -1, -1]);
  });

  it('gives a stranger what sells', () => {
    const [list] = lists(blend, [[]]);
    expect(list?.map(({ item }) => item)).toEqual([2, 0, 1]);
    expect(list?.every(({ becauseOf }) => becauseOf === -1)).toBe(true);
  });

  it('never picks what nobody knows', () => {
    const all = lists(blend, [[0], [], [3], [0, 1, 2, 3]]);
    expect(all.flat().filter(({ item }) => item === 3)).toEqual([]);
  });
});

it('adds up its sources, and names the purchase that the louder one goes by', () => {
  // The second one says from item 0 to 2 with 1: z is -.5774 but for 2, where it is 1.7321.
  const other = {
    ...similarities,
    starts: Int32Array.of(0, 1, 1, 1, 1),
    columns: Int32Array.of(2),
    weights: Float32Array.of(1),
  };
  const shelf = new Float32Array(4);
  const blend = {
    sources: [
      { weight: 1, similarities },
      { weight: 2, similarities: other },
    ],
    halfLifeDays: null,
    shelf,
  };
  const [list] = lists(blend, [[0]]);
  // 2: 0 + 2·1.7321 = 3.4641; 1: 1.633 − 1.1547 = .4783; 0 and 3: −.8165 − 1.1547.
  expect(list?.map(({ item }) => item)).toEqual([2, 1, 0, 3]);
  expect(list?.[0]?.score).toBeCloseTo(Math.exp(3.464102), 3);
  expect(list?.[1]?.score).toBeCloseTo(Math.exp(0.478292), 4);
  expect(list?.map(({ becauseOf }) => becauseOf)).toEqual([0, 0, -1, -1]);
});
