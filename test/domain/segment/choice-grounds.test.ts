import { expect, it } from 'vitest';
import { choiceGroundsOf } from '../../../src/domain/segment/choice-grounds.js';
import type { SegmentRule } from '../../../src/domain/segment/rule.js';

const did = (products: { categories: string[] } | null): SegmentRule => ({
  ...{ kind: 'did', did: 'purchase', products, times: { atLeast: 1 } },
  ...{ amountMinor: null, withinMs: null },
});

it('names each thing a rule looks at once, through other segments and negations', () => {
  const rule: SegmentRule = {
    kind: 'all',
    rules: [
      { kind: 'segment', name: 'lapsed' },
      { kind: 'figure', figure: 'monetaryMinor', range: { atLeast: 100 } },
      { kind: 'any', rules: [did({ categories: ['bags'] }), { kind: 'birthday', when: 'today' }] },
      { kind: 'attribute', name: 'country', values: null },
      { kind: 'consent', topic: 'marketing' },
      { kind: 'channel', account: null },
    ],
  };
  const lapsed: SegmentRule = {
    kind: 'all',
    rules: [
      { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 2 } },
      { kind: 'not', rule: did(null) },
    ],
  };
  expect(choiceGroundsOf(rule, { lapsed })).toEqual([
    'purchases',
    'recency',
    'spending',
    'behaviour',
    'birthday',
    'facts',
  ]);
});

it.each<[SegmentRule, string[]]>([
  [{ kind: 'everyone' }, []],
  [{ kind: 'segment', name: 'everyone' }, []],
  [{ kind: 'field', field: 'locale', values: ['zh'] }, ['language']],
  [{ kind: 'field', field: 'memberTier', values: ['gold'] }, ['membership']],
  [{ kind: 'rfm', names: ['champions'] }, ['recency', 'purchases']],
  [{ kind: 'figure', figure: 'customerDays', range: {} }, ['new']],
])('of %j it is %j', (rule, grounds) => {
  expect(choiceGroundsOf(rule, {})).toEqual(grounds);
});
