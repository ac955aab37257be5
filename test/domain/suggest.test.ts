import { expect, it } from 'vitest';
import { didYouMean, editDistance, suggest } from '../../src/domain/suggest.js';

it.each([
  ['kitten', 'sitting', 3],
  ['ca', 'ac', 1],
  ['', 'abc', 3],
  ['same', 'same', 0],
  ['wiat', 'wait', 1],
])('%s and %s are %d slips apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

it.each([
  { word: 'segmnet', meant: 'segment' },
  { word: 'Channel', meant: 'channels' },
  { word: 'holdut', meant: 'holdout' },
  { word: 'unicorn', meant: null },
  { word: 'x', meant: null },
])('takes $word for $meant', ({ word, meant }) => {
  expect(suggest(word, ['audience', 'segment', 'channels', 'holdout'])).toBe(meant);
});

it('takes the nearest, and says nothing where nothing is near', () => {
  expect(suggest('pick', ['picnic', 'picks'])).toBe('picks');
  expect(didYouMean('zzz', ['audience'])).toBe('');
  expect(didYouMean('audiense', ['audience'])).toBe('; did you mean "audience"?');
});
