import { describe, expect, it } from 'vitest';
import { content } from '../../../src/domain/recommender/content.js';
import { demographic } from '../../../src/domain/recommender/demographic.js';
import { rowOf } from '../../../src/domain/recommender/sparse-matrix.js';
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

describe('content for many customers', () => {
  // Word 0 is in nearly every text, each further one in fewer: both ways of summing are taken.
  const words = (item: number) =>
    ['aa', 'bb', 'cc', 'dd', 'ee', 'ff'].filter((_, nth) => (item * 7 + nth * 3) % (nth + 2) !== 0);
  const many = Array.from({ length: 70 }, (_, item) =>
    [...words(item), `own${item % 23}`].join(' '),
  );
  const asking = matrixOf(
    Array.from({ length: 300 }, (_, row) => [row % 70, (row * row + 11) % 70]),
    70,
  );
  const model = content.fit(asking, { texts: many });

  it('is the cosine for each of them, by brute force', () => {
    const documents = many.map((text) => new Set(termsOf(text)));
    const idf = (term: string) =>
      Math.log(70 / documents.filter((document) => document.has(term)).length);
    const unit = (document: Set<string>) => {
      const weights = new Map([...document].map((term) => [term, idf(term)]));
      const length = Math.hypot(...weights.values());
      return new Map([...weights].map(([term, weight]) => [term, weight / length]));
    };
    const vectors = documents.map(unit);
    const ranking = content.recommend(model, asking, { count: 5, exclude: null });
    for (let row = 0; row < 300; row++) {
      const profile = new Map<string, number>();
      for (const item of rowOf(asking, row))
        for (const [term, weight] of vectors[item] ?? [])
          profile.set(term, (profile.get(term) ?? 0) + weight);
      const length = Math.hypot(...profile.values());
      const cosines = vectors.map((vector) =>
        [...vector].reduce((sum, [term, weight]) => sum + weight * (profile.get(term) ?? 0), 0),
      );
      const best = cosines.sort((a, b) => b - a).slice(0, 5);
      best.forEach((product, nth) => {
        expect(ranking.scores[row * 5 + nth]).toBeCloseTo(product / length, 5);
      });
    }
  });

  it('picks one by one as together', () => {
    const lists = listsOf(content.recommend(model, asking, { count: 5, exclude: asking }));
    for (const row of [0, 40, 299]) {
      const alone = matrixOf([[...rowOf(asking, row)]], 70);
      const [list] = listsOf(content.recommend(model, alone, { count: 5, exclude: alone }));
      expect(list).toEqual(lists[row]);
    }
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
