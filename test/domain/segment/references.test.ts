import { expect, it } from 'vitest';
import {
  cycleFrom,
  namesIn,
  neededNames,
  restsOnProfiles,
} from '../../../src/domain/segment/references.js';
import type { SegmentRule } from '../../../src/domain/segment/rule.js';

const to = (name: string): SegmentRule => ({ kind: 'segment', name });
const allOf = (...rules: SegmentRule[]): SegmentRule => ({ kind: 'all', rules });
const not = (rule: SegmentRule): SegmentRule => ({ kind: 'not', rule });
const leaf: SegmentRule = { kind: 'everyone' };

it('names each segment once, however deep it stands', () => {
  expect(namesIn(allOf(to('a'), not(allOf(to('b'), not(to('a'))))))).toEqual(['a', 'b']);
});

it('puts each segment after those it needs', () => {
  const named = new Map([
    ['top', allOf(to('left'), to('right'))],
    ['left', to('base')],
    ['right', not(to('base'))],
    ['base', leaf],
    ['unused', leaf],
  ]);
  expect(neededNames(to('top'), named)).toEqual(['base', 'left', 'right', 'top']);
});

it('refuses what it cannot order', () => {
  const named = new Map([
    ['a', not(to('b'))],
    ['b', to('a')],
  ]);
  expect(() => neededNames(to('a'), named)).toThrow('a → b → a');
  expect(() => neededNames(to('x'), named)).toThrow('no segment "x"');
});

it('finds the way back to a segment, and none where there is none', () => {
  const named = new Map([
    ['a', allOf(to('d'), to('b'))],
    ['b', not(to('c'))],
    ['c', to('a')],
    ['d', leaf],
    ['outside', to('a')],
    ['self', to('self')],
  ]);
  expect(cycleFrom('a', named)).toEqual(['a', 'b', 'c', 'a']);
  expect(cycleFrom('self', named)).toEqual(['self', 'self']);
  expect(cycleFrom('d', named)).toBeNull();
  expect(cycleFrom('outside', named)).toBeNull();
  expect(cycleFrom('unknown', named)).toBeNull();
});

it('knows which segments rest on profiles, however deep, and ends in a circle', () => {
  const figure: SegmentRule = { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 1 } };
  const named = new Map<string, SegmentRule>([
    ['figure', figure],
    ['scores', { kind: 'rfm', names: [] }],
    ['deep', allOf(leaf, not(to('figure')))],
    ['plain', allOf(leaf, { kind: 'channel', account: null })],
    ['circle', not(to('circle'))],
  ]);
  const resting = [...named.keys()].filter((name) => restsOnProfiles([name], named));
  expect(resting).toEqual(['figure', 'scores', 'deep']);
  expect(restsOnProfiles(['plain', 'deep'], named)).toBe(true);
  expect(restsOnProfiles(['unknown'], named)).toBe(false);
});
