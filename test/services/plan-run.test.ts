import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import type { MessageCampaign } from '../../src/domain/campaign/campaign.js';
import { armOf } from '../../src/domain/experiment/assignment.js';
import type { ResolvedCampaign } from '../../src/ports/campaign-store.js';
import { planRun } from '../../src/services/plan-run.js';
import type { Database } from '../../src/store/database.js';
import { segmentStore } from '../../src/store/segment-store.js';
import {
  giftDefinition,
  planDeps,
  resolved,
  savePeople,
  saveRun,
  testCampaign,
} from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';
import { purchase, writeInteractions } from '../support/small-shop.js';

async function clear(database: Database) {
  await database.write(2, async ({ models }) => {
    await models.delivery.deleteMany();
    await models.decision.deleteMany();
    await models.exposure.deleteMany();
    await models.coupon.deleteMany();
    await models.run.deleteMany();
    await models.campaign.deleteMany();
    await models.campaignVersion.deleteMany();
    await models.consentEvent.deleteMany();
    await models.channelIdentity.deleteMany();
    await models.preference.deleteMany();
    await models.interaction.deleteMany();
    await models.customerProfile.deleteMany();
    await models.meta.deleteMany({ where: { key: 'profiles' } });
    await models.customer.deleteMany();
    await models.promotion.deleteMany();
    await models.auditEvent.deleteMany();
  });
}

const withCoupon: MessageCampaign = {
  ...testCampaign,
  coupon: { promotion: 'gift', validForMs: 14 * 86_400_000 },
};

const gift = { key: 'gift', promotionId: 1, versionId: 1, definition: giftDefinition(null) };

function ids(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

async function resultsByCustomer(database: Database, runId: number) {
  return database.query<{ customer: number; result: string; count: number }>(sql`
    SELECT customer_id AS customer, 'delivery' AS result, count(*) AS count FROM delivery
    WHERE run_id = ${runId} GROUP BY customer_id
    UNION ALL
    SELECT customer_id AS customer, reason AS result, count(*) AS count FROM decision
    WHERE run_id = ${runId} GROUP BY customer_id, reason ORDER BY 1`);
}

onEachDatabase('planning a run', (test) => {
  beforeEach(() => clear(test.database()));

  it('ends every member of the audience in one delivery or one decision, with the reason nearest to success', async () => {
    const database = test.database();
    await savePeople(database, [
      { id: 1, channels: ['webchat', 'telegram'] },
      { id: 2, channels: [] },
      { id: 3, consent: false },
      { id: 4, state: 'blocked' },
      { id: 5, channels: ['discord'] },
      { id: 6, erased: true },
      { id: 7, maxPerWeek: 0 },
      { id: 8, locale: 'zh' },
      { id: 9 },
    ]);
    const campaign = { ...testCampaign, audience: { ...testCampaign.audience, exclude: ['vip'] } };
    const run = await saveRun(database, resolved(campaign));
    await planRun(planDeps(database, { members: { all: ids(9), vip: [9] } }), run);
    const results = await resultsByCustomer(database, run.id);
    expect(results.map(({ customer, result }) => [customer, result])).toEqual([
      [1, 'delivery'],
      [2, 'no-channel'],
      [3, 'no-consent'],
      [4, 'blocked'],
      [5, 'no-channel'],
      [6, 'erased'],
      [7, 'asked-for-less'],
      [8, 'delivery'],
      [9, 'excluded:vip'],
    ]);
    const sent = await database.models.delivery.findMany({ orderBy: { customerId: 'asc' } });
    expect(
      sent.map((row) => [row.channelAccount, row.identityId, row.locale, row.dedupeKey]),
    ).toEqual([
      ['telegram', 11, 'en', `run:${run.id}:1:message`],
      ['webchat', 80, 'zh-CN', `run:${run.id}:8:message`],
    ]);
    const after = await database.models.run.findFirst();
    expect([after?.state, after?.audienceCount]).toEqual(['running', 9]);
  });

  it('resumes after a crash between chunks without loss or doubles, coupons included', async () => {
    const database = test.database();
    await savePeople(
      database,
      ids(23).map((id) => ({ id, consent: id % 5 !== 0 })),
    );
    const run = await saveRun(database, resolved(withCoupon, gift));
    const deps = planDeps(database, { members: { all: ids(23) } });
    for (const crashAt of [1, 2, 3]) {
      let written = 0;
      const plans = {
        ...deps.plans,
        writeChunk: async (chunk: Parameters<typeof deps.plans.writeChunk>[0]) => {
          if (++written === crashAt) throw new Error('killed');
          return deps.plans.writeChunk(chunk);
        },
      };
      await expect(planRun({ ...deps, plans }, run, { chunkSize: 4 })).rejects.toThrow('killed');
      const half = await database.models.run.findFirst();
      expect(half?.state).toBe('planning');
    }
    await planRun(deps, run, { chunkSize: 4 });
    const results = await resultsByCustomer(database, run.id);
    expect(results.map((row) => row.customer)).toEqual(ids(23));
    expect(results.every((row) => row.count === 1)).toBe(true);
    expect(results.filter((row) => row.result === 'no-consent')).toHaveLength(4);
    const coupons = await database.models.coupon.findMany();
    expect(coupons).toHaveLength(19);
    expect(new Set(coupons.map((row) => row.code)).size).toBe(19);
    const deliveries = await database.models.delivery.findMany();
    const owner = new Map(coupons.map((row) => [row.id, row.customerId]));
    expect(deliveries.every((row) => owner.get(row.couponId ?? 0) === row.customerId)).toBe(true);
    const after = await database.models.run.findFirst();
    expect([after?.state, after?.audienceCount]).toEqual(['running', 23]);
  });

  it('lets two planners of one run do it once', async () => {
    const database = test.database();
    await savePeople(
      database,
      ids(30).map((id) => ({ id })),
    );
    const run = await saveRun(database, resolved(withCoupon, gift));
    const fakes = { members: { all: ids(30) } };
    const deps = planDeps(database, fakes);
    await Promise.all([1, 2, 3].map(() => planRun(deps, run, { chunkSize: 3 })));
    const results = await resultsByCustomer(database, run.id);
    expect(results.map((row) => [row.customer, row.count])).toEqual(ids(30).map((id) => [id, 1]));
    expect(await database.models.coupon.count()).toBe(30);
    expect((await database.models.run.findFirst())?.audienceCount).toBe(30);
  });

  it('draws the holdout among the eligible only, and writes who was treated', async () => {
    const database = test.database();
    await savePeople(
      database,
      ids(60).map((id) => ({ id, consent: id > 20 })),
    );
    const campaign = { ...testCampaign, audience: { ...testCampaign.audience, holdoutShare: 0.4 } };
    const run = await saveRun(database, resolved(campaign));
    await planRun(planDeps(database, { members: { all: ids(60) } }), run, { chunkSize: 7 });
    const wanted = ids(60)
      .slice(20)
      .filter((id) => armOf('welcome', id, 0.4) === 'holdout');
    const held = await database.models.exposure.findMany({
      where: { arm: 'holdout' },
      orderBy: { customerId: 'asc' },
    });
    expect(held.map((row) => row.customerId)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(5);
    expect(await database.models.exposure.count({ where: { arm: 'treated' } })).toBe(
      40 - wanted.length,
    );
    expect(await database.models.delivery.count()).toBe(40 - wanted.length);
    expect(await database.models.decision.count({ where: { reason: 'no-consent' } })).toBe(20);
  });

  it('hands out no more coupons than the promotion may be used, whoever plans at the same time', async () => {
    const database = test.database();
    await savePeople(
      database,
      ids(20).map((id) => ({ id })),
    );
    await database.write(2, (tx) =>
      tx.models.promotion.create({
        data: { id: 1, key: 'gift', currentVersionId: 1, createdAt: 1n },
      }),
    );
    const other = { ...withCoupon, id: 'other' };
    const runs = [
      await saveRun(database, resolved(withCoupon, gift)),
      await saveRun(database, resolved(other, gift)),
    ];
    const shop = { ...planDeps(database, { members: {} }).shop, dailyCap: null };
    const deps = { ...planDeps(database, { members: { all: ids(20) }, uses: 13 }), shop };
    await Promise.all(runs.map((run) => planRun(deps, run, { chunkSize: 2 })));
    expect(await database.models.coupon.count()).toBe(13);
    expect(await database.models.delivery.count()).toBe(13);
    expect(await database.models.decision.count({ where: { reason: 'coupon-limit' } })).toBe(27);
  });

  it('leaves out who has nothing to be recommended, and freezes picks with their reasons', async () => {
    const database = test.database();
    await savePeople(database, [{ id: 1 }, { id: 2 }]);
    const campaign = { ...testCampaign, picks: { count: 2 } };
    const run = await saveRun(database, resolved(campaign));
    const picks = [{ productId: 7, sku: 'S7', score: 0.5, reason: { kind: 'popular' as const } }];
    const deps = planDeps(database, {
      members: { all: [1, 2] },
      picks: (id) => (id === 2 ? picks : []),
    });
    await planRun(deps, run);
    const [delivery] = await database.models.delivery.findMany();
    expect([delivery?.customerId, JSON.parse(delivery?.picks ?? '')]).toEqual([2, picks]);
    const [decision] = await database.models.decision.findMany();
    expect([decision?.customerId, decision?.reason]).toEqual([1, 'no-picks']);
  });

  it('counts what another run has planned for the same day', async () => {
    const database = test.database();
    await savePeople(database, [{ id: 1 }, { id: 2 }]);
    const first = await saveRun(database, resolved(testCampaign));
    const second = await saveRun(database, resolved({ ...testCampaign, id: 'second' }));
    await planRun(planDeps(database, { members: { all: [1] } }), first);
    await planRun(planDeps(database, { members: { all: [1, 2] } }), second);
    const due = await database.models.delivery.findMany({ orderBy: { id: 'asc' } });
    // A day's message is taken; the next is allowed tomorrow at 08:00, within the deadline of 24 hours.
    expect(due.map((row) => [row.customerId, new Date(Number(row.dueAt)).toISOString()])).toEqual([
      [1, '2026-11-21T10:00:00.000Z'],
      [1, '2026-11-22T08:00:00.000Z'],
      [2, '2026-11-21T10:00:00.000Z'],
    ]);
  });

  it('stops when the run is cancelled under it', async () => {
    const database = test.database();
    await savePeople(
      database,
      ids(10).map((id) => ({ id })),
    );
    const run = await saveRun(database, resolved(testCampaign));
    const deps = planDeps(database, { members: { all: ids(10) } });
    let planned = 0;
    await planRun(
      {
        ...deps,
        plans: {
          ...deps.plans,
          writeChunk: async (chunk) => {
            if (++planned === 3)
              await database.write(2, (tx) =>
                tx.models.run.update({ where: { id: run.id }, data: { state: 'cancelled' } }),
              );
            return deps.plans.writeChunk(chunk);
          },
        },
      },
      run,
      { chunkSize: 2 },
    );
    expect(await database.models.delivery.count()).toBe(4);
    expect((await database.models.run.findFirst())?.state).toBe('cancelled');
  });

  it('writes one delivery for a post, however often it is planned', async () => {
    const database = test.database();
    const { id, name, schedule, sendWithinMs, message, onUnknown } = testCampaign;
    const base = { id, name, schedule, sendWithinMs, message, onUnknown };
    const post = { channel: 'console', place: '@shop' };
    const run = await saveRun(
      database,
      resolved({ ...base, kind: 'post', post, picks: { count: 1 } }),
    );
    const seller = { productId: 3, sku: 'S3', score: 1, reason: { kind: 'popular' as const } };
    const deps = planDeps(database, { members: {}, picks: () => [seller] });
    await Promise.all([planRun(deps, run), planRun(deps, run)]);
    const rows = await database.models.delivery.findMany();
    expect(rows.map((row) => [row.purpose, row.place, row.customerId, row.content])).toEqual([
      ['post', '@shop', null, null],
    ]);
    expect(JSON.parse(rows[0]?.picks ?? '')).toEqual([seller]);
  });

  it('counts what was bought just before, where a segment asks for it, and else leaves profiles alone', async () => {
    const database = test.database();
    await savePeople(database, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    await writeInteractions(database, [purchase(1, 2, 300)]);
    const deps = {
      ...planDeps(database, { members: {} }),
      segments: segmentStore(database, 'Europe/London'),
    };
    const buyers = { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 1 } } as const;
    const version = (segments: ResolvedCampaign['segments'], id: string) => ({
      ...resolved({ ...testCampaign, id }),
      segments,
    });
    await planRun(deps, await saveRun(database, version({ all: { kind: 'everyone' } }, 'open')));
    expect(await database.models.customerProfile.count()).toBe(0);
    const run = await saveRun(database, version({ all: buyers }, 'buyers'));
    await planRun(deps, run);
    expect((await resultsByCustomer(database, run.id)).map(({ customer }) => customer)).toEqual([
      2,
    ]);
  });
});
