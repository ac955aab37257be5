import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import { rowOf, type SparseMatrix } from '../../../src/domain/recommender/sparse-matrix.js';
import { listsOf, matrixOf, recommenderContract } from '../../contract/recommender.js';

recommenderContract(itemKnn, { k: 10, shrink: 1 });

/** Similarity of every pair by the definition, from plain sets: the oracle. */
function bruteForce(
  rows: readonly (readonly number[])[],
  items: number,
  k: number,
  shrink: number,
) {
  const buyers = Array.from({ length: items }, (_, item) =>
    rows.flatMap((row, customer) => (row.includes(item) ? [customer] : [])),
  );
  const byDefinition = (i: number, j: number) => {
    const [own = [], other = []] = [buyers[i], buyers[j]];
    const common = own.filter((customer) => other.includes(customer)).length;
    return common === 0 ? 0 : common / (Math.sqrt(own.length) * Math.sqrt(other.length) + shrink);
  };
  return Array.from({ length: items }, (_, target) =>
    Array.from({ length: items }, (_unused, source) => ({
      source,
      s: byDefinition(source, target),
    }))
      .filter(({ source, s }) => source !== target && s > 0)
      .sort((a, b) => b.s - a.s || a.source - b.source)
      .slice(0, k),
  );
}

function similarity(matrix: SparseMatrix, source: number, target: number): number {
  const at = rowOf(matrix, source).indexOf(target);
  return at < 0 ? 0 : (matrix.weights?.[(matrix.starts[source] ?? 0) + at] ?? 0);
}

// 3 customers × 5 items; n = 2, 3, 1, 1, 0.
const bought = [[0, 1], [1], [0, 1, 2, 3]];

describe('similarity', () => {
  const { similarities } = itemKnn.fit(matrixOf(bought, 5), { k: 5, shrink: 2 });

  it.each([
    { source: 0, target: 1, is: 2 / (Math.sqrt(6) + 2) },
    { source: 1, target: 0, is: 2 / (Math.sqrt(6) + 2) },
    { source: 0, target: 2, is: 1 / (Math.sqrt(2) + 2) },
    { source: 2, target: 3, is: 1 / (1 + 2) },
    { source: 2, target: 2, is: 0 },
    { source: 0, target: 4, is: 0 },
  ])('of items $source and $target is common buyers over √(n n) plus the shrinkage', (row) => {
    expect(similarity(similarities, row.source, row.target)).toBeCloseTo(row.is, 6);
  });

  it('has no item similar to itself, nor to one that nobody bought', () => {
    for (let item = 0; item < 5; item++) expect(rowOf(similarities, item)).not.toContain(item);
    expect([...rowOf(similarities, 4)]).toEqual([]);
  });
});

describe('neighbours', () => {
  it('are the k largest of each recommended item, not of each bought one', () => {
    // Item 1 is the nearest of 0, 2 and 3, so with k = 1 it speaks for three items; for itself speaks 0 alone.
    const { similarities } = itemKnn.fit(
      matrixOf(
        [
          [0, 1],
          [1, 2],
          [1, 3],
          [0, 1],
        ],
        4,
      ),
      {
        k: 1,
        shrink: 0,
      },
    );
    expect([...rowOf(similarities, 1)]).toEqual([0, 2, 3]);
    expect([...rowOf(similarities, 0)]).toEqual([1]);
    expect([...rowOf(similarities, 2)]).toEqual([]);
  });

  it('with equal similarity are those of lower index', () => {
    const { similarities } = itemKnn.fit(matrixOf([[0, 1, 2, 3, 4]], 5), { k: 2, shrink: 0 });
    const sourcesOf = (target: number) =>
      [0, 1, 2, 3, 4].filter((source) => similarity(similarities, source, target) > 0);
    expect([0, 1, 2, 3, 4].map(sourcesOf)).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('recommendations', () => {
  it('on a checkerboard are the rest of the customer’s own colour', () => {
    // Customers of even number buy even items, odd ones odd items; each lacks one of their colour.
    const rows = Array.from({ length: 10 }, (_, customer) =>
      Array.from({ length: 12 }, (_unused, item) => item).filter(
        (item) => item % 2 === customer % 2 && item !== customer,
      ),
    );
    const matrix = matrixOf(rows, 12);
    const model = itemKnn.fit(matrix, { k: 12, shrink: 0 });
    const lists = listsOf(itemKnn.recommend(model, matrix, { count: 12, exclude: matrix }));
    expect(lists).toEqual(rows.map((_, customer) => [customer]));
  });

  it('score the sum of similarities to all that was bought', () => {
    const model = itemKnn.fit(matrixOf(bought, 5), { k: 5, shrink: 2 });
    const asking = matrixOf([[0, 1]], 5);
    const ranking = itemKnn.recommend(model, asking, { count: 5, exclude: asking });
    const expected = 1 / (Math.sqrt(2) + 2) + 1 / (Math.sqrt(3) + 2);
    // Items 2 and 3 have the same buyers: equal scores, the lower index first; 4 has none.
    expect([...ranking.items]).toEqual([2, 3, -1, -1, -1]);
    expect(ranking.scores[0]).toBeCloseTo(expected, 6);
    expect(ranking.scores[1]).toBeCloseTo(expected, 6);
  });

  it('agree with brute force on any small shop', () => {
    const row = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 7 });
    const rows = fc.array(row, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }), (shop, k, shrink) => {
        const { similarities } = itemKnn.fit(matrixOf(shop, 7), { k, shrink });
        const oracle = bruteForce(shop, 7, k, shrink);
        for (let target = 0; target < 7; target++) {
          const kept = new Map((oracle[target] ?? []).map(({ source, s }) => [source, s]));
          for (let source = 0; source < 7; source++) {
            const found = similarity(similarities, source, target);
            expect(found).toBeCloseTo(kept.get(source) ?? 0, 6);
          }
        }
      }),
    );
  });

  it('count rare items the same way among many as among few', () => {
    // 400 items of which each customer has three: counted by touched items; two customers have all of them.
    const rows = Array.from({ length: 60 }, (_, c) => [c % 400, (c * 7) % 400, (c * 31) % 400]);
    const everything = Array.from({ length: 400 }, (_, item) => item);
    const shop = [...rows, everything, everything];
    const { similarities } = itemKnn.fit(matrixOf(shop, 400), { k: 5, shrink: 1 });
    const oracle = bruteForce(shop, 400, 5, 1);
    for (const target of [0, 7, 31, 59, 217, 399]) {
      for (const { source, s } of oracle[target] ?? [])
        expect(similarity(similarities, source, target)).toBeCloseTo(s, 6);
    }
  });
});
