import { expect, it } from 'vitest';
import { fitClusters } from '../../src/domain/segment/cluster/fit-clusters.js';
import type { SegmentRule } from '../../src/domain/segment/rule.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { applyCampaign } from '../../src/services/apply-campaign.js';
import { bindSegments } from '../../src/services/bind-segments.js';
import { makeClusters, newestClusters } from '../../src/services/clusters.js';
import { audienceOf } from '../../src/services/plan-customers.js';
import { refreshProfiles } from '../../src/services/refresh-profiles.js';
import { growthOf, overlapsOf } from '../../src/services/segment-views.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { figureStore } from '../../src/store/figure-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { segmentStore } from '../../src/store/segment-store.js';
import { testCampaign, testShop } from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';
import { asOf, dayMs, purchase, shopZone, stranger, writeShop } from '../support/small-shop.js';

onEachDatabase('clusters', (test) => {
  const deps = () => ({
    figures: figureStore(test.database()),
    models: modelStore(test.database()),
    segments: segmentStore(test.database(), shopZone),
    // In place, which is what the thread does elsewhere.
    clusterer: { fit: async (...args: Parameters<typeof fitClusters>) => fitClusters(...args) },
    clock: { now: () => asOf + 1 },
  });
  const options = {
    method: 'kmeans' as const,
    features: ['purchaseCount' as const, 'recencyDays' as const],
    clusters: 2,
    seed: 1,
  };
  /** Five who bought six times lately, three who bought once long ago, and one who never did. */
  const shop = {
    customers: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(stranger),
    interactions: [
      ...[1, 2, 3, 4, 5].flatMap((customer) =>
        [1, 2, 3, 4, 5, 6].map((n) => purchase(customer * 10 + n, customer, n)),
      ),
      ...[6, 7, 8].map((customer) => purchase(customer * 10, customer, 200 + customer)),
    ],
    identities: [],
  };
  const refreshed = () => {
    const profiles = profileStore(test.database());
    const outlooks = outlookStore(test.database());
    const { models } = deps();
    return refreshProfiles({ profiles, outlooks, models, shop: { timezone: shopZone } }, asOf);
  };
  const written = async () => {
    await writeShop(test.database(), shop);
    await refreshed();
  };
  const of = (named: ReadonlyMap<string, SegmentRule>) => ({ named, clusterMentions: [] });
  const inCluster = (name: string): SegmentRule => ({ kind: 'cluster', name, bound: null });

  it('are not there before the first, and a segment of one says so', async () => {
    expect(await newestClusters(deps())).toBeNull();
    const named = new Map([['a', inCluster('often')]]);
    const at = { place: 's.yaml:3:5', message: 'segments.a.cluster: ' };
    const mentioned = { named, clusterMentions: [{ cluster: 'often', at }] };
    await expect(bindSegments(deps(), mentioned)).rejects.toThrow(
      's.yaml:3:5 segments.a.cluster: there is no cluster "often", as no clusters were made yet',
    );
    const plain = new Map<string, SegmentRule>([['a', { kind: 'everyone' }]]);
    expect(await bindSegments(deps(), of(plain))).toBe(plain);
  });

  it('are refused where nobody bought anything', async () => {
    await writeShop(test.database(), { ...shop, interactions: [] });
    expect(await makeClusters(deps(), options, asOf)).toEqual({ kind: 'too-few', customers: 0 });
    expect(await newestClusters(deps())).toBeNull();
  });

  it('stay as they were for a segment that was bound before they were made anew', async () => {
    await written();
    const made = await makeClusters(deps(), options, asOf);
    if (made.kind !== 'made') throw new Error('there are enough');
    expect(made).toMatchObject({ version: 1, madeAt: asOf + 1 });
    expect(made.model).toMatchObject({ customers: 8, leftOut: 1 });
    expect(made.model.clusters.map(({ size }) => size)).toEqual([5, 3]);
    const [often] = made.model.clusters;
    const file = new Map([['a', inCluster(often?.key ?? '')]]);
    const before = await bindSegments(deps(), of(file));
    const membersOf = async (named: typeof before) => [
      ...(await deps().segments.members({ kind: 'segment', name: 'a' }, named, asOf)),
    ];
    expect(await membersOf(before)).toEqual([1, 2, 3, 4, 5]);
    // Later customer 6 buys as often as they do.
    const more = [1, 2, 3, 4, 5].map((n) => purchase(900 + n, 6, n));
    await writeShop(test.database(), { ...shop, interactions: [...shop.interactions, ...more] });
    await refreshed();
    // More versions than other models keep.
    for (let version = 2; version <= 6; version++) {
      const again = await makeClusters(deps(), options, asOf);
      expect(again.kind === 'made' && again.version).toBe(version);
    }
    expect((await newestClusters(deps()))?.version).toBe(6);
    expect(await membersOf(before)).toEqual([1, 2, 3, 4, 5]);
    expect(await membersOf(await bindSegments(deps(), of(file)))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('a campaign that is in force keeps those it was applied with', async () => {
    await written();
    const made = await makeClusters(deps(), options, asOf);
    const often = made.kind === 'made' ? made.model.clusters[0]?.key : undefined;
    const file = new Map([['loyal', inCluster(often ?? '')]]);
    const campaign = {
      ...testCampaign,
      audience: { ...testCampaign.audience, segment: 'loyal', exclude: [] },
    };
    const apply = async () =>
      applyCampaign(
        { campaigns: campaignStore(test.database()), digest: nodeDigest, clock: deps().clock },
        {
          campaign,
          shop: testShop,
          segments: await bindSegments(deps(), of(file)),
          promotions: [],
          appliedBy: 'cli:ann',
          gitCommit: null,
        },
      );
    await apply();
    const store = campaignStore(test.database());
    const inForce = (await store.current(campaign.id))?.version.segments ?? {};
    // Nobody is where they were: the next clustering is of the others alone.
    await writeShop(test.database(), {
      ...shop,
      interactions: [6, 7, 8, 9].flatMap((who) => [
        purchase(who, who, who),
        purchase(who + 90, who, 2),
      ]),
    });
    await refreshed();
    await makeClusters(deps(), options, asOf);
    const audience = await audienceOf(deps(), campaign, inForce, asOf);
    expect([...audience.members]).toEqual([1, 2, 3, 4, 5]);
  });

  it('a segment’s growth is counted at the earlier instants themselves', async () => {
    await written();
    const named = new Map<string, SegmentRule>([
      ['buyers', { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 1 } }],
      ['recent', { kind: 'figure', figure: 'recencyDays', range: { atMost: 9 } }],
      ['french', { kind: 'attribute', name: 'country', values: ['France'] }],
    ]);
    const sizes = async (name: string) => {
      const growth = await growthOf(deps(), { name, named, asOf }, 7);
      return growth.kind === 'counted' ? growth.sizes.map(({ size }) => size) : growth.because;
    };
    // Customers 6, 7 and 8 bought 206, 207 and 208 days ago; 210 is seven steps back.
    expect(await sizes('buyers')).toEqual([0, 3, 3, 3, 3, 3, 3, 8]);
    expect(await sizes('recent')).toEqual([0, 0, 0, 0, 0, 0, 0, 5]);
    expect(await sizes('french')).toEqual(['the attribute country']);
    const growth = await growthOf(deps(), { name: 'buyers', named, asOf }, 1);
    expect(growth.kind === 'counted' && growth.sizes.map(({ at }) => at)).toEqual([
      asOf - 30 * dayMs,
      asOf,
    ]);
  });

  it('a segment’s overlaps are with every other, the most alike first', async () => {
    await written();
    const named = new Map<string, SegmentRule>([
      ['everyone', { kind: 'everyone' }],
      ['none', { kind: 'attribute', name: 'country', values: ['France'] }],
      ['recent', { kind: 'figure', figure: 'recencyDays', range: { atMost: 9 } }],
      ['buyers', { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 1 } }],
    ]);
    expect(await overlapsOf(deps(), { name: 'buyers', named, asOf })).toEqual([
      { segment: 'recent', size: 5, both: 5, share: 5 / 8, jaccard: 5 / 8 },
      { segment: 'none', size: 0, both: 0, share: 0, jaccard: 0 },
    ]);
  });
});
