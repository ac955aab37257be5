import { expect, it } from 'vitest';
import { profileText } from '../../src/cli/profile-text.js';
import { asOf, dayMs, factsWith, profileWith } from '../support/customer-facts.js';

const context = {
  displayName: null,
  segments: ['everyone'],
  asOf,
  currency: 'GBP',
  timezone: 'Europe/London',
};

it('puts a buyer on one card', () => {
  const facts = factsWith({
    externalId: '17850',
    attributes: { country: 'France', note: '' },
    locale: 'zh-CN',
    identities: [
      { channelAccount: 'webchat', grantedTopics: ['marketing'] },
      { channelAccount: 'telegram', grantedTopics: [] },
    ],
    profile: profileWith({
      firstPurchaseAt: asOf - 40 * dayMs,
      lastPurchaseAt: asOf - dayMs,
      purchaseCount: 3,
      unitCount: 1_200,
      monetaryMinor: 6_120,
      topCategories: [
        { category: 'bags', sharePercent: 75 },
        { category: 'tea', sharePercent: 25 },
      ],
      activeDays: 1,
      lastActiveAt: asOf,
      recencyScore: 5,
      frequencyScore: 4,
      monetaryScore: 2,
    }),
  });
  const card = profileText(facts, { ...context, displayName: 'Ada' });
  expect(card.split('\n')).toEqual([
    'Customer 17850 · Ada',
    '────────────────────',
    'country           France',
    'language          zh-CN',
    '',
    'standing          champions (recency 5, frequency 4, money 2 of 5)',
    'last purchase     20 Nov 2026 (1 day ago)',
    'first purchase    12 Oct 2026 (40 days ago)',
    'orders            3, 1,200 pieces, £20.40 each on average',
    'spent             £61.20 (purchases less refunds)',
    'active            on 1 day, last 21 Nov 2026 (today)',
    '',
    'on discount       0 of 3 orders (0 %)',
    '',
    'money goes to     bags  ███████████████████ 75 %',
    '                  tea   ██████ 25 %',
    '',
    'segments          everyone',
    'chats             webchat (agreed to marketing), telegram (has not agreed to anything)',
  ]);
});

it('says of somebody unknown just that', () => {
  expect(profileText(factsWith({}), context).split('\n')).toEqual([
    'Customer c1',
    '───────────',
    'standing          never bought anything',
    '',
    'segments          everyone',
    'chats             none yet (hawker links export)',
  ]);
});

it('tells what is expected, what it is made of and since when', () => {
  const facts = factsWith({
    profile: profileWith({
      firstPurchaseAt: asOf - 400 * dayMs,
      lastPurchaseAt: asOf - 10 * dayMs,
      purchaseCount: 8,
      purchaseDays: 6,
      unitCount: 20,
      monetaryMinor: 40_000,
      medianBasketMinor: 4_500,
      pricePercentile: 72,
      discountOrderCount: 6,
      discountMinor: 3_100,
      interests: [
        { by: 'category', name: 'bags', sharePercent: 64 },
        { by: 'category', name: 'tea', sharePercent: 36 },
        { by: 'tag', name: 'red', sharePercent: 100 },
      ],
      interactionCount: 51,
      firstActiveAt: asOf - 410 * dayMs,
      activeDays: 14,
      lastActiveAt: asOf - dayMs,
      visitCount: 12,
      visitMs: 12 * 5 * 60_000,
      bestHour: 20,
      bestWeekday: 4,
      channels: [
        { channelAccount: 'telegram', sharePercent: 80 },
        { channelAccount: 'webchat', sharePercent: 20 },
      ],
      preferredChannel: 'telegram',
      alivePercent: 73,
      expectedMilli: 3_200,
      nextPurchaseAt: asOf + 40 * dayMs,
      lifetimeValueMinor: 15_220,
      outlookAt: asOf,
    }),
  });
  const lines = profileText(facts, context).split('\n');
  const expected = [
    'usual basket      £45.00, 2.5 pieces (from 8 orders)',
    "price level       4 of 5: pays more than 72 % of the catalogue's prices in the categories bought",
    'on discount       6 of 8 orders (75 %), £31.00 off in all',
    'still a customer  73 % likely',
    'will buy          3.2 times within a year; if still a customer, an even chance by: 31 Dec 2026',
    "worth a year      £152.20 of sales to come, at today's value (not profit)",
    '                  from 6 days with purchases since 17 Oct 2025, by how all buyers here behave (BG/NBD), as of 21 Nov 2026',
    'visits            12, 5 minutes each on average (from 51 interactions since 7 Oct 2025)',
    "comes most        around 20:00, most on a Thursday (customer's own clock)",
    'answers on        telegram 80 %, webchat 20 %',
    'interested in     bags 64 %, tea 36 %',
    'tags              red 100 %',
    '                  looks, likes, carts and purchases; after 90 days each counts half',
  ];
  for (const line of expected) expect(lines).toContain(line);
});
