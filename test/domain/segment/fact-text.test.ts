import { describe, expect, it } from 'vitest';
import type { CustomerFacts, InteractionFact } from '../../../src/domain/segment/customer-facts.js';
import { factText } from '../../../src/domain/segment/fact-text.js';
import type {
  BehaviourCondition,
  FollowUp,
  ProfileFigureName,
} from '../../../src/domain/segment/rule.js';
import {
  asOf,
  boughtBag,
  context,
  dayMs,
  didCondition,
  factsWith,
  profileWith,
} from '../../support/customer-facts.js';

type Leaf = Parameters<typeof factText>[0];

const say = (rule: Leaf, facts: Partial<CustomerFacts> = {}) =>
  factText(rule, factsWith(facts), context);
const figure = (name: ProfileFigureName): Leaf => ({
  kind: 'figure',
  figure: name,
  range: { atLeast: 1 },
});

describe('an own fact', () => {
  it('is told as it is, or as unknown', () => {
    const country: Leaf = { kind: 'attribute', name: 'country', values: null };
    expect(say(country, { attributes: { country: 0 } })).toBe('country is 0');
    expect(say(country, { attributes: { country: '' } })).toBe('no country known');
    expect(say({ ...country, name: 'toString' })).toBe('no toString known');
    const locale: Leaf = { kind: 'field', field: 'locale', values: ['zh'] };
    expect(say(locale, { locale: 'zh-CN' })).toBe('locale is zh-CN');
  });

  it('of a birthday tells the day, never the year of birth', () => {
    const birthday: Leaf = { kind: 'birthday', when: 'this_month' };
    expect(say(birthday, { birthday: '1988-02-29' })).toBe('birthday on 29 February');
    expect(say(birthday)).toBe('no birthday known');
  });
});

describe('an age', () => {
  it('is told as little as the rule asks, never in years', () => {
    const grown: Leaf = { kind: 'age', years: { atLeast: 18 } };
    expect(say(grown, { birthday: '1990-01-01' })).toBe('is of the age asked for');
    expect(say(grown, { birthday: '2020-01-01' })).toBe('is not of the age asked for');
    expect(say(grown)).toBe('no birthday known');
  });
});

describe('a figure', () => {
  const profile = profileWith({
    firstPurchaseAt: asOf - 400 * dayMs,
    lastPurchaseAt: asOf - 2 * dayMs - 1,
    lastActiveAt: asOf - 1,
    purchaseCount: 3,
    unitCount: 1,
    activeDays: 1_234,
    monetaryMinor: 10_000,
    recencyScore: 5,
    pricePercentile: 79,
    discountOrderCount: 1,
    visitCount: 2,
    bestHour: 20,
    bestWeekday: 7,
    alivePercent: 73,
    expectedMilli: 1_500,
    lifetimeValueMinor: 500,
  });

  it.each<{ name: ProfileFigureName; words: string; nobody: string }>([
    { name: 'recencyDays', words: 'last bought 2 days ago', nobody: 'never bought anything' },
    { name: 'inactiveDays', words: 'last active today', nobody: 'was never active' },
    { name: 'customerDays', words: 'first bought 400 days ago', nobody: 'never bought anything' },
    { name: 'purchaseCount', words: 'placed 3 orders', nobody: 'placed 0 orders' },
    { name: 'unitCount', words: 'bought 1 unit', nobody: 'bought 0 units' },
    { name: 'activeDays', words: 'active on 1,234 days', nobody: 'active on 0 days' },
    { name: 'recencyScore', words: 'recency score 5 of 5', nobody: 'never bought anything' },
    { name: 'monetaryMinor', words: 'spent £100.00 in all', nobody: 'spent £0.00 in all' },
    // 100.00 over three orders.
    {
      name: 'averageBasketMinor',
      words: 'spends £33.33 an order',
      nobody: 'never bought anything',
    },
    {
      name: 'priceLevel',
      words: 'buys at price level 4 of 5',
      nobody: 'bought nothing whose price can be compared',
    },
    // 1 of 3 orders.
    {
      name: 'discountSharePercent',
      words: '33 % of orders with a discount',
      nobody: 'never bought anything',
    },
    { name: 'visitCount', words: 'came on 2 visits', nobody: 'came on 0 visits' },
    {
      name: 'bestHour',
      words: 'comes most around 20:00',
      nobody: 'came too seldom to have an hour',
    },
    {
      name: 'bestWeekday',
      words: 'comes most on a Sunday',
      nobody: 'came too seldom to have a weekday',
    },
    {
      name: 'alivePercent',
      words: '73 % likely to still be a customer',
      nobody: 'has no outlook yet',
    },
    // 1.5 rounded.
    {
      name: 'expectedPurchases',
      words: 'expected to buy 2 times within a year',
      nobody: 'has no outlook yet',
    },
    {
      name: 'lifetimeValueMinor',
      words: 'expected to be worth £5.00 within a year',
      nobody: 'has no outlook yet',
    },
  ])('$name says "$words"', ({ name, words, nobody }) => {
    expect(say(figure(name), { profile })).toBe(words);
    expect(say(figure(name))).toBe(nobody);
  });
});

describe('a chat', () => {
  const identities = [
    { channelAccount: 'webchat', grantedTopics: [] },
    { channelAccount: 'telegram', grantedTopics: ['marketing'] },
    { channelAccount: 'telegram', grantedTopics: [] },
  ];

  it('is told once for each account, and only the account asked for', () => {
    const on = (account: string | null) => say({ kind: 'channel', account }, { identities });
    expect(on(null)).toBe('is on webchat, telegram');
    expect(on('telegram')).toBe('is on telegram');
    expect(on('wechat')).toBe('is not on wechat');
    expect(say({ kind: 'channel', account: null })).toBe('is not on any channel');
  });

  it('that agreed is enough; another topic is not', () => {
    const agreed = (topic: string) => say({ kind: 'consent', topic }, { identities });
    expect(agreed('marketing')).toBe('has agreed to marketing');
    expect(agreed('surveys')).toBe('has not agreed to surveys');
  });
});

describe('a deed', () => {
  const searched = (id: number, category: string | null = null): InteractionFact =>
    boughtBag({
      id,
      kind: 'search',
      amountMinor: null,
      product: category === null ? null : { sku: 's', category, brand: null },
    });
  const did = (condition: Partial<BehaviourCondition>, interactions: InteractionFact[] = []) =>
    say(didCondition(condition), { interactions });
  const bags = { categories: ['bags'] };

  it('without an object is still counted, and says what it was about', () => {
    const facts = [searched(1), searched(2, 'bags'), searched(3, 'bags'), searched(4, 'hats')];
    expect(did({ did: 'search' }, facts)).toBe('searched 4 times');
    expect(did({ did: 'search', products: bags, withinMs: 7 * dayMs }, facts)).toBe(
      'searched about bags 2 times in the last 7 days',
    );
  });

  it('is not denied of all things where it was asked of some', () => {
    const hats = { did: 'search', products: { categories: ['hats'] } } as const;
    expect(did(hats, [searched(1, 'bags')])).toBe('never searched about hats');
    expect(did({ did: 'search' })).toBe('never searched');
  });

  it('puts its object where it belongs', () => {
    expect(did({ did: 'add_to_cart', products: bags, withinMs: dayMs })).toBe(
      'put no bags into the cart in the last 1 day',
    );
    expect(did({ did: 'remove_from_cart' })).toBe('never took anything out of the cart');
  });

  it('keeps a name of a brand as it is, those signs too that a replacement would read', () => {
    const product = { sku: 'b1', category: null, brand: "C$'&$$" };
    expect(did({ products: { brands: ["C$'&$$"] } }, [boughtBag({ id: 1, product })])).toBe(
      "bought 1 × C$'&$$ for £10.00",
    );
  });

  it('counts two products of one order once, and names brand before category', () => {
    const both = { brands: ['Lux'], categories: ['bags', 'hats'] };
    const product = { sku: 'b1', category: 'bags', brand: 'Lux' };
    const facts = [1, 2].map((id) => boughtBag({ id, orderId: 9, product }));
    expect(did({ products: both }, facts)).toBe('bought 1 × Lux, bags or hats for £20.00');
  });

  it('tells money only where money is the matter', () => {
    const looks = [boughtBag({ id: 1, kind: 'browse', amountMinor: 500 })];
    expect(did({ did: 'browse' }, looks)).toBe('looked at something 1 time');
    expect(did({ did: 'browse', amountMinor: { atLeast: 1 } }, looks)).toBe(
      'looked at something 1 time for £5.00',
    );
  });

  it.each([
    { withinMs: 90 * 60_000, span: '90 minutes' },
    { withinMs: 3_600_000, span: '1 hour' },
    { withinMs: 2 * dayMs, span: '2 days' },
  ])('within $withinMs ms says $span', ({ withinMs, span }) => {
    expect(did({ withinMs })).toBe(`bought nothing in the last ${span}`);
  });
});

describe('what came after a deed', () => {
  const cart = (id: number, daysAgo: number): InteractionFact => ({
    ...boughtBag({ id, occurredAt: asOf - daysAgo * dayMs, amountMinor: null }),
    kind: 'add_to_cart',
  });
  const left = (more: Partial<FollowUp> = {}): BehaviourCondition =>
    didCondition({
      did: 'add_to_cart',
      withinMs: 30 * dayMs,
      followUp: {
        isWanted: false,
        did: 'purchase',
        products: null,
        isSameProduct: false,
        withinMs: 3 * dayMs,
        ...more,
      },
    });
  const facts = {
    interactions: [cart(1, 20), cart(2, 10), boughtBag({ id: 3, occurredAt: asOf - 9 * dayMs })],
  };

  it.each<{ more: Partial<FollowUp>; words: string }>([
    {
      more: {},
      words:
        'put something into the cart 1 time in the last 30 days, then bought nothing within 3 days',
    },
    {
      more: { isWanted: true },
      words:
        'put something into the cart 1 time in the last 30 days, then bought something within 3 days',
    },
    {
      more: { isSameProduct: true },
      words:
        'put something into the cart 1 time in the last 30 days, then never bought it within 3 days',
    },
    {
      more: { withinMs: null, isWanted: true, products: { categories: ['bags'] } },
      words: 'put something into the cart 2 times in the last 30 days, then bought bags',
    },
    {
      more: { products: { categories: ['hats'] } },
      words:
        'put something into the cart 2 times in the last 30 days, then bought no hats within 3 days',
    },
    {
      more: { did: 'search' },
      words:
        'put something into the cart 2 times in the last 30 days, then never searched within 3 days',
    },
    {
      more: { isWanted: true, did: 'like' },
      words:
        'never put anything into the cart in the last 30 days and then liked something within 3 days',
    },
  ])('is told: $words', ({ more, words }) => {
    expect(say(left(more), facts)).toBe(words);
  });
});

describe('a cluster', () => {
  const rule: Leaf = { kind: 'cluster', name: 'often', bound: { version: 3, code: 1 } };

  it('is told with its version, also where it is another or none', () => {
    const inOther = [
      { version: 2, code: 1, name: 'often' },
      { version: 3, code: 2, name: 'seldom' },
    ];
    expect(say(rule, { clusters: inOther })).toBe('is in cluster seldom of version 3');
    expect(say(rule, { clusters: [{ version: 3, code: 0, name: null }] })).toBe(
      'is in no cluster of version 3',
    );
  });
});
