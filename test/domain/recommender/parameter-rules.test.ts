import { describe, expect, it } from 'vitest';
import {
  aboveZero,
  aboveZeroOrNull,
  atLeastZero,
  count,
  oneOfWords,
  parseParameters,
  seed,
  share,
} from '../../../src/domain/recommender/parameter-rules.js';

const rules = {
  k: count(10),
  shrink: atLeastZero(0),
  similarity: oneOfWords('cosine', ['jaccard']),
};

describe('parseParameters', () => {
  it('fills up what is not said', () => {
    const usual = { k: 10, shrink: 0, similarity: 'cosine' };
    expect(parseParameters('m', rules, undefined)).toEqual(usual);
    expect(parseParameters('m', rules, { shrink: 2.5 })).toEqual({ ...usual, shrink: 2.5 });
  });

  it.each([
    { given: { kk: 1 }, says: 'm has no parameter "kk"; did you mean "k"?' },
    { given: { k: 1.5 }, says: 'm: k must be a whole number, at least 1, not 1.5' },
    { given: { shrink: '1' }, says: 'm: shrink must be a number, at least 0, not "1"' },
    {
      given: { similarity: 'x' },
      says: 'm: similarity must be one of "cosine", "jaccard", not "x"',
    },
    { given: [], says: 'parameters are a JSON object, such as {"k": 100}' },
    { given: null, says: 'parameters are a JSON object, such as {"k": 100}' },
  ])('refuses $given and says what would be right', ({ given, says }) => {
    expect(() => parseParameters('m', rules, given)).toThrow(says);
  });

  it('does not take what every object inherits for a parameter', () => {
    expect(() => parseParameters('m', {}, { toString: 1 })).toThrow(
      'm has no parameter "toString"',
    );
  });
});

it.each([
  { rule: aboveZero(1), good: [0.1, 3], bad: [0, -1, Number.POSITIVE_INFINITY, '1', null] },
  { rule: aboveZeroOrNull(null), good: [null, 2], bad: [0, undefined] },
  { rule: share(0.5), good: [0, 0.3, 1], bad: [-0.1, 1.1, '0'] },
  { rule: seed(1), good: [0, -5], bad: [0.5, '7'] },
])('$rule.expects', ({ rule, good, bad }) => {
  expect(good.map(rule.accepts)).toEqual(good.map(() => true));
  expect(bad.map(rule.accepts)).toEqual(bad.map(() => false));
});
