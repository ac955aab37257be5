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
    'country         France',
    'language        zh-CN',
    '',
    'standing        champions (recency 5, frequency 4, money 2 of 5)',
    'last purchase   20 Nov 2026 (1 day ago)',
    'first purchase  12 Oct 2026 (40 days ago)',
    'orders          3, 1,200 pieces, £20.40 each on average',
    'spent           £61.20 (purchases less refunds)',
    'active          on 1 day, last 21 Nov 2026 (today)',
    '',
    'money goes to   bags  ███████████████████ 75 %',
    '                tea   ██████ 25 %',
    '',
    'segments        everyone',
    'chats           webchat (agreed to marketing), telegram (has not agreed to anything)',
  ]);
});

it('says of somebody unknown just that', () => {
  expect(profileText(factsWith({}), context).split('\n')).toEqual([
    'Customer c1',
    '───────────',
    'standing        never bought anything',
    '',
    'segments        everyone',
    'chats           none yet (hawker links export)',
  ]);
});
