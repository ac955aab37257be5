import { expect, it } from 'vitest';
import type { ResolvedCampaign } from '../../src/ports/campaign-store.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { applyCampaign } from '../../src/services/apply-campaign.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { testCampaign, testShop } from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('campaign versions', (test) => {
  let at = 1_000;

  function apply(name: string, id: string = testCampaign.id) {
    at += 1_000;
    return applyCampaign(
      { campaigns: campaignStore(test.database()), digest: nodeDigest, clock: { now: () => at } },
      {
        campaign: { ...testCampaign, id, name },
        shop: testShop,
        segments: new Map([
          ['all', { kind: 'not', rule: { kind: 'segment', name: 'nobody' } }],
          ['nobody', { kind: 'not', rule: { kind: 'everyone' } }],
          ['unused', { kind: 'everyone' }],
        ]),
        promotions: [],
        appliedBy: 'cli:ann',
        gitCommit: 'c0ffee',
      },
    );
  }

  it('makes a version for each text and none for the same text again', async () => {
    const first = await apply('One');
    expect(first.change).toBe('new');
    expect(await apply('One')).toEqual({ ...first, change: 'none' });
    const second = await apply('Two');
    expect([second.change, second.versionId === first.versionId]).toEqual(['changed', false]);
    expect(await apply('One')).toEqual({ ...first, change: 'changed' });
    expect(await test.database().models.campaignVersion.count()).toBe(2);
  });

  it('keeps with it every segment it needs, however deep, no other, and no channel settings', async () => {
    const store = campaignStore(test.database());
    const current = await store.current('welcome');
    expect(Object.keys(current?.version.segments ?? {}).sort()).toEqual(['all', 'nobody']);
    expect(current?.version.shop).toEqual({
      name: 'Test Shop',
      currency: 'GBP',
      timezone: 'Europe/London',
      locales: ['en', 'zh-CN'],
    } satisfies ResolvedCampaign['shop']);
    expect(current?.version).toMatchObject({ appliedBy: 'cli:ann', campaign: { name: 'One' } });
  });

  it('writes into the audit log who put what in force, once for each change', async () => {
    const events = await test.database().models.auditEvent.findMany({ orderBy: { id: 'asc' } });
    expect(events.map(({ actor, action, subject }) => [actor, action, subject])).toEqual(
      Array(3).fill(['cli:ann', 'campaign.apply', 'welcome']),
    );
    expect(JSON.parse(events[0]?.detail ?? '')).toMatchObject({ gitCommit: 'c0ffee' });
  });

  it('tells of no campaign that was never applied', async () => {
    expect(await campaignStore(test.database()).current('other')).toBeNull();
  });

  it('numbers the versions of each campaign by themselves, and an old text keeps its number', async () => {
    await apply('One', 'first');
    const numbers = [];
    for (const name of ['One', 'Two', 'Three', 'Two'])
      numbers.push((await apply(name, 'second')).number);
    expect(numbers).toEqual([1, 2, 3, 2]);
    expect((await apply('Two', 'first')).number).toBe(2);
  });
});
