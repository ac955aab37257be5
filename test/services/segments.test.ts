import { expect, it } from 'vitest';
import type { SegmentRule } from '../../src/domain/segment/rule.js';
import { checkSegmentWords } from '../../src/services/check-segment-words.js';
import {
  explainMembership,
  previewSegment,
  segmentsHolding,
  sizeSegments,
} from '../../src/services/segments.js';
import { segmentStore } from '../../src/store/segment-store.js';
import { onEachDatabase } from '../support/databases.js';
import {
  asOf,
  purchase,
  type SmallShop,
  shopZone,
  stranger,
  writeShop,
} from '../support/small-shop.js';

const french: SegmentRule = { kind: 'attribute', name: 'country', values: ['France'] };
const bagBuyers: SegmentRule = {
  kind: 'did',
  did: 'purchase',
  products: { categories: ['bags'] },
  times: { atLeast: 1 },
  amountMinor: null,
  withinMs: null,
};
const named = new Map<string, SegmentRule>([
  ['everyone', { kind: 'everyone' }],
  ['french', french],
  ['bag-buyers', bagBuyers],
  ['both', { kind: 'all', rules: [french, { kind: 'segment', name: 'bag-buyers' }] }],
  [
    'mistyped',
    {
      kind: 'any',
      rules: [
        { ...french, values: ['Frence'] },
        { ...bagBuyers, products: { categories: ['bag'], brands: ['north'], skus: ['a', 'zz'] } },
      ],
    },
  ],
]);

const granted = [{ topic: 'marketing', kind: 'granted' }];
const withdrawn = [...granted, { topic: 'marketing', kind: 'withdrawn' }];

// Five people: 1 and 2 French, 2 and 3 and 4 buyers, 5 merged into 1; 2 and 5 (so 1) agreed, 3 took it back,
// and 4's chat is blocked.
const shop: SmallShop = {
  customers: [1, 2, 3, 4, 5].map(stranger).map((each) => ({
    ...each,
    attributes: each.id <= 2 ? { country: 'France' } : {},
    canonicalCustomerId: each.id === 5 ? 1 : null,
  })),
  interactions: [purchase(1, 2, 3), purchase(2, 3, 3), purchase(3, 4, 400)],
  identities: [
    { customerId: 5, channelAccount: 'webchat', state: 'active', consents: granted },
    { customerId: 2, channelAccount: 'webchat', state: 'active', consents: granted },
    { customerId: 3, channelAccount: 'webchat', state: 'active', consents: withdrawn },
    { customerId: 4, channelAccount: 'webchat', state: 'blocked', consents: granted },
  ],
};

onEachDatabase('segments', (test) => {
  const deps = () => ({
    segments: segmentStore(test.database(), shopZone),
    shop: {
      currency: 'GBP',
      timezone: shopZone,
      consent: { topic: 'marketing', noticeVersion: '1' },
    },
  });
  const opened = async () => {
    await writeShop(test.database(), shop);
    return deps();
  };

  it('are sized in people, with those who agreed and can be written to', async () => {
    const names = ['everyone', 'french', 'bag-buyers', 'both'];
    const sizes = await sizeSegments(await opened(), names, named, asOf);
    expect(sizes.map(({ name, size, all, reachable }) => [name, size, all, reachable])).toEqual([
      ['everyone', 4, 4, 2],
      ['french', 2, 4, 2],
      ['bag-buyers', 3, 4, 1],
      ['both', 1, 4, 1],
    ]);
  });

  it('are previewed with reasons', async () => {
    const request = { name: 'both', named, limit: 10, seed: 1, asOf };
    expect(await previewSegment(await opened(), request)).toEqual([
      {
        customerId: 2,
        customer: 'c2',
        reasons: ['country is France', 'bought 1 × bags for £1.00'],
      },
    ]);
  });

  it('are previewed with no more people than asked for', async () => {
    const request = { name: 'everyone', named, limit: 3, seed: 1, asOf };
    expect(await previewSegment(await opened(), request)).toHaveLength(3);
  });

  it('explain one customer, and nobody who is not there', async () => {
    const request = { name: 'both', named, asOf };
    const found = await explainMembership(await opened(), 1, request);
    expect(found?.matches).toBe(false);
    expect(found?.parts.map((part) => part.matches)).toEqual([true, false]);
    expect(await explainMembership(deps(), 5, request)).toBeNull();
    expect(await explainMembership(deps(), 99, request)).toBeNull();
  });

  it('that hold a customer are named', async () => {
    expect(await segmentsHolding(await opened(), 2, named, asOf)).toEqual([
      'everyone',
      'french',
      'bag-buyers',
      'both',
    ]);
    expect(await segmentsHolding(deps(), 99, named, asOf)).toEqual([]);
  });

  it('warn of values that nobody has, and of no others', async () => {
    expect(await checkSegmentWords(await opened(), named)).toEqual([
      'mistyped: no customer has the country "Frence"; did you mean "France"?',
      'mistyped: no product has the category "bag"; did you mean "bags"?',
      'mistyped: no product has the sku "zz"',
    ]);
  });
});
