import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import { interactionKindCode } from '../../src/domain/behaviour/interaction-kind.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { type EngagementDeps, handleEngagement } from '../../src/services/handle-engagement.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import { customerStore } from '../../src/store/customer-store.js';
import type { Database } from '../../src/store/database.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { engagementStore } from '../../src/store/engagement-store.js';
import { onEachDatabase } from '../support/databases.js';

type Engagement = Extract<InboundEvent, { kind: 'engagement' }>;

const now = 1_800_000_000_000;
const keyring = keyringOf(new Uint8Array(32).fill(5));
const fan = '2489518277';
const stranger = '1739928273';
const answers = { en: 'See your inbox', 'zh-CN': '已私信您' };

onEachDatabase('what is done under a post', (test) => {
  let postRef = '';
  let deliveryId = 0;
  let posts = 0;

  beforeEach(async () => {
    const database = test.database();
    await database.write(2, async (tx) => {
      await tx.execute(sql`DELETE FROM post_engagement`);
      await tx.execute(sql`DELETE FROM interaction`);
      await tx.execute(sql`DELETE FROM delivery WHERE purpose = 'reply'`);
    });
    posts += 1;
    postRef = `5000000000${posts}`;
    deliveryId = await publishedPost(database, postRef);
  });

  function deps(settings: Record<string, unknown> = { comment_answer: answers }): EngagementDeps {
    const database = test.database();
    const clock = { now: () => now };
    return {
      shop: {
        locales: ['en', 'zh-CN'],
        channels: [{ name: 'weibo', kind: 'weibo', settings }],
      },
      clock,
      customers: customerStore(database, keyring),
      engagements: engagementStore(database, keyring),
      behaviour: behaviourStore(database, clock),
      outbox: deliveryStore(database, keyring, clock),
    };
  }

  let events = 0;
  function did(what: Engagement['what'], from: string, more: Partial<Engagement> = {}): Engagement {
    events += 1;
    const place = what === 'comment' ? { place: `comment:${postRef}:${events}` } : {};
    return {
      kind: 'engagement',
      key: `${what}:${events}`,
      at: now - 1_000,
      from,
      what,
      post: postRef,
      ...place,
      ...more,
    };
  }

  const handle = (event: Engagement, more: { deps?: EngagementDeps; attempt?: number } = {}) =>
    handleEngagement(more.deps ?? deps(), 'weibo', { attempt: more.attempt ?? 1 }, event);

  const kept = () =>
    test
      .database()
      .query<{ kind: string; deliveryId: number | null; identityId: number | null }>(sql`
      SELECT kind, delivery_id AS "deliveryId", identity_id AS "identityId"
      FROM post_engagement ORDER BY id`);
  const interactions = () =>
    test.database().query<{ kind: number; customerId: number; deliveryId: number | null }>(sql`
      SELECT kind, customer_id AS "customerId", delivery_id AS "deliveryId"
      FROM interaction ORDER BY id`);
  const replies = () =>
    test.database().query<{ place: string; content: string; customerId: number | null }>(sql`
      SELECT place, content, customer_id AS "customerId" FROM delivery
      WHERE purpose = 'reply' ORDER BY id`);
  const knownFan = () =>
    customerStore(test.database(), keyring).recogniseChat({
      channelAccount: 'weibo',
      address: fan,
      locale: 'zh-CN',
      name: null,
      at: now - 5_000,
    });

  it('is counted once, however often it is told', async () => {
    const comment = did('comment', stranger);
    await handle(comment);
    await handle(comment);
    await handle(did('like', stranger));
    expect(await kept()).toEqual([
      { kind: 'comment', deliveryId, identityId: null },
      { kind: 'like', deliveryId, identityId: null },
    ]);
  });

  it('makes no customer of a stranger, and keeps no word of who it was', async () => {
    const before = await test.database().query(sql`SELECT id FROM customer`);
    await handle(did('comment', stranger, { key: `comment:of:${stranger}` }));
    expect(await test.database().query(sql`SELECT id FROM customer`)).toEqual(before);
    expect(await interactions()).toEqual([]);
    const rows = await test.database().query(sql`SELECT * FROM post_engagement`);
    expect(JSON.stringify(rows)).not.toContain(stranger);
    const drafts = await test.database().query(sql`SELECT dedupe_key FROM delivery`);
    expect(JSON.stringify(drafts)).not.toContain(stranger);
  });

  it('is an interaction of somebody we know, tied to the post', async () => {
    const { id, customerId } = await knownFan();
    for (const what of ['comment', 'repost', 'like'] as const) {
      const event = did(what, fan);
      await handle(event);
      await handle(event, { attempt: 2 });
    }
    const kinds = [
      interactionKindCode.comment,
      interactionKindCode.share,
      interactionKindCode.like,
    ];
    expect(await interactions()).toEqual(kinds.map((kind) => ({ kind, customerId, deliveryId })));
    expect((await kept()).map(({ identityId }) => identityId)).toEqual([id, id, id]);
  });

  it('is kept without a delivery under a post that is none of ours', async () => {
    await handle(did('like', stranger, { post: '1' }));
    expect(await kept()).toEqual([{ kind: 'like', deliveryId: null, identityId: null }]);
  });

  it('answers each person once under a post, in public and in their language', async () => {
    const { customerId } = await knownFan();
    const first = did('comment', fan, { locale: 'zh-CN' });
    await handle(first);
    await handle(did('comment', fan, { locale: 'zh-CN' }));
    const other = did('comment', stranger, { locale: 'fr' });
    await handle(other);
    await handle(did('like', stranger));
    const said = (await replies()).map(({ place, content, customerId: id }) => ({
      place,
      id,
      text: JSON.parse(content).blocks[0].text,
    }));
    expect(said).toEqual([
      { place: first.place, id: customerId, text: '已私信您' },
      { place: other.place, id: null, text: 'See your inbox' },
    ]);
  });

  it('makes up for an answer that a crash prevented, and says nothing to what was handled', async () => {
    const comment = did('comment', stranger);
    const broken = deps();
    const failing = { ...broken, outbox: { enqueue: () => Promise.reject(new Error('away')) } };
    await expect(handle(comment, { deps: failing })).rejects.toThrow('away');
    await handle(comment, { attempt: 2 });
    expect((await replies()).length).toBe(1);
    // Read again after a restart, when the answer's own row may have been erased.
    await test
      .database()
      .write(2, (tx) => tx.execute(sql`DELETE FROM delivery WHERE purpose = 'reply'`));
    await handle(comment);
    expect(await replies()).toEqual([]);
  });

  it('answers nothing where the account has no answer, or the comment no place', async () => {
    await handle(did('comment', stranger), { deps: deps({}) });
    const { place: _, ...nowhere } = did('comment', stranger);
    await handle(nowhere);
    expect(await replies()).toEqual([]);
    expect((await kept()).length).toBe(2);
  });
});

async function publishedPost(database: Database, ref: string): Promise<number> {
  return database.write(2, async (tx) => {
    const post = await tx.models.delivery.create({
      data: {
        purpose: 'post',
        dedupeKey: `post:${ref}`,
        channelAccount: 'weibo',
        place: 'timeline',
        locale: 'zh-CN',
        dueAt: 0n,
        deadlineAt: 0n,
        state: 'sent',
        createdAt: 0n,
      },
    });
    await tx.models.deliveryAttempt.create({
      data: {
        deliveryId: post.id,
        part: 0,
        attempt: 1,
        key: `key:${ref}`,
        channelAccount: 'weibo',
        outcome: 'accepted',
        platformRef: ref,
        startedAt: 0n,
      },
    });
    return post.id;
  });
}
