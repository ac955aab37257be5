import { beforeEach, expect, it } from 'vitest';
import type { Schedule } from '../../src/domain/campaign/schedule.js';
import { type FireDeps, fireDueRuns } from '../../src/services/fire-due-runs.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { leaseStore } from '../../src/store/lease-store.js';
import { runStore } from '../../src/store/run-store.js';
import { planDeps, resolved, savePeople, testCampaign } from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';

const daily: Schedule = {
  kind: 'cron',
  cron: '0 10 * * *',
  timezone: 'Europe/London',
  from: null,
  until: '2026-11-24',
  catchUpWithinMs: 3_600_000,
};

onEachDatabase('firing schedules', (test) => {
  let now = 0;

  beforeEach(async () => {
    const database = test.database();
    await database.write(2, async ({ models }) => {
      await models.delivery.deleteMany();
      await models.decision.deleteMany();
      await models.exposure.deleteMany();
      await models.run.deleteMany();
      await models.campaign.deleteMany();
      await models.campaignVersion.deleteMany();
      await models.lease.deleteMany();
      await models.consentEvent.deleteMany();
      await models.channelIdentity.deleteMany();
      await models.customer.deleteMany();
    });
    await savePeople(database, [{ id: 1 }, { id: 2 }]);
    now = Date.parse('2026-11-20T12:00Z');
    await apply(daily);
  });

  function apply(schedule: Schedule) {
    return campaignStore(test.database()).apply({
      resolved: resolved({ ...testCampaign, schedule }),
      hash: JSON.stringify(schedule),
      gitCommit: null,
      appliedBy: 'test',
      at: now,
    });
  }

  function deps(worker: string): FireDeps {
    const database = test.database();
    const nothing = () => undefined;
    return {
      ...planDeps(database, { members: { all: [1, 2] }, now: () => now }),
      campaigns: campaignStore(database),
      runs: runStore(database),
      leases: leaseStore(database),
      log: { info: nothing, warn: nothing, error: nothing },
      worker,
    };
  }

  async function runs() {
    const all = await test.database().models.run.findMany({ orderBy: { scheduledFor: 'asc' } });
    return all.map((run) => [run.occurrenceKey.slice(0, 16), run.state]);
  }

  async function at(time: string, worker = 'w1') {
    now = Date.parse(time);
    return fireDueRuns(deps(worker));
  }

  it('fires once for each due time, however often it looks and whoever looks', async () => {
    await at('2026-11-21T09:59Z');
    expect(await runs()).toEqual([]);
    await Promise.all([1, 2, 3].map((n) => at('2026-11-21T10:00:30Z', `w${n}`)));
    await at('2026-11-21T10:01:30Z');
    expect(await runs()).toEqual([['2026-11-21T10:00', 'running']]);
    expect(await test.database().models.delivery.count()).toBe(2);
  });

  it('makes up for the newest firing within its time, and records the others as missed', async () => {
    await at('2026-11-23T10:45Z');
    expect(await runs()).toEqual([
      ['2026-11-21T10:00', 'missed'],
      ['2026-11-22T10:00', 'missed'],
      ['2026-11-23T10:00', 'running'],
    ]);
  });

  it('records a firing as missed when it is too late for it, and sends nothing', async () => {
    await at('2026-11-21T11:30Z');
    expect(await runs()).toEqual([['2026-11-21T10:00', 'missed']]);
    expect(await test.database().models.delivery.count()).toBe(0);
  });

  it('does not fire what was due before the schedule was applied, nor after its last day', async () => {
    now = Date.parse('2026-11-24T12:00Z');
    await apply({ ...daily, cron: '0 11 * * *' });
    await at('2026-11-24T12:01Z');
    await at('2026-11-25T11:00Z');
    expect(await runs()).toEqual([]);
  });

  it('does nothing for a campaign that has ended, and fires again once it is applied again', async () => {
    await campaignStore(test.database()).end(['welcome'], 'test', now);
    await at('2026-11-21T10:00Z');
    expect(await runs()).toEqual([]);
    now = Date.parse('2026-11-21T12:00Z');
    expect((await apply(daily)).change).toBe('changed');
    await at('2026-11-22T10:00Z');
    expect(await runs()).toEqual([['2026-11-22T10:00', 'running']]);
  });

  it('lets another worker take over once the one that fired is gone for a while', async () => {
    await at('2026-11-21T09:59Z', 'dead');
    await at('2026-11-21T10:00Z', 'other');
    expect(await runs()).toEqual([]);
    await at('2026-11-21T10:02Z', 'other');
    expect(await runs()).toEqual([['2026-11-21T10:00', 'running']]);
  });

  it('finishes the planning that a dead process left open', async () => {
    const database = test.database();
    const current = await campaignStore(database).current('welcome');
    await runStore(database).create({
      campaignId: 'welcome',
      versionId: current?.version.versionId ?? 0,
      occurrenceKey: 'manual:1',
      state: 'planning',
      stateReason: null,
      scheduledFor: now,
      at: now,
    });
    await fireDueRuns(deps('w1'));
    expect(await runs()).toEqual([['manual:1', 'running']]);
  });
});
