import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutboundMessage, textMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { ann, bob, openWechat } from '../support/wechat.js';

// 2026-11-21 10:00 in Shanghai.
const morning = Date.UTC(2026, 10, 21, 2);

describe.each(['service', 'subscription'] as const)('a mass send of a %s account', (type) => {
  let server: WechatServer;
  let account: ChannelAccount;
  let now: number;
  beforeEach(async () => {
    now = morning;
    ({ server, account } = await openWechat({ type, now: () => now }));
  });
  afterEach(() => server.stop());

  const publish = (message: OutboundMessage, to: string, key: string) => {
    const rendering = account.render(message);
    if (!rendering.ok) throw new Error(JSON.stringify(rendering.violations));
    const [part, ...more] = rendering.parts;
    if (part === undefined || more.length > 0) throw new Error('a mass send is one call');
    return account.send(part, { to, key, signal: AbortSignal.timeout(5_000) });
  };
  const reached = () => server.messages.map(({ to }) => to);

  it('reaches all, under the key of the delivery, and is named as its events name it', async () => {
    const outcome = await publish(textMessage('zh-CN', '新品上架'), 'all', 'key-1');
    const [job] = server.mass.jobs;
    expect(outcome).toEqual({ kind: 'accepted', ref: `mass:${job?.id}`, final: false });
    expect(job?.body).toEqual({
      filter: { is_to_all: true },
      clientmsgid: 'key-1',
      msgtype: 'text',
      text: { content: '新品上架' },
    });
    expect(reached()).toEqual([ann, bob]);
    const ended = { MsgID: job?.id ?? 0, Status: 'send success', TotalCount: 2, SentCount: 2 };
    const told = await account.receive?.(server.customers.event(ann, 'MASSSENDJOBFINISH', ended));
    expect(told?.events).toMatchObject([
      { kind: 'delivery', ref: `mass:${job?.id}`, state: 'delivered' },
    ]);
  });

  it('reaches those with a tag', async () => {
    expect(await publish(textMessage('en', 'hi'), 'tag:2', 'k')).toMatchObject({
      kind: 'accepted',
    });
    expect(reached()).toEqual([bob]);
  });

  it('is one, however often it is repeated with its key', async () => {
    server.faults.push({ kind: 'reset', sent: true });
    const first = await publish(textMessage('en', 'hi'), 'all', 'same');
    expect(first).toMatchObject({ kind: 'unknown', resendSafe: true });
    const second = await publish(textMessage('en', 'hi'), 'all', 'same');
    expect(second).toEqual({ kind: 'duplicate', ref: `mass:${server.mass.jobs[0]?.id}` });
    expect(reached()).toEqual([ann, bob]);
    expect(account.capabilities.idempotency).toEqual({
      keyMax: 64,
      ttlMs: 86_400_000,
      scope: 'post',
    });
  });

  it('shows pictures with the words beside them, as one of the few sends there are', async () => {
    const message: OutboundMessage = {
      locale: 'en',
      blocks: [
        { kind: 'image', url: server.pictureUrl, alt: 'a cup' },
        { kind: 'text', text: 'A cup' },
        {
          kind: 'buttons',
          rows: [[{ kind: 'link', label: 'Shop', url: 'https://shop.example/' }]],
        },
      ],
    };
    expect(await publish(message, 'all', 'k')).toMatchObject({ kind: 'accepted' });
    const [id] = server.uploads;
    expect(server.mass.jobs.map(({ body }) => body['images'])).toEqual([
      { media_ids: [id], recommend: 'A cup\nShop: https://shop.example/' },
    ]);
  });

  it('turns buttons, which a mass send has not, into words to answer with', async () => {
    const rows = [[{ kind: 'action' as const, label: '要', action: 'coupon:use:AB-12' }]];
    await publish(textMessage('zh-CN', '要优惠券吗？', rows), 'all', 'k');
    expect(server.mass.jobs[0]?.body['text']).toEqual({
      content: '要优惠券吗？\n要：回复“使用 AB-12”',
    });
  });

  it('is shown to one person first, by openid or WeChat name, without counting', async () => {
    const message = textMessage('en', 'hi');
    for (const to of [`preview:${ann}`, 'preview:ann_in_wechat', `preview:${ann}`]) {
      expect(await publish(message, to, 'k')).toMatchObject({ kind: 'accepted', final: true });
    }
    expect(server.messages.map(({ path, to }) => [path, to])).toEqual([
      ['message/mass/preview', ann],
      ['message/mass/preview', 'ann_in_wechat'],
      ['message/mass/preview', ann],
    ]);
    expect(server.mass.jobs).toEqual([]);
  });

  it('says when there is a next one', async () => {
    const most = type === 'service' ? 4 : 1;
    for (let sent = 0; sent < most; sent += 1) {
      expect(await publish(textMessage('en', 'hi'), 'all', `k${sent}`)).toMatchObject({
        kind: 'accepted',
      });
    }
    // The next midnight there, or the first of December.
    const next = type === 'service' ? Date.UTC(2026, 10, 30, 16) : Date.UTC(2026, 10, 21, 16);
    const over = { kind: 'account_fault', why: 'quota', retryAtMs: next };
    expect(await publish(textMessage('en', 'hi'), 'all', 'late')).toEqual(over);
    now = next - 1;
    expect(await publish(textMessage('en', 'hi'), 'all', 'late')).toEqual(over);
    now = next;
    expect(await publish(textMessage('en', 'hi'), 'all', 'late')).toMatchObject({
      kind: 'accepted',
    });
  });

  it('declares those numbers to the engine, in the platform’s zone', () => {
    const timezone = 'Asia/Shanghai';
    const methods = ['message/mass/sendall'];
    const each =
      type === 'service'
        ? { of: 'chat', max: 4, per: 'month', timezone, methods }
        : { of: 'account', max: 1, per: 'day', timezone, methods };
    expect(account.rate.quotas).toContainEqual(each);
    const rendering = account.render(textMessage('en', 'hi'));
    expect(rendering).toMatchObject({ ok: true, parts: [{ method: methods[0] }] });
    expect(['all', 'tag:2', `preview:${ann}`, ann].map((to) => account.isGroup?.(to))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('waits a minute for a key that is still at work', async () => {
    server.faults.push({ kind: 'errcode', code: 45066, words: 'same clientmsgid retry too fast' });
    const outcome = await publish(textMessage('en', 'hi'), 'all', 'k');
    expect(outcome).toEqual({ kind: 'throttled', scope: 'recipient', retryAfterMs: 60_000 });
    expect(server.mass.jobs).toEqual([]);
  });

  it('tells of one that the platform’s check stopped', async () => {
    const ended = { MsgID: 34182, Status: 'err(10001)' };
    const told = await account.receive?.(server.customers.event(ann, 'MASSSENDJOBFINISH', ended));
    expect(told?.events).toMatchObject([
      {
        kind: 'delivery',
        ref: 'mass:34182',
        state: 'failed',
        outcome: { kind: 'rejected', why: 'err(10001)' },
      },
    ]);
  });
});
