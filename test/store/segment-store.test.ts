import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matches } from '../../src/domain/segment/evaluate.js';
import type { BehaviourCondition, SegmentRule } from '../../src/domain/segment/rule.js';
import { clusterModelKind } from '../../src/ports/model-store.js';
import { refreshProfiles } from '../../src/services/refresh-profiles.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { segmentStore } from '../../src/store/segment-store.js';
import { onEachDatabase } from '../support/databases.js';
import { anyDeed, anyLeaf, type RuleSet, ruleSet } from '../support/segment-rules.js';
import {
  asOf,
  dayMs,
  factsOf,
  purchase,
  type SmallShop,
  shopZone,
  smallShop,
  stranger,
  writeInteractions,
  writeShop,
} from '../support/small-shop.js';

onEachDatabase('segment store', (test) => {
  const segments = () => segmentStore(test.database(), shopZone);
  const written = async (shop: SmallShop) => {
    await writeShop(test.database(), shop);
    const profiles = profileStore(test.database());
    const outlooks = outlookStore(test.database());
    const models = modelStore(test.database());
    await refreshProfiles({ profiles, outlooks, models, shop: { timezone: shopZone } }, asOf);
  };
  const byEvaluation = (shop: SmallShop, { rule, named }: RuleSet) =>
    factsOf(shop)
      .filter((facts) => matches(rule, facts, { named, asOf, timezone: shopZone }))
      .map((facts) => facts.customerId);
  const agrees = async (shop: SmallShop, rules: readonly RuleSet[]) => {
    await written(shop);
    for (const { rule, named } of rules) {
      const expected = byEvaluation(shop, { rule, named });
      expect([...(await segments().members(rule, named, asOf))]).toEqual(expected);
      expect(await segments().size(rule, named, asOf)).toBe(expected.length);
    }
  };

  it('holds whom the evaluator says, whatever the rule and the shop', async () => {
    const rules = fc.array(ruleSet, { minLength: 15, maxLength: 15 });
    await fc.assert(fc.asyncProperty(smallShop, rules, agrees), { numRuns: 30 });
  });

  it('holds whom the evaluator says for each condition alone and denied', async () => {
    const named = new Map();
    const rules = fc.array(anyLeaf, { minLength: 15, maxLength: 15 }).map((leaves) =>
      leaves.flatMap((rule) => [
        { rule, named },
        { rule: not(rule), named },
      ]),
    );
    await fc.assert(fc.asyncProperty(smallShop, rules, agrees), { numRuns: 15 });
  });

  it('knows deeds that arrive late at once, before any profile does', async () => {
    const deeds = fc.array(anyDeed, { minLength: 15, maxLength: 15 });
    const cut = fc.nat({ max: 40 });
    await fc.assert(
      fc.asyncProperty(smallShop, cut, deeds, async (shop, early, rules) => {
        await written({ ...shop, interactions: shop.interactions.slice(0, early) });
        await writeInteractions(test.database(), shop.interactions.slice(early));
        for (const rule of rules) {
          const expected = byEvaluation(shop, { rule, named: new Map() });
          expect([...(await segments().members(rule, new Map(), asOf))]).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('knows the facts of each person that the shop knows', async () => {
    await fc.assert(
      fc.asyncProperty(smallShop, async (shop) => {
        await written(shop);
        const expected = factsOf(shop);
        const ids = expected.map((facts) => facts.customerId);
        const found = await segments().facts([...ids, 999]);
        expect(found.map(sorted)).toEqual(expected.map(sorted));
      }),
      { numRuns: 25 },
    );
  });

  it('counts a merged person once and an erased one never', async () => {
    const people = [1, 2, 3, 4].map(stranger).map((each) => ({
      ...each,
      canonicalCustomerId: each.id === 2 ? 1 : null,
      isErased: each.id === 3,
    }));
    const interactions = [purchase(1, 1, 1), purchase(2, 2, 2), purchase(3, 3, 1)];
    await written({ customers: people, interactions, identities: [] });
    const none = new Map();
    expect([...(await segments().members({ kind: 'everyone' }, none, asOf))]).toEqual([1, 4]);
    expect([...(await segments().members(bought({ atLeast: 2 }), none, asOf))]).toEqual([1]);
    expect([...(await segments().members(bought({ atMost: 0 }), none, asOf))]).toEqual([4]);
  });

  it('holds in a segment whom another one holds but not a third', async () => {
    const people = [1, 2, 3, 4].map(stranger);
    const interactions = [
      purchase(1, 1, 40),
      purchase(2, 2, 3),
      purchase(3, 3, 40),
      purchase(4, 3, 5),
    ];
    await written({ customers: people, interactions, identities: [] });
    const named = new Map<string, SegmentRule>([
      ['buyers', bought({ atLeast: 1 })],
      ['recent', { ...bought({ atLeast: 1 }), withinMs: 30 * dayMs }],
    ]);
    const rule: SegmentRule = {
      kind: 'all',
      rules: [{ kind: 'segment', name: 'buyers' }, not({ kind: 'segment', name: 'recent' })],
    };
    expect([...(await segments().members(rule, named, asOf))]).toEqual([1]);
  });

  it('holds who put something into the cart and did not buy it in time, once the time is over', async () => {
    const people = [1, 2, 3, 4, 5].map(stranger).map((each) => ({
      ...each,
      canonicalCustomerId: each.id === 5 ? 4 : null,
    }));
    const cart = (id: number, customerId: number, daysAgo: number) => ({
      ...purchase(id, customerId, daysAgo),
      kind: 'add_to_cart' as const,
    });
    const interactions = [
      cart(1, 1, 10),
      // Bought three days later to the millisecond: in time.
      cart(2, 2, 10),
      purchase(3, 2, 7),
      // May still buy.
      cart(4, 3, 2),
      // The other half of the same person bought.
      cart(5, 4, 10),
      purchase(6, 5, 9),
    ];
    await written({ customers: people, interactions, identities: [] });
    const rule: SegmentRule = {
      ...bought({ atLeast: 1 }),
      did: 'add_to_cart',
      followUp: {
        isWanted: false,
        did: 'purchase',
        products: null,
        isSameProduct: false,
        withinMs: 3 * dayMs,
      },
    };
    expect([...(await segments().members(rule, new Map(), asOf))]).toEqual([1]);
  });

  it('holds who is in a cluster of the version that the rule is bound to, and tells which', async () => {
    const people = [1, 2, 3, 4].map(stranger).map((each) => ({ ...each, isErased: each.id === 4 }));
    await written({ customers: people, interactions: [], identities: [] });
    const saved = async (...codes: number[]) =>
      modelStore(test.database()).save({
        kind: clusterModelKind,
        metrics: { clusters: [{ key: 'often' }, { key: 'seldom' }] },
        bytes: Uint8Array.from(codes),
        trainedAt: 1,
        isKeptForEver: true,
      });
    // By id from 0 on; nobody knew customer 3 at first.
    const first = await saved(0, 2, 1);
    const second = await saved(0, 1, 1, 2, 2);
    const inCluster = (code: number, version: number): SegmentRule => ({
      kind: 'cluster',
      name: 'any',
      bound: { code, version },
    });
    const none = new Map();
    expect([...(await segments().members(inCluster(1, first), none, asOf))]).toEqual([2]);
    expect([...(await segments().members(not(inCluster(2, first)), none, asOf))]).toEqual([2, 3]);
    expect([...(await segments().members(inCluster(1, second), none, asOf))]).toEqual([1, 2]);
    const both: SegmentRule = { kind: 'all', rules: [inCluster(2, first), inCluster(1, second)] };
    expect([...(await segments().members(both, none, asOf))]).toEqual([1]);
    const facts = await segments().facts([1, 3], [second, first]);
    expect(facts.map(({ clusters }) => clusters)).toEqual([
      [
        { version: second, code: 1, name: 'often' },
        { version: first, code: 2, name: 'seldom' },
      ],
      [
        { version: second, code: 2, name: 'seldom' },
        { version: first, code: 0, name: null },
      ],
    ]);
    await expect(segments().members(inCluster(1, 99), none, asOf)).rejects.toThrow('99');
  });

  it('refuses a rule that speaks of a segment nobody defined', async () => {
    const rule: SegmentRule = { kind: 'segment', name: 'ghost' };
    await expect(segments().members(rule, new Map(), asOf)).rejects.toThrow('no segment "ghost"');
  });
});

const not = (rule: SegmentRule): SegmentRule => ({ kind: 'not', rule });

const bought = (times: { atLeast?: number; atMost?: number }): BehaviourCondition => ({
  kind: 'did',
  did: 'purchase',
  products: null,
  times,
  amountMinor: null,
  withinMs: null,
});

const sorted = (facts: ReturnType<typeof factsOf>[number]) => ({
  ...facts,
  interactions: facts.interactions.toSorted((a, b) => a.id - b.id),
  identities: facts.identities.map(({ channelAccount, grantedTopics }) => ({
    channelAccount,
    grantedTopics: grantedTopics.toSorted(),
  })),
});
