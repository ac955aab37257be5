import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rankScores } from '../../../src/domain/recommender/rank-scores.js';
import { listsOf, matrixOf } from '../../contract/recommender.js';

it('is the full sort: best first, equal scores by lower item, nothing at 0 or below', () => {
  const scores = fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 7, maxLength: 7 });
  const barred = fc.uniqueArray(fc.nat({ max: 6 }));
  fc.assert(
    fc.property(scores, barred, fc.nat({ max: 8 }), (given, exclude, count) => {
      const asking = matrixOf([[], []], 7);
      const wanted = { count, exclude: matrixOf([[], exclude], 7) };
      const ranking = rankScores(asking, wanted, 7, (row, filled) => {
        if (row === 1) filled.set(given);
      });
      const expected = given
        .map((score, item) => ({ score, item }))
        .filter(({ score, item }) => score > 0 && !exclude.includes(item))
        .sort((a, b) => b.score - a.score || a.item - b.item)
        .slice(0, count)
        .map(({ item }) => item);
      expect(listsOf(ranking)).toEqual(count === 0 ? [] : [[], expected]);
    }),
  );
});
