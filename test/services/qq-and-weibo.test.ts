import { beforeEach, expect, it } from 'vitest';
import { adapter as qq } from '../../adapters/qq.js';
import { adapter as weibo } from '../../adapters/weibo.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { reportStore } from '../../src/store/report-store.js';
import { QqServer, type SignedCall } from '../fakes/qq-server.js';
import { WeiboServer } from '../fakes/weibo-server.js';
import { openAccount } from '../support/channels.js';
import { chatShop } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedRun, statesOf } from '../support/outbox.js';

// The whole way: platform, webhook or reading, inbox, dialogue, outbox, dispatcher, platform.

const hourMs = 3_600_000;
const ann = 'ANN0000000000000000000000000OPEN';
const fan = '2489518277';

onEachDatabase('QQ and Weibo, all the way', (test) => {
  beforeEach(() => clearOutbox(test.database()));

  function openShop(account: ChannelAccount, settings: Record<string, unknown> = {}) {
    const shop = {
      ...chatShop(test.database()).deps.shop,
      channels: [{ name: account.name, kind: account.kind, settings }],
    };
    const accounts = new Map([[account.name, account]]);
    const change = { shop, accounts, clock: { now: Date.now } };
    const { deps } = chatShop(test.database(), change);
    return { deps, inbox: openInbox(deps) };
  }

  async function hears(account: ChannelAccount, inbox: Inbox, { body, headers }: SignedCall) {
    const request: RawRequest = {
      method: 'POST',
      path: `/webhooks/${account.name}`,
      query: {},
      headers,
      body: Buffer.from(body),
    };
    const received = await account.receive?.(request);
    await inbox.receive(account.name, received?.events ?? []);
    await inbox.idle();
    return received?.reply;
  }

  it('lets a campaign wait on QQ until the person writes, and counts it among the five replies', async () => {
    const server = await new QqServer().start();
    const account = openAccount(qq, {
      app_id: server.appId,
      client_secret: server.secret,
      api_root: server.url,
      token_root: server.url,
      per_chat_ms: 0,
    });
    const { deps, inbox } = openShop(account);
    const came = server.befriends(ann);
    await hears(account, inbox, came);
    const chat = await deps.customers.chat('qq', ann);
    if (chat === null) throw new Error('no chat');
    await withDispatch(dispatchDeps(test.database(), [account]), async () => {
      // The greeting uses the right that the new friend gave.
      await until(() => server.messages.length > 0);
      expect(server.messages[0]?.body).toMatchObject({ event_id: came.eventId, msg_seq: 1 });
      // No right is left of it: only a word of theirs lets the campaign go.
      await test.database().write(2, ({ models }) => models.sendRight.deleteMany());
      const people = [{ customerId: chat.customerId, identityId: chat.id, address: ann }];
      const runId = await seedRun(test.database());
      const deadlineAt = Date.now() + hourMs;
      const [id = -1] = await seedDeliveries(test.database(), {
        account: 'qq',
        people,
        deadlineAt,
        runId,
      });
      const waits = () => test.database().models.inboundWait.count({ where: { deliveryId: id } });
      await until(async () => (await waits()) === 1);
      const before = server.messages.length;
      const said = server.says(ann, '优惠券');
      expect(await hears(account, inbox, said)).toMatchObject({ body: '{"op":12,"d":0}' });
      await until(async () => (await statesOf(test.database(), [id]))[0] === 'sent');
      await until(() => server.messages.length === before + 2);
      const answers = server.messages.slice(before).map(({ body }) => body);
      expect(answers.map((body) => body['msg_id'])).toEqual([said.msgId, said.msgId]);
      expect(answers.map((body) => body['msg_seq']).sort()).toEqual([1, 2]);
    });
    await server.stop();
  });

  it('sends no answer on QQ twice when nobody knows whether it arrived', async () => {
    const server = await new QqServer().start();
    const settings = { app_id: server.appId, client_secret: server.secret };
    const account = openAccount(qq, { ...settings, api_root: server.url, token_root: server.url });
    const { inbox } = openShop(account);
    server.faults.push({ kind: 'reset', sent: true });
    await hears(account, inbox, server.says(ann, 'help'));
    await withDispatch(dispatchDeps(test.database(), [account]), () =>
      until(async () => {
        const rows = await test.database().models.delivery.findMany({ select: { state: true } });
        return rows.length === 1 && rows[0]?.state === 'unknown';
      }),
    );
    expect(server.messages.length).toBe(1);
    await server.stop();
  });

  it('posts on Weibo, reads back what is done under the post, and answers the comment there', async () => {
    const server = await new WeiboServer().start();
    const answer = { 'zh-CN': '已私信您' };
    const settings = {
      access_token: server.accessToken,
      safe_domains: server.safeDomains,
      rip: '211.156.0.1',
      comment_answer: answer,
      read_every_minutes: 0.0005,
      api_root: server.url,
      messages_root: server.url,
    };
    const account = openAccount(weibo, settings);
    const { deps, inbox } = openShop(account, settings);
    const runId = await seedRun(test.database(), { campaignId: 'lanterns' });
    const words = '新品 https://shop.example/lantern';
    await deps.outbox.enqueue([
      {
        purpose: 'post',
        runId,
        dedupeKey: `post:${runId}`,
        customerId: null,
        identityId: null,
        channelAccount: 'weibo',
        place: 'timeline',
        content: { locale: 'zh-CN', blocks: [{ kind: 'text', text: words }] },
        dueAt: Date.now(),
        deadlineAt: Date.now() + hourMs,
      },
    ]);
    const abort = new AbortController();
    const reading = account.listen?.((events) => inbox.receive('weibo', events), abort.signal);
    await withDispatch(dispatchDeps(test.database(), [account]), async () => {
      await until(() => server.posts.length === 1);
      const [post] = server.posts;
      if (post === undefined) throw new Error('no post');
      const comment = server.comments(post, fan, '多少钱');
      server.comments(post, fan, '在吗');
      server.likes(post, '1739928273');
      await until(() => post.comments.some(({ answers }) => answers === comment.id), 15_000);
      await until(async () => {
        const [figures] = await reportStore(test.database()).posts('lanterns');
        return figures?.comments === 2 && figures.likes === 1;
      });
      await inbox.idle();
      // One answer for one person, and our own is no comment to answer.
      expect(post.comments.filter(({ uid }) => uid === server.uid).map(({ text }) => text)).toEqual(
        ['已私信您'],
      );
      expect(await deps.customers.chat('weibo', fan)).toBeNull();
    });
    abort.abort();
    await reading;
    await server.stop();
  }, 30_000);
});
