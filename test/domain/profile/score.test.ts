import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quintileScores } from '../../../src/domain/profile/score.js';

it('gives each fifth of ten different values its score', () => {
  expect(quintileScores([70, 10, 20, 100, 30, 40, 90, 50, 60, 80])).toEqual([
    4, 1, 1, 5, 2, 2, 5, 3, 3, 4,
  ]);
});

it.each([
  { values: [], scores: [], why: 'nobody' },
  { values: [8], scores: [1], why: 'nobody is worse than the only one' },
  { values: [3, 3, 3], scores: [1, 1, 1], why: 'equals share the lower score' },
  { values: [1, 1, 1, 1, 9], scores: [1, 1, 1, 1, 5], why: 'four fifths are lower than 9' },
  { values: [1, 1, 1, 2, 9], scores: [1, 1, 1, 4, 5], why: 'three fifths are lower than 2' },
  { values: [-5, 0, 7], scores: [1, 2, 4], why: '1/3 and 2/3 are 1 and 3 whole fifths' },
])('$values score $scores: $why', ({ values, scores }) => {
  expect(quintileScores(values)).toEqual(scores);
});

it('counts who is strictly lower, whatever the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 40 }), (values) => {
      const expected = values.map((own) => {
        const lower = values.filter((other) => other < own).length;
        return [1, 2, 3, 4, 5].findLast((score) => lower * 5 >= (score - 1) * values.length);
      });
      expect(quintileScores(values)).toEqual(expected);
    }),
  );
});
