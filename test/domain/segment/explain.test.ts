import { describe, expect, it } from 'vitest';
import type { CustomerFacts } from '../../../src/domain/segment/customer-facts.js';
import { explain, reasonsOf } from '../../../src/domain/segment/explain.js';
import type { SegmentRule } from '../../../src/domain/segment/rule.js';
import {
  asOf,
  boughtBag,
  context,
  dayMs,
  didCondition,
  factsWith,
  profileWith,
} from '../../support/customer-facts.js';

const facts = factsWith({
  locale: 'zh-CN',
  birthday: '1990-11-21',
  attributes: { country: 'France' },
  profile: profileWith({
    firstPurchaseAt: asOf - 40 * dayMs,
    lastPurchaseAt: asOf - dayMs,
    purchaseCount: 3,
    monetaryMinor: 6_120,
    recencyScore: 5,
    frequencyScore: 4,
  }),
  interactions: [
    boughtBag({ id: 1, amountMinor: 4_000 }),
    boughtBag({ id: 2, amountMinor: 2_000 }),
    boughtBag({ id: 3, amountMinor: 120 }),
  ],
  identities: [{ channelAccount: 'webchat', grantedTopics: ['marketing'] }],
});

const bags = { categories: ['bags'] };
const french: SegmentRule = { kind: 'attribute', name: 'country', values: ['France'] };
const gold: SegmentRule = { kind: 'field', field: 'memberTier', values: ['gold'] };

describe('each condition says what is known', () => {
  const say = (rule: SegmentRule, who: CustomerFacts = facts) => explain(rule, who, context).text;
  const nobody = factsWith({});

  it.each<[SegmentRule, string, string]>([
    [{ kind: 'everyone' }, 'is a customer', 'is a customer'],
    [french, 'country is France', 'no country known'],
    [gold, 'no tier known', 'no tier known'],
    [{ kind: 'birthday', when: 'today' }, 'birthday on 21 November', 'no birthday known'],
    [
      didCondition({ products: bags, withinMs: 90 * dayMs }),
      'bought 3 × bags for £61.20 in the last 90 days',
      'bought no bags in the last 90 days',
    ],
    [
      didCondition({ withinMs: 36 * 3_600_000 }),
      'bought something 3 times for £61.20 in the last 36 hours',
      'bought nothing in the last 36 hours',
    ],
    [
      didCondition({ did: 'search', withinMs: dayMs }),
      'never searched in the last 1 day',
      'never searched in the last 1 day',
    ],
    [didCondition({ products: bags }), 'bought 3 × bags for £61.20', 'never bought bags'],
    [
      didCondition({ did: 'add_to_cart', products: { skus: ['x', 'y'] } }),
      'never put x or y into the cart',
      'never put x or y into the cart',
    ],
    [
      { kind: 'figure', figure: 'recencyDays', range: { atMost: 3 } },
      'last bought 1 day ago',
      'never bought anything',
    ],
    [
      { kind: 'figure', figure: 'monetaryMinor', range: { atLeast: 1 } },
      'spent £61.20 in all',
      'spent £0.00 in all',
    ],
    [{ kind: 'rfm', names: ['new'] }, 'stands among "champions"', 'stands among "never-bought"'],
    [
      { kind: 'consent', topic: 'marketing' },
      'has agreed to marketing',
      'has not agreed to marketing',
    ],
    [{ kind: 'channel', account: 'webchat' }, 'is on webchat', 'is not on webchat'],
  ])('%j', (rule, ofSomebody, ofNobody) => {
    expect(say(rule)).toBe(ofSomebody);
    expect(say(rule, nobody)).toBe(ofNobody);
  });
});

describe('the reasons', () => {
  const reasons = (rule: SegmentRule) => reasonsOf(explain(rule, facts, context));

  it('of all are every part when it matches, the failing ones when not', () => {
    const rich: SegmentRule = { kind: 'figure', figure: 'monetaryMinor', range: { atLeast: 1 } };
    expect(reasons({ kind: 'all', rules: [french, rich] })).toEqual([
      'country is France',
      'spent £61.20 in all',
    ]);
    expect(reasons({ kind: 'all', rules: [french, gold] })).toEqual(['no tier known']);
  });

  it('of any are the parts that match', () => {
    expect(reasons({ kind: 'any', rules: [gold, french] })).toEqual(['country is France']);
  });

  it('go through denials and other segments, each said once', () => {
    const named = new Map<string, SegmentRule>([['there', french]]);
    const rule: SegmentRule = {
      kind: 'all',
      rules: [{ kind: 'segment', name: 'there' }, french, { kind: 'not', rule: gold }],
    };
    const explanation = explain(rule, facts, { ...context, named });
    expect(explanation.matches).toBe(true);
    expect(explanation.parts[0]?.text).toBe('in segment there');
    expect(reasonsOf(explanation)).toEqual(['country is France', 'no tier known']);
  });
});
