import { describe, expect, it } from 'vitest';
import { content } from '../../../src/domain/recommender/content.js';
import { demographic } from '../../../src/domain/recommender/demographic.js';
import { termsOf } from '../../../src/domain/recommender/terms.js';
import { listsOf, matrixOf, recommenderContract } from '../../contract/recommender.js';

const texts = [
  'red tea cup',
  'green tea',
  'red shoe',
  'blue shoe',
  '红茶杯',
  '绿茶杯',
  'Red! (tea)',
];

recommenderContract(content, { texts });
recommenderContract(demographic, {
  traits: matrixOf(
    Array.from({ length: 12 }, (_, row) => [row % 2]),
    2,
  ),
});

it.each([
  { text: 'A Red-Tea cup, RED', terms: ['red', 'tea', 'cup', 'red'] },
  { text: '红茶杯 500ml', terms: ['红茶', '茶杯', '500ml'] },
  { text: 'ＴＥＡ’s', terms: ['tea'] },
  { text: '', terms: [] },
])('terms of "$text"', ({ text, terms }) => expect(termsOf(text)).toEqual(terms));

describe('content', () => {
  const bought = matrixOf([[0], [4], [2, 3]], 7);
  const model = content.fit(bought, { texts });

  it('ranks by the cosine of summed unit vectors', () => {
    const ranking = content.recommend(model, bought, { count: 7, exclude: bought });
    // Documents: red 3, tea 3, cup 1, shoe 2, green 1, blue 1 of 7.
    const idf = (documents: number) => Math.log(7 / documents);
    const cup = Math.hypot(idf(3), idf(3), idf(1));
    const redTea = (2 * idf(3) ** 2) / (Math.hypot(idf(3), idf(3)) * cup);
    expect([...ranking.items.subarray(0, 3)]).toEqual([6, 2, 1]);
    expect(ranking.scores[0]).toBeCloseTo(redTea, 6);
    expect(ranking.scores[1]).toBeCloseTo(idf(3) ** 2 / (Math.hypot(idf(3), idf(2)) * cup), 6);
  });

  it('finds Chinese names that share a pair of characters', () => {
    const lists = listsOf(content.recommend(model, bought, { count: 7, exclude: bought }));
    expect(lists[1]).toEqual([5]);
  });
});

describe('demographic', () => {
  // Trait 0: customers 0, 1, 2; trait 1: 3. Items: 0 is bought by 0 and 1, 1 by 3, 2 by 2.
  const bought = matrixOf([[0], [0], [2], [1]], 4);
  const traits = matrixOf([[0], [0], [0], [1]], 3);
  const model = demographic.fit(bought, { traits });

  it('shows what those alike have, drawn towards what all have', () => {
    const asking = matrixOf([[], []], 4);
    const wanted = { count: 4, exclude: null, traits: matrixOf([[1], [0]], 3) };
    const ranking = demographic.recommend(model, asking, wanted);
    expect(listsOf(ranking)).toEqual([
      [0, 1, 2],
      [0, 2, 1],
    ]);
    expect(ranking.scores[1]).toBeCloseTo((1 + 20 / 4) / (1 + 20), 6);
    expect(ranking.scores[4]).toBeCloseTo((2 + 20 / 2) / (3 + 20), 6);
  });

  it('shows what everyone has to those of whom nothing is known', () => {
    const asking = matrixOf([[]], 4);
    for (const known of [{}, { traits: matrixOf([[]], 3) }]) {
      const ranking = demographic.recommend(model, asking, { count: 4, exclude: null, ...known });
      expect([...ranking.scores]).toEqual([0.5, 0.25, 0.25, 0]);
    }
  });
});
