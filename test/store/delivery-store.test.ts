import { beforeEach, describe, expect, it } from 'vitest';
import { textMessage } from '../../src/domain/message/message.js';
import type { Ending, Finished } from '../../src/ports/delivery-store.js';
import type { DeliveryDraft } from '../../src/ports/outbox.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { runControl } from '../../src/store/run-control.js';
import { onEachDatabase } from '../support/databases.js';
import {
  clearOutbox,
  seedCoupons,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
  testKeyring,
} from '../support/outbox.js';

const now = 1_000_000;
const account = 'telegram';

onEachDatabase('delivery store', (test) => {
  const store = () => deliveryStore(test.database(), testKeyring, { now: () => now });
  const claim = (limit: number, worker = 'w1') =>
    store().claim({ channelAccount: account, worker, limit, now, leaseMs: 30_000 });
  const begin = (ids: readonly number[], worker = 'w1') =>
    store().beginSending(
      worker,
      ids.map((deliveryId) => ({ deliveryId, parts: [{ part: 0, key: `k${deliveryId}` }] })),
      { now, leaseUntil: now + 30_000 },
    );
  const finish = (deliveryId: number, ending: Ending, more: Partial<Finished> = {}) =>
    store().finish('w1', [{ deliveryId, ending, parts: [], ...more }], now);
  const people = (count: number) =>
    seedPeople(test.database(), {
      account,
      addresses: Array.from({ length: count }, (_, i) => String(700 + i)),
    });
  const strangers = () => seedPeople(test.database(), { account, addresses: ['801', '802'] });
  const row = (id: number) => test.database().models.delivery.findUniqueOrThrow({ where: { id } });

  beforeEach(() => clearOutbox(test.database()));

  const sendingOne = async (couponIds: number[] = []) => {
    const runId = await seedRun(test.database());
    const who = await people(1);
    const [id = 0] = await seedDeliveries(test.database(), {
      account,
      people: who,
      runId,
      couponIds,
    });
    await claim(5);
    await begin([id]);
    return { id, runId, person: who[0] ?? { customerId: 0, identityId: 0, address: '' } };
  };

  describe('enqueue', () => {
    const draft = (dedupeKey: string): DeliveryDraft => ({
      purpose: 'reply',
      dedupeKey,
      customerId: null,
      identityId: null,
      channelAccount: account,
      place: '@shop',
      content: textMessage('zh-CN', '你好'),
      dueAt: now,
      deadlineAt: now + 1,
    });

    it('keeps one delivery for each key, also within one call', async () => {
      expect(await store().enqueue([draft('a'), draft('b'), draft('a')])).toBe(2);
      expect(await store().enqueue([draft('b'), draft('c')])).toBe(1);
      expect(await test.database().models.delivery.count()).toBe(3);
    });

    it('hands back what was put in', async () => {
      await store().enqueue([draft('a')]);
      const [held] = await claim(5);
      expect(held).toMatchObject({
        purpose: 'reply',
        runId: null,
        address: '@shop',
        locale: 'zh-CN',
        picks: [],
        content: textMessage('zh-CN', '你好'),
        isReachable: true,
        deadlineAt: now + 1,
      });
    });
  });

  describe('claim', () => {
    it('gives a delivery to one worker only', async () => {
      const runId = await seedRun(test.database());
      const ids = await seedDeliveries(test.database(), {
        account,
        people: await people(7),
        runId,
      });
      const [a, b] = await Promise.all([claim(5, 'w1'), claim(5, 'w2')]);
      const got = [...a, ...b].map(({ id }) => id).sort((x, y) => x - y);
      expect(got).toEqual(ids);
      expect(await claim(5, 'w3')).toEqual([]);
    });

    it('takes answers first, then the rest by due time', async () => {
      const runId = await seedRun(test.database());
      const who = await people(3);
      const [one, two, three] = who;
      if (!one || !two || !three) throw new Error('three people');
      const late = await seedDeliveries(test.database(), {
        account,
        people: [one],
        runId,
        dueAt: 9,
      });
      const early = await seedDeliveries(test.database(), {
        account,
        people: [two],
        runId,
        dueAt: 2,
      });
      const reply = await seedDeliveries(test.database(), {
        account,
        people: [three],
        purpose: 'reply',
        dueAt: 50,
      });
      expect((await claim(9)).map(({ id }) => id)).toEqual([...reply, ...early, ...late]);
    });

    it('takes answers alone when asked to', async () => {
      const runId = await seedRun(test.database());
      const who = await people(2);
      await seedDeliveries(test.database(), { account, people: who, runId });
      const replies = await seedDeliveries(test.database(), {
        account,
        people: who,
        purpose: 'reply',
      });
      const request = { channelAccount: account, worker: 'w1', limit: 9, now, leaseMs: 9 };
      const held = await store().claim({ ...request, repliesOnly: true });
      expect(held.map(({ id }) => id)).toEqual(replies);
    });

    it('decrypts the address', async () => {
      await seedDeliveries(test.database(), { account, people: await people(2), purpose: 'reply' });
      expect((await claim(9)).map(({ address }) => address)).toEqual(['700', '701']);
    });

    it('leaves alone what is not due, past its deadline, of another account or of a run that is not running', async () => {
      const paused = await seedRun(test.database(), { state: 'paused' });
      const planning = await seedRun(test.database(), { state: 'planning' });
      const who = await people(1);
      const database = test.database();
      await seedDeliveries(database, { account, people: who, dueAt: now + 1 });
      await seedDeliveries(database, { account, people: who, deadlineAt: now });
      await seedDeliveries(database, { account: 'webchat', people: who });
      await seedDeliveries(database, { account, people: who, runId: paused });
      await seedDeliveries(database, { account, people: who, runId: planning });
      expect(await claim(9)).toEqual([]);
    });

    it('lets the running runs take turns, so that a long one holds up nobody', async () => {
      const [long, short] = [await seedRun(test.database()), await seedRun(test.database())];
      await seedDeliveries(test.database(), { account, people: await people(8), runId: long });
      const [mine] = await seedPeople(test.database(), { account, addresses: ['x'] });
      if (!mine) throw new Error('one person');
      await seedDeliveries(test.database(), { account, people: [mine], runId: short, dueAt: 5 });
      const one = store();
      const runs: (number | null)[] = [];
      for (let i = 0; i < 2; i++) {
        const [held] = await one.claim({
          channelAccount: account,
          worker: 'w',
          limit: 1,
          now,
          leaseMs: 9,
        });
        runs.push(held?.runId ?? null);
      }
      expect(runs.sort()).toEqual([long, short].sort());
    });

    it('says that a blocked identity is not reachable', async () => {
      const who = await people(2);
      await seedDeliveries(test.database(), { account, people: who, purpose: 'reply' });
      await test.database().write(2, (tx) =>
        tx.models.channelIdentity.update({
          where: { id: who[1]?.identityId ?? 0 },
          data: { state: 'blocked' },
        }),
      );
      expect((await claim(9)).map(({ isReachable }) => isReachable)).toEqual([true, false]);
    });
  });

  describe('beginSending', () => {
    it('writes the intent with one attempt for each part', async () => {
      const { id } = await sendingOne();
      const attempts = await test.database().models.deliveryAttempt.findMany();
      expect(attempts).toMatchObject([
        { deliveryId: id, part: 0, attempt: 1, key: `k${id}`, outcome: null, finishedAt: null },
      ]);
      expect(await statesOf(test.database(), [id])).toEqual(['sending']);
    });

    it('refuses another worker’s, and one whose run was paused meanwhile', async () => {
      const runId = await seedRun(test.database());
      const [a = 0, b = 0] = await seedDeliveries(test.database(), {
        account,
        people: await people(2),
        runId,
      });
      await claim(5);
      expect([...(await begin([a], 'w2')).keys()]).toEqual([]);
      await runControl(test.database()).changeState({
        runId,
        from: ['running'],
        to: 'paused',
        reason: null,
        now,
      });
      expect([...(await begin([a, b])).keys()]).toEqual([]);
      expect(await test.database().models.deliveryAttempt.count()).toBe(0);
    });

    it('tells on a second attempt which parts have arrived', async () => {
      const { id } = await sendingOne();
      const accepted = {
        part: 0,
        attempt: 1,
        outcome: 'accepted',
        ref: 'm1',
        detail: null,
        at: now,
      };
      await finish(
        id,
        { kind: 'wait', untilMs: now, reason: 'throttled' },
        { parts: [{ ...accepted }] },
      );
      await claim(5);
      const begun = await begin([id]);
      expect(begun.get(id)).toEqual({ attempt: 2, acceptedParts: new Set([0]) });
    });
  });

  describe('finish', () => {
    it('keeps when, what and under which platform id it was sent', async () => {
      const { id } = await sendingOne();
      const part = {
        part: 0,
        attempt: 1,
        outcome: 'accepted',
        ref: '700:9',
        detail: null,
        at: now + 3,
      };
      await finish(id, { kind: 'sent', at: now + 3, contentHash: 'abc' }, { parts: [part] });
      expect(await row(id)).toMatchObject({
        state: 'sent',
        sentAt: BigInt(now + 3),
        contentHash: 'abc',
        leaseUntil: null,
      });
      expect(await test.database().models.deliveryAttempt.findFirst()).toMatchObject({
        outcome: 'accepted',
        platformRef: '700:9',
      });
    });

    it('puts back what was certainly not sent, to be claimed again when it is time', async () => {
      const { id } = await sendingOne();
      await finish(id, { kind: 'wait', untilMs: now + 5_000, reason: 'throttled' });
      expect(await row(id)).toMatchObject({
        state: 'planned',
        dueAt: BigInt(now + 5_000),
        stateReason: 'throttled',
      });
      expect(await store().nextDueAt(account)).toBe(now + 5_000);
    });

    it.each([
      { ending: 'failed', coupon: 'revoked' },
      { ending: 'skipped', coupon: 'revoked' },
      { ending: 'expired', coupon: 'revoked' },
      { ending: 'unknown', coupon: 'issued' },
    ] as const)('leaves the coupon $coupon when it ends $ending', async ({ ending, coupon }) => {
      const couponIds = await seedCoupons(test.database(), 1);
      const { id } = await sendingOne(couponIds);
      await finish(id, { kind: ending, reason: 'why' });
      expect(await row(id)).toMatchObject({ state: ending, stateReason: 'why' });
      expect(await test.database().models.coupon.findFirst()).toMatchObject({ state: coupon });
    });

    it('leaves a coupon that was used after all, and one of a sent message', async () => {
      const [used = 0] = await seedCoupons(test.database(), 1);
      await test
        .database()
        .write(2, (tx) =>
          tx.models.coupon.update({ where: { id: used }, data: { state: 'redeemed' } }),
        );
      const { id } = await sendingOne([used]);
      await finish(id, { kind: 'failed', reason: 'why' });
      expect(await test.database().models.coupon.findFirst()).toMatchObject({ state: 'redeemed' });
    });

    it('blocks the identity that shut us out, and no other', async () => {
      await strangers();
      const { id, person } = await sendingOne();
      await finish(
        id,
        { kind: 'failed', reason: 'blocked' },
        { identity: { id: person.identityId, state: 'blocked' } },
      );
      const blocked = await test
        .database()
        .models.channelIdentity.findMany({ where: { state: 'blocked' } });
      expect(blocked.map(({ id: identity }) => identity)).toEqual([person.identityId]);
    });

    it('goes on at the address a chat has moved to', async () => {
      const { id } = await sendingOne();
      await finish(id, { kind: 'moved', to: '-100999' });
      expect(await claim(5)).toMatchObject([{ id, address: '-100999' }]);
    });

    it('fails when the new address is somebody else’s, and touches neither', async () => {
      await strangers();
      const { id } = await sendingOne();
      await finish(id, { kind: 'moved', to: '801' });
      expect(await statesOf(test.database(), [id])).toEqual(['failed']);
    });

    it('goes on to another channel of the customer', async () => {
      const { id, person } = await sendingOne();
      const made = await test.database().write(2, (tx) =>
        tx.models.channelIdentity.create({
          data: {
            customerId: person.customerId,
            channelAccount: 'webchat',
            address: testKeyring.encrypt('w'),
            addressHash: 'w',
            linkedAt: 0n,
          },
        }),
      );
      const route = { channelAccount: 'webchat', identityId: made.id };
      expect(await store().otherRoutes([id])).toEqual(new Map([[id, [route]]]));
      await finish(id, { kind: 'rerouted', to: route, reason: 'blocked on telegram' });
      expect(await row(id)).toMatchObject({
        state: 'planned',
        channelAccount: 'webchat',
        identityId: made.id,
      });
      // What was tried is not offered again.
      expect(await store().otherRoutes([id])).toEqual(new Map());
    });

    it('does not touch what another worker has got meanwhile', async () => {
      const { id } = await sendingOne();
      const ended = await store().finish(
        'w2',
        [{ deliveryId: id, ending: { kind: 'failed', reason: 'x' }, parts: [] }],
        now,
      );
      expect([...ended]).toEqual([]);
      expect(await statesOf(test.database(), [id])).toEqual(['sending']);
    });

    it('cancels, coupon returned, what comes back into a run that was cancelled meanwhile', async () => {
      const couponIds = await seedCoupons(test.database(), 1);
      const { id, runId } = await sendingOne(couponIds);
      await runControl(test.database()).changeState({
        runId,
        from: ['running'],
        to: 'cancelled',
        reason: null,
        now,
      });
      await finish(id, { kind: 'wait', untilMs: now, reason: 'throttled' });
      expect(await statesOf(test.database(), [id])).toEqual(['cancelled']);
      expect(await test.database().models.coupon.findFirst()).toMatchObject({ state: 'revoked' });
    });
  });

  describe('recover', () => {
    const nothing = { runIds: [], accounts: [] };
    const later = now + 30_001;

    it('plans again what was claimed and calls unknown what was being sent, once the lease has run out', async () => {
      const { id } = await sendingOne();
      const [other = 0] = await seedDeliveries(test.database(), {
        account,
        people: await seedPeople(test.database(), { account, addresses: ['y'] }),
        purpose: 'reply',
      });
      await claim(5);
      expect(await store().recover({ now, resend: nothing })).toEqual({
        released: 0,
        unknown: 0,
        resent: 0,
      });
      expect(await store().recover({ now: later, resend: nothing })).toEqual({
        released: 1,
        unknown: 1,
        resent: 0,
      });
      expect(await statesOf(test.database(), [id, other])).toEqual(['unknown', 'planned']);
    });

    it('does not wait for the leases of others when this worker alone serves the account', async () => {
      const { id, runId } = await sendingOne();
      const sole = { channelAccount: account, worker: 'w2' };
      expect(await store().runsToRecover({ now, sole })).toEqual([runId]);
      expect(await store().recover({ now, resend: nothing, sole })).toMatchObject({ unknown: 1 });
      expect(await statesOf(test.database(), [id])).toEqual(['unknown']);
      await finish(id, { kind: 'sent', at: now, contentHash: 'h' });
      expect(await statesOf(test.database(), [id])).toEqual(['sent']);
    });

    it('sends once more, and only once, where the campaign or the platform allows it', async () => {
      const { id, runId } = await sendingOne();
      const resend = { runIds: [runId], accounts: [] };
      expect(await store().recover({ now: later, resend })).toMatchObject({
        resent: 1,
        unknown: 0,
      });
      await store().claim({
        channelAccount: account,
        worker: 'w1',
        limit: 1,
        now: later,
        leaseMs: 9,
      });
      await store().beginSending('w1', [{ deliveryId: id, parts: [{ part: 0, key: 'k' }] }], {
        now: later,
        leaseUntil: later + 9,
      });
      expect(await store().recover({ now: later + 9, resend })).toMatchObject({
        resent: 0,
        unknown: 1,
      });
    });

    it.each([
      { sinceMs: now, resent: 1 },
      { sinceMs: now + 1, resent: 0 },
    ])('resends $resent where the platform folds repeats begun since $sinceMs', async (each) => {
      await sendingOne();
      const resend = { runIds: [], accounts: [{ name: account, sinceMs: each.sinceMs }] };
      expect(await store().recover({ now: later, resend })).toMatchObject({
        resent: each.resent,
        unknown: 1 - each.resent,
      });
    });
  });

  it('sweeps what is past its deadline, coupons returned', async () => {
    const couponIds = await seedCoupons(test.database(), 2);
    const [a = 0, b = 0] = await seedDeliveries(test.database(), {
      account,
      people: await people(2),
      couponIds,
      deadlineAt: now,
    });
    const [fresh = 0] = await seedDeliveries(test.database(), {
      account,
      people: await seedPeople(test.database(), { account, addresses: ['z'] }),
      deadlineAt: now + 1,
    });
    expect(await store().sweep(now)).toBe(2);
    expect(await statesOf(test.database(), [a, b, fresh])).toEqual([
      'expired',
      'expired',
      'planned',
    ]);
    expect(await test.database().models.coupon.count({ where: { state: 'revoked' } })).toBe(2);
  });

  it('cancels what is planned and leaves what is being sent', async () => {
    const { id, runId } = await sendingOne();
    const [waiting = 0] = await seedDeliveries(test.database(), {
      account,
      people: await seedPeople(test.database(), { account, addresses: ['z'] }),
      runId,
    });
    expect(await runControl(test.database()).cancelPlanned(runId, 100)).toBe(1);
    expect(await statesOf(test.database(), [id, waiting])).toEqual(['sending', 'cancelled']);
  });

  it('closes a running run when nothing of it is open, not before', async () => {
    const { id, runId } = await sendingOne();
    await seedRun(test.database(), { state: 'paused' });
    expect(await store().closeRuns(now)).toEqual([]);
    await finish(id, { kind: 'sent', at: now, contentHash: 'h' });
    expect(await store().countByState(runId)).toMatchObject({ sent: 1, planned: 0, sending: 0 });
    expect(await store().closeRuns(now)).toEqual([runId]);
  });
});
