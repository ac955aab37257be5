import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matches } from '../../src/domain/segment/evaluate.js';
import type { SegmentRule } from '../../src/domain/segment/rule.js';
import { refreshProfiles } from '../../src/services/refresh-profiles.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { segmentStore } from '../../src/store/segment-store.js';
import { onEachDatabase } from '../support/databases.js';
import { anyLeaf, type RuleSet, ruleSet } from '../support/segment-rules.js';
import {
  asOf,
  factsOf,
  purchase,
  type SmallShop,
  shopZone,
  smallShop,
  stranger,
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

  it('refuses a rule that speaks of a segment nobody defined', async () => {
    const rule: SegmentRule = { kind: 'segment', name: 'ghost' };
    await expect(segments().members(rule, new Map(), asOf)).rejects.toThrow('no segment "ghost"');
  });
});

const not = (rule: SegmentRule): SegmentRule => ({ kind: 'not', rule });

const bought = (times: { atLeast?: number; atMost?: number }): SegmentRule => ({
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
