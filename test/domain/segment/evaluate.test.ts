import { describe, expect, it } from 'vitest';
import type { CustomerFacts } from '../../../src/domain/segment/customer-facts.js';
import { matches } from '../../../src/domain/segment/evaluate.js';
import type { SegmentRule } from '../../../src/domain/segment/rule.js';
import {
  boughtBag,
  context,
  didCondition,
  factsWith,
  profileWith,
} from '../../support/customer-facts.js';

const isTrue = (rule: SegmentRule, facts: Partial<CustomerFacts> = {}) =>
  matches(rule, factsWith(facts), context);

const yes: SegmentRule = { kind: 'everyone' };
const no: SegmentRule = { kind: 'not', rule: yes };

describe('a tree of conditions', () => {
  it.each<[string, SegmentRule, boolean]>([
    ['all of true and false', { kind: 'all', rules: [yes, no] }, false],
    ['all of true ones', { kind: 'all', rules: [yes, yes] }, true],
    ['any of true and false', { kind: 'any', rules: [no, yes] }, true],
    ['any of false ones', { kind: 'any', rules: [no, no] }, false],
    ['not false', { kind: 'not', rule: no }, true],
  ])('%s', (_, rule, expected) => expect(isTrue(rule)).toBe(expected));

  it('reads another segment by name', () => {
    const named = new Map([['nobody', no]]);
    const rule: SegmentRule = { kind: 'segment', name: 'nobody' };
    expect(matches(rule, factsWith({}), { ...context, named })).toBe(false);
  });
});

describe('an attribute', () => {
  const is = (...values: string[]): SegmentRule => ({ kind: 'attribute', name: 'x', values });
  const exists: SegmentRule = { kind: 'attribute', name: 'x', values: null };
  it.each<[unknown, SegmentRule, boolean]>([
    ['France', is('Spain', 'France'), true],
    ['france', is('France'), false],
    [5, is('5'), true],
    ['5', is('5'), true],
    [true, is('true'), true],
    [['France'], is('France'), false],
    ['', exists, false],
    [null, exists, false],
    [{}, exists, false],
    [0, exists, true],
    [false, exists, true],
  ])('%j under %j is %s', (x, rule, expected) => {
    expect(isTrue(rule, { attributes: { x } })).toBe(expected);
  });

  it('that is not there is nothing, nor is what every object has', () => {
    expect(isTrue(exists)).toBe(false);
    expect(isTrue({ kind: 'attribute', name: 'toString', values: null })).toBe(false);
  });
});

describe('a fact of the person', () => {
  const field = (name: 'locale' | 'memberTier', value: string): SegmentRule => ({
    kind: 'field',
    field: name,
    values: [value],
  });
  it.each<[string, SegmentRule, Partial<CustomerFacts>, boolean]>([
    ['a language holds its regions', field('locale', 'zh'), { locale: 'zh-CN' }, true],
    ['but not longer names', field('locale', 'zh'), { locale: 'zhx' }, false],
    ['a region does not hold the language', field('locale', 'zh-CN'), { locale: 'zh' }, false],
    ['a tier has no regions', field('memberTier', 'gold'), { memberTier: 'gold-plus' }, false],
    ['an unknown tier is none', field('memberTier', 'gold'), {}, false],
    ['birthday today', { kind: 'birthday', when: 'today' }, { birthday: '1990-11-21' }, true],
    ['birthday tomorrow', { kind: 'birthday', when: 'today' }, { birthday: '1990-11-22' }, false],
    ['this month', { kind: 'birthday', when: 'this_month' }, { birthday: '1990-11-30' }, true],
    ['another month', { kind: 'birthday', when: 'this_month' }, { birthday: '1990-12-01' }, false],
    ['no birthday', { kind: 'birthday', when: 'this_month' }, {}, false],
  ])('%s', (_, rule, facts, expected) => expect(isTrue(rule, facts)).toBe(expected));
});

describe('a chat', () => {
  const identities = [
    { channelAccount: 'telegram', grantedTopics: [] },
    { channelAccount: 'webchat', grantedTopics: ['marketing'] },
  ];
  it.each<[SegmentRule, boolean]>([
    [{ kind: 'channel', account: 'telegram' }, true],
    [{ kind: 'channel', account: 'discord' }, false],
    [{ kind: 'channel', account: null }, true],
    [{ kind: 'consent', topic: 'marketing' }, true],
    [{ kind: 'consent', topic: 'news' }, false],
  ])('%j is %s', (rule, expected) => expect(isTrue(rule, { identities })).toBe(expected));

  it('is needed for any channel', () => {
    expect(isTrue({ kind: 'channel', account: null })).toBe(false);
  });
});

describe('a figure', () => {
  it('that is unknown is in no range, so its denial holds', () => {
    const recent: SegmentRule = { kind: 'figure', figure: 'recencyDays', range: { atMost: 30 } };
    expect(isTrue(recent, { profile: profileWith({}) })).toBe(false);
    expect(isTrue({ kind: 'not', rule: recent })).toBe(true);
  });

  it('names the standing', () => {
    const profile = profileWith({ recencyScore: 5, frequencyScore: 4 });
    expect(isTrue({ kind: 'rfm', names: ['new', 'champions'] }, { profile })).toBe(true);
    expect(isTrue({ kind: 'rfm', names: ['never-bought'] }, { profile })).toBe(false);
    expect(isTrue({ kind: 'rfm', names: ['never-bought'] })).toBe(true);
  });
});

it('behaviour is looked up in the interactions, and doing nothing is at most twice', () => {
  const interactions = [boughtBag({ id: 1 }), boughtBag({ id: 2 })];
  expect(isTrue(didCondition({ times: { atLeast: 2 } }), { interactions })).toBe(true);
  expect(isTrue(didCondition({ times: { atLeast: 3 } }), { interactions })).toBe(false);
  expect(isTrue(didCondition({ times: { atMost: 2 } }))).toBe(true);
});
