import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ranking, Recommender } from '../../src/domain/recommender/recommender.js';
import {
  rowOf,
  type SparseMatrix,
  sparseMatrix,
} from '../../src/domain/recommender/sparse-matrix.js';

/** 4 customers × 6 items, lopsided: an index taken for the other one fails. */
export function smallShop(): SparseMatrix {
  return matrixOf([[0, 1, 2], [1, 2], [0, 1, 2, 5], [3]], 6);
}

export function matrixOf(rows: readonly (readonly number[])[], columnCount: number): SparseMatrix {
  const entries = rows.flatMap((columns, row) => columns.map((column) => [row, column] as const));
  return sparseMatrix(
    {
      rows: Int32Array.from(entries, ([row]) => row),
      columns: Int32Array.from(entries, ([, column]) => column),
    },
    { rowCount: rows.length, columnCount },
  );
}

export function listsOf(ranking: Ranking): number[][] {
  const rows = ranking.count === 0 ? 0 : ranking.items.length / ranking.count;
  return Array.from({ length: rows }, (_, row) =>
    [...ranking.items.subarray(row * ranking.count, (row + 1) * ranking.count)].filter(
      (item) => item >= 0,
    ),
  );
}

/** What every recommender keeps, whatever it has learnt. */
export function recommenderContract<Parameters, Model>(
  recommender: Recommender<Parameters, Model>,
  parameters: Parameters,
): void {
  const fitted = (matrix: SparseMatrix) => recommender.fit(matrix, parameters);

  describe(`${recommender.kind} keeps the recommender's contract`, () => {
    it('gives each customer a list of its own, best first', () => {
      const shop = smallShop();
      const ranking = recommender.recommend(fitted(shop), shop, { count: 3, exclude: null });
      expect(ranking.items).toHaveLength(4 * 3);
      for (let row = 0; row < 4; row++) {
        const scores = [...ranking.scores.subarray(row * 3, row * 3 + 3)];
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }
    });

    it('fills a list that is too short with -1 and score 0', () => {
      const shop = smallShop();
      const everything = matrixOf([[], [], [], [0, 1, 2, 3, 4, 5]], 6);
      const ranking = recommender.recommend(fitted(shop), shop, { count: 2, exclude: everything });
      expect([...ranking.items.subarray(6)]).toEqual([-1, -1]);
      expect([...ranking.scores.subarray(6)]).toEqual([0, 0]);
    });

    it('never picks what is excluded or no candidate, no item twice, and never more than asked', () => {
      const row = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 7 });
      const rows = fc.array(row, { minLength: 3, maxLength: 3 });
      fc.assert(
        fc.property(rows, rows, fc.nat({ max: 8 }), row, (bought, barred, count, shelf) => {
          const matrix = matrixOf(bought, 7);
          const exclude = matrixOf(barred, 7);
          const candidates = Uint8Array.from({ length: 7 }, (_, i) => (shelf.includes(i) ? 1 : 0));
          const wanted = { count, exclude, candidates };
          const lists = listsOf(recommender.recommend(fitted(matrix), matrix, wanted));
          lists.forEach((list, customer) => {
            expect(list.length).toBeLessThanOrEqual(count);
            expect(new Set(list).size).toBe(list.length);
            expect(list.filter((item) => !shelf.includes(item))).toEqual([]);
            expect(list.filter((item) => rowOf(exclude, customer).includes(item))).toEqual([]);
          });
        }),
      );
    });

    it('learns the same from the same, and changes nothing that it was given', () => {
      const shop = smallShop();
      const before = structuredClone(shop);
      const wanted = { count: 3, exclude: shop };
      const first = recommender.recommend(fitted(shop), shop, wanted);
      expect(recommender.recommend(fitted(shop), shop, wanted)).toEqual(first);
      expect(shop).toEqual(before);
    });

    it('gives a customer the same list alone as among others', () => {
      const shop = smallShop();
      const model = fitted(shop);
      const together = listsOf(recommender.recommend(model, shop, { count: 3, exclude: shop }));
      const alone = matrixOf([[1, 2]], 6);
      const [list] = listsOf(recommender.recommend(model, alone, { count: 3, exclude: alone }));
      expect(list).toEqual(together[1]);
    });

    it('refuses customers, exclusions and candidates of another shape', () => {
      const shop = smallShop();
      const model = fitted(shop);
      const tooWide = matrixOf([[6]], 7);
      const exclude = matrixOf([[0]], 6);
      const ask = (customers: SparseMatrix, wanted: object) => () =>
        recommender.recommend(model, customers, { count: 1, exclude: null, ...wanted });
      expect(ask(tooWide, {})).toThrow(RangeError);
      expect(ask(shop, { exclude })).toThrow(RangeError);
      expect(ask(shop, { candidates: new Uint8Array(5) })).toThrow(RangeError);
    });

    it('learns from nothing, and then picks nothing', () => {
      const nobody = matrixOf([], 6);
      const asking = matrixOf([[0, 1]], 6);
      const ranking = recommender.recommend(fitted(nobody), asking, { count: 2, exclude: null });
      expect([...ranking.items]).toEqual([-1, -1]);
    });
  });
}

/** 10 customers × 8 items: the even have even items, the odd odd ones, each all but one of the four. */
export function checkerboard(): { shop: SparseMatrix; missing: number[] } {
  const missing = Array.from(
    { length: 10 },
    (_, customer) => (2 * (customer >> 1) + (customer % 2)) % 8,
  );
  const rows = missing.map((lacking, customer) =>
    Array.from({ length: 4 }, (_, at) => 2 * at + (customer % 2)).filter(
      (item) => item !== lacking,
    ),
  );
  return { shop: matrixOf(rows, 8), missing };
}

/** What a model that learns who goes with whom must find out. */
export function learnsTheCheckerboard<Parameters, Model>(
  recommender: Recommender<Parameters, Model>,
  parameters: Parameters,
): void {
  it(`${recommender.kind} finds the one item that is missing on a checkerboard`, () => {
    const { shop, missing } = checkerboard();
    const model = recommender.fit(shop, parameters);
    const ranking = recommender.recommend(model, shop, { count: 1, exclude: shop });
    expect([...ranking.items]).toEqual(missing);
  });
}

/** A small shop of uneven rows, for comparing with a definition. */
export const anyShop = fc.array(fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 7 }), {
  minLength: 1,
  maxLength: 12,
});

/** The matrix as a table of numbers. */
export function denseOf(matrix: SparseMatrix): number[][] {
  return Array.from({ length: matrix.rowCount }, (_, row) => {
    const values = new Array<number>(matrix.columnCount).fill(0);
    rowOf(matrix, row).forEach((column, at) => {
      values[column] = matrix.weights?.[(matrix.starts[row] ?? 0) + at] ?? 1;
    });
    return values;
  });
}
