import { expect, it } from 'vitest';
import { interactionKindCode } from '../../src/domain/behaviour/interaction-kind.js';
import { reportStore } from '../../src/store/report-store.js';
import { onEachDatabase } from '../support/databases.js';

// Five people in two runs of "spring", one in another campaign. Window: 10 ms.
//   1 treated in both runs (at 100 and 200): buys at 105 and 207 → converts once, on the first assignment's day
//   2 treated at 100: buys at 110 → one instant too late
//   3 held out at 100: buys at 100 → counts
//   4 held out at 100: never buys
//   5 was two chats: 5 (treated, run 1) merged into 6 (held out, run 1); 5 bought at 104 → one treated convert, id 6
//   7 belongs to campaign "other" and buys
const day = 86_400_000;

onEachDatabase('report store', (test) => {
  it('counts people and money by arm, from assignment, each person once', async () => {
    const store = await filled();
    const arms = await store.arms(
      'spring',
      { kindCode: interactionKindCode.purchase, withinMs: 10 },
      205,
    );
    expect(arms).toEqual([
      {
        arm: 'treated',
        people: 3,
        // 2's window ended at 110 and the merged person's at 110; 1's second ends at 210
        closedPeople: 2,
        converted: 2,
        // person 1: 500 + 300 − 100 refund in the window; person 6 (through 5): 50; person 2: 0
        revenueMinor: { people: 3, sum: 750, sumOfSquares: 700 * 700 + 50 * 50 },
      },
      {
        arm: 'holdout',
        people: 2,
        closedPeople: 2,
        converted: 1,
        revenueMinor: { people: 2, sum: 70, sumOfSquares: 4_900 },
      },
    ]);
  });

  it('puts a convert on the day of the first purchase, counted from the first assignment', async () => {
    const store = reportStore(test.database());
    const found = await store.convertsByDay('slow', {
      kindCode: interactionKindCode.purchase,
      withinMs: 5 * day,
    });
    expect(found).toEqual([
      { arm: 'holdout', day: 0, people: 1 },
      { arm: 'treated', day: 2, people: 1 },
    ]);
  });

  it('counts people who clicked once, machine clicks apart, and no test send', async () => {
    const store = reportStore(test.database());
    expect(await store.engagement('spring')).toEqual({
      clickedPeople: 1,
      humanClicks: 2,
      machineClicks: 1,
      repliedPeople: 0,
      redeemedPeople: 1,
      leftPeople: 1,
    });
    expect(await store.coupons('spring')).toEqual({ issued: 2, redeemed: 1, discountMinor: 40 });
    expect(await store.deliveries('spring')).toEqual([
      { channelAccount: 'webchat', state: 'sent', reason: null, deliveries: 2 },
      { channelAccount: 'webchat', state: 'failed', reason: 'blocked', deliveries: 1 },
    ]);
    expect(await store.leftOut('spring')).toEqual([
      { reason: 'holdout', people: 3 },
      { reason: 'no-consent', people: 1 },
    ]);
    expect(await store.clickedProducts('spring', 3)).toEqual([
      { sku: 'A1', name: 'Lantern', people: 1 },
    ]);
  });

  it('answers for one person over all runs, whichever of their ids was assigned', async () => {
    const store = reportStore(test.database());
    const rows = await store.historyOf('spring', 6);
    expect(rows.map(({ runId, arm }) => ({ runId, arm }))).toContainEqual({
      runId: 1,
      arm: 'treated',
    });
    expect(rows.at(-1)).toMatchObject({
      runId: 2,
      arm: null,
      deliveryState: null,
      decisionReason: null,
    });
  });

  it('counts ratings of what its coupons were used for, the last one of each redemption', async () => {
    const store = reportStore(test.database());
    await test.database().write(2, async ({ models }) => {
      const of = (id: number, campaignId: string) => ({
        ...{ id, campaignId, versionId: 1, occurrenceKey: `rated${id}`, state: 'done' },
        ...{ scheduledFor: 0n, audienceCount: 4, createdAt: 0n },
      });
      await models.run.createMany({ data: [of(11, 'rated'), of(12, 'unrated')] });
      const to = (id: number, runId: number, purpose = 'campaign') => ({
        ...{ id, runId, purpose, dedupeKey: `rated${id}`, customerId: 1, locale: 'en' },
        ...{ channelAccount: 'webchat', state: 'sent', dueAt: 0n, deadlineAt: 0n, createdAt: 0n },
      });
      await models.delivery.createMany({
        data: [to(21, 11), to(22, 11), to(23, 11, 'test'), to(24, 12)],
      });
      let key = 0;
      const rated = (
        deliveryId: number | null,
        redemption: string,
        rating: number | null,
        at: number,
      ) => ({
        ...{ customerId: 1, kind: interactionKindCode.rate, deliveryId, rating, source: 'rated' },
        ...{ context: JSON.stringify({ of: redemption }), occurredAt: BigInt(at), recordedAt: 0n },
        sourceKey: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? key++ : 1)),
      });
      await models.interaction.createMany({
        data: [
          rated(21, 'a', 2, 5),
          rated(21, 'a', 5, 9),
          rated(21, 'b', 3, 7),
          rated(22, 'c', 5, 8),
          rated(23, 'd', 1, 8),
          rated(24, 'e', 1, 8),
          rated(null, 'f', 1, 8),
        ],
      });
    });
    expect(await store.ratings('rated')).toEqual([
      { stars: 3, ratings: 1 },
      { stars: 5, ratings: 2 },
    ]);
    expect(await store.ratings('nothing')).toEqual([]);
  });

  it('has nothing to say of a campaign that never ran', async () => {
    const store = reportStore(test.database());
    expect(await store.runs('nothing')).toEqual([]);
    expect(await store.arms('nothing', { kindCode: 11, withinMs: 10 }, 0)).toEqual([]);
    expect(await store.coupons('nothing')).toEqual({ issued: 0, redeemed: 0, discountMinor: 0 });
    expect((await store.engagement('nothing')).clickedPeople).toBe(0);
  });

  async function filled() {
    await test.database().write(2, async ({ models }) => {
      for (let id = 1; id <= 9; id++) {
        const canonicalCustomerId = id === 5 ? 6 : null;
        await models.customer.create({ data: { id, createdAt: 0n, canonicalCustomerId } });
      }
      await models.product.create({
        data: { id: 1, sku: 'A1', name: 'Lantern', priceMinor: 5n, createdAt: 0n, updatedAt: 0n },
      });
      const run = (id: number, campaignId: string, at: number) => ({
        id,
        campaignId,
        versionId: 1,
        occurrenceKey: `k${id}`,
        state: 'done',
        scheduledFor: BigInt(at),
        audienceCount: 6,
        createdAt: 0n,
      });
      await models.run.createMany({
        data: [
          run(1, 'spring', 100),
          run(2, 'spring', 200),
          run(3, 'other', 100),
          run(4, 'slow', 0),
        ],
      });
      const exposure = (
        runId: number,
        customerId: number,
        [campaignId, arm]: [string, string],
        at: number,
      ) => ({
        runId,
        customerId,
        campaignId,
        arm,
        assignedAt: BigInt(at),
      });
      await models.exposure.createMany({
        data: [
          exposure(1, 1, ['spring', 'treated'], 100),
          exposure(2, 1, ['spring', 'treated'], 200),
          exposure(1, 2, ['spring', 'treated'], 100),
          exposure(1, 3, ['spring', 'holdout'], 100),
          exposure(1, 4, ['spring', 'holdout'], 100),
          exposure(1, 5, ['spring', 'treated'], 100),
          exposure(1, 6, ['spring', 'holdout'], 100),
          exposure(3, 7, ['other', 'treated'], 100),
          exposure(4, 8, ['slow', 'treated'], 0),
          exposure(4, 9, ['slow', 'holdout'], 0),
        ],
      });
      let key = 0;
      const did = (
        customerId: number,
        kind: keyof typeof interactionKindCode,
        at: number,
        deliveryId?: number,
      ) => ({
        customerId,
        kind: interactionKindCode[kind],
        occurredAt: BigInt(at),
        recordedAt: 0n,
        source: 't',
        sourceKey: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? key++ : 0)),
        deliveryId: deliveryId ?? null,
        productId: kind === 'click' ? 1 : null,
      });
      await models.interaction.createMany({
        data: [
          did(1, 'purchase', 105),
          did(1, 'purchase', 207),
          did(2, 'purchase', 110),
          did(3, 'purchase', 100),
          did(5, 'purchase', 104),
          did(7, 'purchase', 101),
          did(1, 'browse', 101),
          did(1, 'click', 103, 1),
          did(1, 'click', 104, 1),
          did(9, 'click', 104, 4),
          did(2, 'unsubscribed', 130),
          did(8, 'purchase', 2 * day + 5),
          did(8, 'purchase', 3 * day),
          did(9, 'purchase', day - 1),
        ],
      });
      const order = (
        id: number,
        customerId: number,
        [total, kind]: [number, string],
        at: number,
      ) => ({
        id,
        source: 't',
        externalId: `o${id}`,
        customerId,
        kind,
        totalMinor: BigInt(total),
        occurredAt: BigInt(at),
        recordedAt: 0n,
      });
      await models.shopOrder.createMany({
        data: [
          order(1, 1, [500, 'sale'], 105),
          order(2, 1, [300, 'sale'], 207),
          order(3, 1, [-100, 'refund'], 108),
          order(4, 1, [999, 'sale'], 300),
          order(5, 2, [900, 'sale'], 110),
          order(6, 3, [70, 'sale'], 100),
          order(7, 5, [50, 'sale'], 104),
        ],
      });
      const delivery = (id: number, customerId: number, state: string, purpose = 'campaign') => ({
        id,
        purpose,
        runId: 1,
        dedupeKey: `d${id}`,
        customerId,
        channelAccount: 'webchat',
        locale: 'en',
        state,
        stateReason: state === 'failed' ? 'blocked' : null,
        dueAt: 0n,
        deadlineAt: 0n,
        createdAt: 0n,
        sentAt: 100n,
      });
      await models.delivery.createMany({
        data: [
          delivery(1, 1, 'sent'),
          delivery(2, 2, 'sent'),
          delivery(3, 5, 'failed'),
          delivery(4, 9, 'sent', 'test'),
        ],
      });
      await models.decision.createMany({
        data: [3, 4, 6].map((customerId) => ({ runId: 1, customerId, reason: 'holdout', at: 0n })),
      });
      await models.decision.create({
        data: { runId: 1, customerId: 8, reason: 'no-consent', at: 0n },
      });
      const link = (id: number, deliveryId: number) => ({
        id,
        token: `t${id}`,
        deliveryId,
        label: 'a',
        target: 'x',
        createdAt: 0n,
      });
      await models.trackedLink.createMany({ data: [link(1, 1), link(2, 4)] });
      const click = (linkId: number, actor: string) => ({ linkId, at: 0n, actor });
      await models.click.createMany({
        data: [click(1, 'human'), click(1, 'human'), click(1, 'machine'), click(2, 'human')],
      });
      const coupon = (id: number, runId: number | null) => ({
        id,
        code: `c${id}`,
        promotionId: 1,
        promotionVersionId: 1,
        customerId: id,
        runId,
        validFrom: 0n,
        validUntil: 1n,
        createdAt: 0n,
      });
      await models.coupon.createMany({ data: [coupon(1, 1), coupon(2, 1), coupon(3, null)] });
      const redemption = (couponId: number, reversedAt: bigint | null) => ({
        couponId,
        promotionId: 1,
        reservationId: `r${couponId}`,
        discountMinor: 40n,
        redeemedAt: 0n,
        reversedAt,
      });
      await models.redemption.createMany({
        data: [redemption(1, null), redemption(2, 5n), redemption(3, null)],
      });
    });
    return reportStore(test.database());
  }
});
