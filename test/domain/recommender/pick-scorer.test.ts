import { describe, expect, it } from 'vitest';
import { type PickScorer, rankPicks } from '../../../src/domain/recommender/pick-scorer.js';
import { matrixOf } from '../../contract/recommender.js';

// From item 0 to 1 with .6 and to 2 with .2; four items, of which 3 is known to nobody.
const similarities = {
  rowCount: 4,
  columnCount: 4,
  starts: Int32Array.of(0, 2, 2, 2, 2),
  columns: Int32Array.of(1, 2),
  weights: Float32Array.of(0.6, 0.2),
};
const wanted = { count: 4, exclude: null };

function lists(scorer: PickScorer, rows: readonly (readonly number[])[]) {
  const ranked = rankPicks(scorer, matrixOf(rows, 4), wanted);
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

describe('rankPicks with a blend', () => {
  const blend = {
    weight: 1,
    halfLifeDays: null,
    shelf: Float32Array.of(0, 0, 0.5, Number.NaN),
  };

  it('adds z-scores of the customer’s own sums to what sells', () => {
    const [list] = lists({ similarities, blend }, [[0]]);
    // Sums 0, .6, .2, 0: mean .2, deviation √(.24/4) = .244949, so z = -.8165, 1.633, 0, -.8165.
    expect(list?.map(({ item }) => item)).toEqual([1, 2, 0]);
    expect(list?.[0]?.score).toBeCloseTo(Math.exp(1.632993), 4);
    expect(list?.[1]?.score).toBeCloseTo(Math.exp(0.5), 4);
    expect(list?.[2]?.score).toBeCloseTo(Math.exp(-0.816497), 4);
  });

  it('names a purchase only where it says more than what sells does', () => {
    const [list] = lists({ similarities, blend }, [[0]]);
    expect(list?.map(({ becauseOf }) => becauseOf)).toEqual([0, -1, -1]);
  });

  it('gives a stranger what sells', () => {
    const [list] = lists({ similarities, blend }, [[]]);
    expect(list?.map(({ item }) => item)).toEqual([2, 0, 1]);
    expect(list?.every(({ becauseOf }) => becauseOf === -1)).toBe(true);
  });

  it('never picks what nobody knows', () => {
    const all = lists({ similarities, blend }, [[0], [], [3], [0, 1, 2, 3]]);
    expect(all.flat().filter(({ item }) => item === 3)).toEqual([]);
  });
});

it('without a blend ranks by the sums alone, each with its loudest purchase', () => {
  const [list] = lists({ similarities, blend: null }, [[0]]);
  expect(list).toEqual([
    { item: 1, score: expect.closeTo(0.6, 6), becauseOf: 0 },
    { item: 2, score: expect.closeTo(0.2, 6), becauseOf: 0 },
  ]);
});
