import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Preparation } from '../../src/ports/plan-preparer.js';
import { planningThread } from '../../src/runtime/planning-thread.js';
import { planRun } from '../../src/services/plan-run.js';
import type { Database } from '../../src/store/database.js';
import {
  planDeps,
  resolved,
  saturdayTen,
  savePeople,
  saveRun,
  testCampaign,
} from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';
import { purchase, writeInteractions } from '../support/small-shop.js';

const campaign = { ...testCampaign, picks: { count: 1 } };
const everybody = [1, 2, 3, 4, 5, 6, 7];

function bought(id: number, customerId: number, productId: number) {
  return { ...purchase(id, customerId, 0), productId, occurredAt: saturdayTen - 86_400_000 };
}

// A sells best, B next: whoever has A gets B, whoever has neither gets A, whoever has both nothing.
async function saveSales(database: Database) {
  await database.write(2, ({ models }) =>
    models.product.createMany({
      data: ['A', 'B'].map((sku, i) => ({
        id: i + 1,
        sku,
        name: `Product ${sku}`,
        priceMinor: 100n,
        createdAt: 1n,
        updatedAt: 1n,
      })),
    }),
  );
  await writeInteractions(database, [
    bought(1, 1, 1),
    bought(2, 2, 1),
    bought(3, 2, 2),
    bought(4, 7, 1),
  ]);
}

onEachDatabase('planning a run with a thread', (test) => {
  const deps = () => ({
    ...planDeps(test.database(), { members: { all: everybody } }),
    openPlanPreparer: (preparation: Preparation) =>
      planningThread({ databaseUrl: test.url(), preparation }),
  });
  beforeAll(async () => {
    await savePeople(test.database(), [
      { id: 1 },
      { id: 2 },
      { id: 3, consent: false },
      { id: 4, locale: 'zh' },
      { id: 5, channels: [] },
      { id: 6, erased: true },
      { id: 7 },
    ]);
    await saveSales(test.database());
  });
  beforeEach(async () => {
    await test.database().write(2, async ({ models }) => {
      await models.delivery.deleteMany();
      await models.decision.deleteMany();
      await models.run.deleteMany();
      await models.campaign.deleteMany();
    });
  });

  it('reads and picks there, and gives everybody one delivery or one decision in order', async () => {
    const { models } = test.database();
    const run = await saveRun(test.database(), resolved(campaign));
    await planRun(deps(), run, { chunkSize: 2, preparerFrom: 1 });
    const sent = await models.delivery.findMany({ orderBy: { id: 'asc' } });
    expect(
      sent.map(({ customerId, locale, picks }) => [customerId, locale, JSON.parse(picks)]),
    ).toEqual([
      [1, 'en', [{ productId: 2, sku: 'B', score: 0, reason: { kind: 'popular' } }]],
      [4, 'zh-CN', [{ productId: 1, sku: 'A', score: 0, reason: { kind: 'popular' } }]],
      [7, 'en', [{ productId: 2, sku: 'B', score: 0, reason: { kind: 'popular' } }]],
    ]);
    const left = await models.decision.findMany({ orderBy: { customerId: 'asc' } });
    expect(left.map(({ customerId, reason }) => [customerId, reason])).toEqual([
      [2, 'no-picks'],
      [3, 'no-consent'],
      [5, 'no-channel'],
      [6, 'erased'],
    ]);
    const after = await models.run.findFirst();
    expect([after?.state, after?.audienceCount, after?.plannedThroughCustomerId]).toEqual([
      'running',
      7,
      7,
    ]);
  });

  it('goes on behind the checkpoint when what it wrote last was broken off', async () => {
    const { models } = test.database();
    const run = await saveRun(test.database(), resolved(campaign));
    const { plans, ...others } = deps();
    let written = 0;
    const killed: typeof plans = {
      ...plans,
      writeChunk: async (chunk) => {
        if (++written === 2) throw new Error('killed');
        return plans.writeChunk(chunk);
      },
    };
    const options = { chunkSize: 2, preparerFrom: 1 };
    await expect(planRun({ ...others, plans: killed }, run, options)).rejects.toThrow('killed');
    expect((await models.run.findFirst())?.plannedThroughCustomerId).toBe(2);
    await planRun({ ...others, plans }, run, options);
    expect((await models.delivery.findMany()).map((row) => row.customerId).sort()).toEqual([
      1, 4, 7,
    ]);
    expect(await models.decision.count()).toBe(4);
  });

  it('plans nothing and stays open when the thread cannot read', async () => {
    const { models } = test.database();
    const run = await saveRun(test.database(), resolved(campaign));
    const elsewhere = test.url().replace(/[^/]+$/, 'nothing-here');
    const broken = {
      ...deps(),
      openPlanPreparer: (preparation: Preparation) =>
        planningThread({ databaseUrl: elsewhere, preparation }),
    };
    await expect(planRun(broken, run, { preparerFrom: 1 })).rejects.toThrow(
      'customers were not prepared',
    );
    expect(await models.delivery.count()).toBe(0);
    expect((await models.run.findFirst())?.state).toBe('planning');
  });

  it('begins no thread for few people', async () => {
    const run = await saveRun(test.database(), resolved(testCampaign));
    let opened = 0;
    const counting = {
      ...deps(),
      openPlanPreparer: () => {
        opened++;
        throw new Error('not to be opened');
      },
    };
    await planRun(counting, run, { preparerFrom: 8 });
    expect(opened).toBe(0);
    expect(await test.database().models.delivery.count()).toBe(4);
  });
});
