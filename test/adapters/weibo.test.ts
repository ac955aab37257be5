import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classify } from '../../adapters/weibo/classify.js';
import { signatureOf } from '../../adapters/weibo/receive.js';
import { comparable, instantOf, weiboLength } from '../../adapters/weibo/text.js';
import { adapter } from '../../adapters/weibo.js';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, NativePart, RawRequest } from '../../src/ports/channel.js';
import { type InboxCall, WeiboServer } from '../fakes/weibo-server.js';
import { adapterDeps, openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const fan = '2489518277';
const hourMs = 3_600_000;

let server: WeiboServer;
let account: ChannelAccount;
let log: ReturnType<typeof listLog>;

beforeEach(async () => {
  server = await new WeiboServer().start();
  log = listLog();
  account = opened();
});
afterEach(() => server.stop());

function opened(more: Record<string, unknown> = {}): ChannelAccount {
  const settings = {
    access_token: server.accessToken,
    app_secret: server.appSecret,
    safe_domains: server.safeDomains,
    rip: '211.156.0.1',
    api_root: server.url,
    messages_root: server.url,
    ...more,
  };
  return openAccount(adapter, settings, { log, now: () => server.now() });
}

const text = (words: string): OutboundMessage => ({
  locale: 'zh-CN',
  blocks: [{ kind: 'text', text: words }],
});

function partOf(message: OutboundMessage, isReply = false): NativePart {
  const rendering = account.render(message, isReply ? { kind: 'reply', ref: 'x' } : undefined);
  if (!rendering.ok) throw new Error(rendering.violations.map((each) => each.message).join());
  const [part] = rendering.parts;
  if (part === undefined) throw new Error('no part');
  return part;
}

function faultsOf(message: OutboundMessage, from = account): string[] {
  const rendering = from.render(message);
  return rendering.ok ? [] : rendering.violations.map((each) => each.message);
}

const signal = () => AbortSignal.timeout(5_000);

function publish(message: OutboundMessage) {
  return account.send(partOf(message), { to: 'timeline', key: 'k', signal: signal() });
}

describe('a post on Weibo', () => {
  const words = '新品上架 https://shop.example/lantern';

  it('says where it comes from, and never shows its token in a URL', async () => {
    expect(await publish(text(words))).toEqual({
      kind: 'accepted',
      ref: server.posts[0]?.id,
      final: true,
    });
    expect(server.posts.map(({ status }) => status)).toEqual([words]);
    expect(server.calls.map(({ url }) => url).join()).not.toContain(server.accessToken);
  });

  it.each([
    { why: 'no link', words: '新品上架', says: 'needs a link' },
    { why: 'a foreign link', words: `${words} https://other.example/`, says: 'other.example' },
    { why: 'a host that only ends alike', words: 'https://notshop.example/', says: 'notshop' },
    { why: 'a topic', words: `#灯笼节# ${words}`, says: 'topic' },
  ])('is refused at plan for $why', ({ words: status, says }) => {
    expect(faultsOf(text(status)).join()).toContain(says);
  });

  it('takes a hash of a link, and a number sign by itself, for no topic', () => {
    expect(faultsOf(text('No. #1 https://shop.example/#a'))).toEqual([]);
  });

  it('gets the account’s own link where it has none, and has so much less room', async () => {
    account = opened({ link: 'https://shop.example/' });
    // 140 less half of the 22 narrow characters of a line's end and the link.
    expect(account.capabilities.text).toEqual({ max: 129, unit: 'weibo' });
    await publish(text('新品上架'));
    await publish(text(words));
    expect(server.posts.map(({ status }) => status)).toEqual([
      '新品上架\nhttps://shop.example/',
      words,
    ]);
  });

  it('carries one picture, by its bytes', async () => {
    const image = { kind: 'image' as const, url: `${server.url}/cup.jpg`, alt: '杯子' };
    const blocks = [image, { kind: 'text' as const, text: words }];
    await publish({ locale: 'zh-CN', blocks });
    expect(server.posts[0]?.picture?.equals(server.picture)).toBe(true);
    expect(faultsOf({ locale: 'zh-CN', blocks: [image, ...blocks] }).join()).toContain(
      '2 pictures',
    );
  });

  it.each([
    { why: 'is missing', path: '/none.jpg', kind: 'rejected' },
    { why: 'has a server that is away', path: null, kind: 'deferred' },
    { why: 'is no picture', path: '/oauth2/get_token_info', kind: 'rejected' },
  ])('is not sent when its picture $why', async ({ path, kind }) => {
    const url = path === null ? 'http://127.0.0.1:2/cup.jpg' : `${server.url}${path}`;
    const blocks = [
      { kind: 'image' as const, url, alt: '' },
      { kind: 'text' as const, text: words },
    ];
    expect(await publish({ locale: 'zh-CN', blocks })).toMatchObject({ kind });
    expect(server.posts).toEqual([]);
  });

  it('is taken for there when Weibo knows its words and shows them as just posted', async () => {
    const post = server.publishes(words);
    expect(await publish(text(words))).toEqual({ kind: 'duplicate', ref: post.id });
  });

  it('is refused, not taken for there, when Weibo has had its words long ago', async () => {
    const startedAt = Date.now();
    server.now = () => startedAt - 24 * hourMs;
    server.publishes(words);
    server.now = () => startedAt;
    expect(await publish(text(words))).toMatchObject({ kind: 'rejected' });
  });

  it('is looked for again when repeated words cannot be looked for', async () => {
    server.publishes(words);
    server.readFaults.set('/2/statuses/user_timeline.json', { status: 403, code: 10014 });
    expect(await publish(text(words))).toMatchObject({ kind: 'deferred' });
  });

  it('waits an hour when Weibo says too many, because its limits are by the hour', async () => {
    server.postsPerHour = 1;
    await publish(text(words));
    expect(await publish(text(`${words}2`))).toEqual({
      kind: 'throttled',
      scope: 'account',
      retryAfterMs: hourMs,
    });
  });

  it('counts as sent when Weibo says that it shows in a minute or two', async () => {
    const message = 'success, but waiting';
    server.faults.push({ kind: 'error', status: 400, code: 20032, message, sent: true });
    expect(await publish(text(words))).toMatchObject({ kind: 'accepted', final: false });
  });
});

describe('an attempt on Weibo whose outcome is unknown', () => {
  const words = 'A & B <3 https://shop.example/lantern';
  const asked = (startedAt: number, to = 'timeline', part = partOf(text(words))) =>
    account.reconcile?.({ key: 'k', to, part, startedAt }, signal());

  it('is found by its words, though Weibo shows links of its own', async () => {
    server.faults.push({ kind: 'reset', sent: true });
    const startedAt = server.now();
    expect(await publish(text(words))).toMatchObject({ kind: 'unknown', resendSafe: false });
    expect(await asked(startedAt)).toBe('sent');
  });

  it('is not there only when it should have shown by now', async () => {
    const startedAt = Date.now();
    server.publishes('something else https://shop.example/');
    expect(await asked(startedAt)).toBe('unknown');
    server.now = () => startedAt + 6 * 60_000;
    expect(await asked(startedAt)).toBe('not_sent');
  });

  it('is not found in an older post of the same words', async () => {
    const startedAt = Date.now();
    server.now = () => startedAt - hourMs;
    server.publishes(words);
    server.now = () => startedAt + 6 * 60_000;
    expect(await asked(startedAt)).toBe('not_sent');
  });

  it('stays unknown where Weibo shows nothing: a list it keeps back, a message to one person', async () => {
    const part = partOf(text('你好'), true);
    expect(await asked(0, fan, part)).toBe('unknown');
    server.readFaults.set('/2/statuses/user_timeline.json', { status: 403, code: 10023 });
    expect(await asked(0)).toBe('unknown');
  });

  it('is found under a comment by what it answers', async () => {
    const post = server.publishes(words);
    const comment = server.comments(post, fan, '多少钱');
    const to = `comment:${post.id}:${comment.id}`;
    const startedAt = server.now();
    server.faults.push({ kind: 'reset', sent: true });
    const part = partOf(text('私信您了'), true);
    const outcome = await account.send(part, { to, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(await asked(startedAt, to, part)).toBe('sent');
  });
});

describe('an answer to a comment', () => {
  it('stands under the comment, without a post’s rules', async () => {
    const post = server.publishes('x https://shop.example/');
    const comment = server.comments(post, fan, '多少钱');
    const to = `comment:${post.id}:${comment.id}`;
    const sent = await account.send(partOf(text('99 元'), true), {
      to,
      key: 'k',
      signal: signal(),
    });
    expect(sent).toMatchObject({ kind: 'accepted', ref: post.comments[1]?.id });
    expect(post.comments[1]).toMatchObject({
      text: '99 元',
      answers: comment.id,
      uid: server.uid,
    });
    expect([to, 'timeline', fan].map((address) => account.isGroup?.(address))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('has 140 characters, as a post has, and needs no link', () => {
    const place = 'comment:1:2';
    const fits = (length: number) => account.render(text('字'.repeat(length)), undefined, place).ok;
    expect([fits(140), fits(141)]).toEqual([true, false]);
    expect(account.render(text('字'), undefined, 'timeline').ok).toBe(false);
  });

  it('blames nobody when the comment is gone', async () => {
    const post = server.publishes('x https://shop.example/');
    const part = partOf(text('99 元'), true);
    const gone = (to: string) => account.send(part, { to, key: 'k', signal: signal() });
    expect(await gone(`comment:${post.id}:1`)).toMatchObject({ kind: 'rejected' });
    expect(await gone('comment:1:1')).toMatchObject({ kind: 'rejected' });
  });
});

describe('the inbox of 粉丝服务平台', () => {
  const call = ({ query, body }: InboxCall, method = 'POST'): RawRequest => ({
    method,
    path: '/webhooks/weibo',
    query,
    headers: {},
    body: Buffer.from(body),
  });
  const told = async (each: InboxCall, method = 'POST') => {
    const received = await account.receive?.(call(each, method));
    if (received === undefined) throw new Error('the inbox is told by webhook');
    return received;
  };

  it('has the signature that Weibo’s documents print (Messages_api_start)', () => {
    expect(signatureOf('xyz123xyz', '1397022061823', '57155157')).toBe(
      '90e4c22c90a58f26526c2dd5b6c56c8822edeaa1',
    );
  });

  it('echoes the handshake only to Weibo', async () => {
    const { reply } = await told(server.greets('dnPdpTZz85'), 'GET');
    expect(reply).toEqual({ status: 200, body: 'dnPdpTZz85' });
    const forged = await told(server.greets('dnPdpTZz85', 'another'), 'GET');
    expect(forged.reply).toEqual({ status: 401, body: 'wrong signature' });
    expect((await told(server.greets('<script>'), 'GET')).reply.status).toBe(400);
  });

  it('takes one body for each nonce, however often it is told', async () => {
    const first = server.says(fan, '在吗');
    const other = server.says(fan, '转账');
    expect((await told(first)).events.length).toBe(1);
    expect((await told(first)).events.length).toBe(1);
    expect(await told({ query: first.query, body: other.body })).toMatchObject({
      reply: { status: 401 },
      events: [],
    });
  });

  it('tells two messages of one second apart, and knows a repeat under another signature', async () => {
    const body = (words: string) =>
      JSON.stringify({
        type: 'text',
        receiver_id: 1_902_538_057,
        sender_id: Number(fan),
        created_at: 'Mon Jul 16 18:09:20 +0800 2012',
        text: words,
        data: {},
      });
    const keys = [];
    for (const words of ['在吗', '在吗', '好的']) {
      const { events } = await told(server.signedCall(body(words)));
      expect(events).toMatchObject([{ at: Date.UTC(2012, 6, 16, 10, 9, 20), from: fan }]);
      keys.push(events[0]?.key);
    }
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('reports who comes, presses and leaves, and nothing of what it does not know', async () => {
    const seen = [];
    for (const each of [
      server.follows(fan),
      server.scans(fan, 'tok'),
      server.clicks(fan, 'picks'),
      server.unfollows(fan),
      server.signedCall('{"type":"voice","sender_id":1,"created_at":"x","data":{}}'),
    ]) {
      seen.push((await told(each)).events[0]);
    }
    expect(seen).toMatchObject([
      { kind: 'start', payload: null, locale: 'zh-CN' },
      { kind: 'start', payload: 'tok' },
      { kind: 'action', action: 'picks' },
      { kind: 'opt_out', via: 'unfollow' },
      undefined,
    ] as object[]);
  });

  it.each([
    { why: 'no JSON', body: '' },
    { why: 'a list', body: '[]' },
    { why: 'a sender that is no number', body: '{"type":"text","sender_id":"x","created_at":"y"}' },
  ])('refuses a signed call that is $why', async ({ body }) => {
    expect((await told(server.signedCall(body))).reply.status).toBe(400);
  });

  it('opens 48 hours, and says when they are over without blaming the person', async () => {
    expect(account.capabilities.windows).toMatchObject([
      { ttlMs: 48 * hourMs, opensOn: ['message', 'start', 'action'] },
    ]);
    const startedAt = Date.now();
    server.says(fan, '在吗');
    const part = partOf(text('在的'), true);
    const say = () => account.send(part, { to: fan, key: 'k', signal: signal() });
    expect(await say()).toMatchObject({ kind: 'accepted' });
    server.now = () => startedAt + 49 * hourMs;
    expect(await say()).toMatchObject({ kind: 'undeliverable', recipient: 'needs_inbound' });
  });

  it('says a longer text to one person than a post may have, and shows a picture as an article', async () => {
    server.says(fan, '在吗');
    const long = '字'.repeat(299);
    await account.send(partOf(text(long), true), { to: fan, key: 'k', signal: signal() });
    const blocks = [
      { kind: 'image' as const, url: 'https://shop.example/cup.jpg', alt: '杯子' },
      { kind: 'text' as const, text: '看 https://shop.example/cup' },
    ];
    const part = partOf({ locale: 'zh-CN', blocks }, true);
    await account.send(part, { to: fan, key: 'k2', signal: signal() });
    expect(server.messages.map(({ data }) => data)).toEqual([
      { text: long },
      {
        articles: [
          {
            display_name: '杯子',
            summary: '看 https://shop.example/cup',
            image: 'https://shop.example/cup.jpg',
            url: 'https://shop.example/cup',
          },
        ],
      },
    ]);
  });
});

describe('an account of Weibo', () => {
  it('is an inbox, a place to post, or both, as its settings say', () => {
    const { capabilities: both } = account;
    const { capabilities: posts } = opened({ app_secret: undefined });
    const { capabilities: inbox } = opened({ safe_domains: undefined, rip: undefined });
    expect([both, posts, inbox].map((each) => [each.proactive, each.posts])).toEqual([
      ['post', true],
      ['post', true],
      ['none', false],
    ]);
    expect([both, posts, inbox].map((each) => each.webhook === null)).toEqual([false, true, false]);
    expect([both, posts, inbox].map((each) => each.windows === undefined)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('says by its probe whose token it is and how long it holds', async () => {
    server.now = () => Date.UTC(2026, 10, 21, 10, 0);
    expect(await account.probe(signal())).toEqual({
      ok: true,
      name: `uid ${server.uid}, access until 2026-11-28 10:00 UTC`,
    });
  });

  it('tells the way to a new token when this one has run out, and asks nothing more', async () => {
    const startedAt = Date.UTC(2026, 11, 1);
    server.now = () => startedAt;
    account = opened({
      access_until: '2026-12-01T00:00:00Z',
      app_key: '1234567',
      redirect_uri: 'https://shop.example/weibo',
    });
    expect(await publish(text('x https://shop.example/'))).toEqual({
      kind: 'account_fault',
      why: 'credentials',
    });
    expect(server.calls).toEqual([]);
    const url =
      'https://api.weibo.com/oauth2/authorize?client_id=1234567&redirect_uri=https%3A%2F%2Fshop.example%2Fweibo&response_type=code&scope=all';
    expect(JSON.stringify(log.lines)).toContain(url);
    server.isRevoked = true;
    const probe = await account.probe(signal());
    expect(probe).toMatchObject({ ok: false, why: 'credentials' });
    expect(probe).toHaveProperty('detail', expect.stringContaining(url));
  });

  it('points at each setting that is wrong or missing', () => {
    const problems = (settings: Record<string, unknown>) => {
      const result = adapter.open('weibo', settings, adapterDeps());
      return result.ok ? [] : result.problems.map(({ path }) => path);
    };
    const token = { access_token: 'a-token-of-ours' };
    expect(problems({ ...token })).toEqual(['safe_domains']);
    expect(problems({ ...token, safe_domains: ['shop.example'] })).toEqual(['rip']);
    expect(
      problems({
        ...token,
        safe_domains: ['shop.example'],
        rip: '1.2.3.4',
        link: 'https://other.example/',
      }),
    ).toEqual(['link']);
    expect(problems({ ...token, app_secret: 'abcdefgh', rip: 'home', apikey: 1 })).toEqual([
      'rip',
      'apikey',
    ]);
    expect(
      problems({ ...token, app_secret: 'abcdefgh', api_root: 'http://weibo.example' }),
    ).toEqual(['api_root']);
  });
});

describe('the answers of Weibo', () => {
  const answered = (code: number | string, status = 400) =>
    classify(
      {
        kind: 'answer',
        status,
        headers: new Headers(),
        json: { request: '/x', error_code: code, error: 'because' },
      },
      { now: 0, redact: (words) => words },
    );

  it.each([
    { code: 10022, kind: 'throttled', more: { retryAfterMs: hourMs } },
    { code: 10023, kind: 'throttled', more: { retryAfterMs: hourMs } },
    { code: 10024, kind: 'throttled', more: { retryAfterMs: hourMs } },
    { code: 20016, kind: 'throttled', more: { scope: 'account' } },
    { code: 20032, kind: 'accepted', more: { final: false } },
    { code: 21314, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 21319, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 21327, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 10014, kind: 'account_fault', more: { why: 'permission' } },
    { code: 10005, kind: 'account_fault', more: { why: 'permission' } },
    { code: 20031, kind: 'account_fault', more: { why: 'suspended' } },
    { code: 20003, kind: 'undeliverable', more: { recipient: 'suppress' } },
    { code: 20301, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 20021, kind: 'rejected', more: { why: '20021 because' } },
    { code: 10002, kind: 'deferred', more: {} },
    { code: 10001, kind: 'unknown', more: { resendSafe: false } },
  ])('$code means $kind, as a number and as a text', ({ code, kind, more }) => {
    expect(answered(code)).toMatchObject({ kind, ...more });
    expect(answered(String(code), 403)).toMatchObject({ kind, ...more });
  });
});

describe('the texts of Weibo', () => {
  it.each([
    { words: '', length: 0 },
    { words: 'ab', length: 1 },
    { words: '字字', length: 2 },
    { words: '字a👋', length: 2.5 },
  ])('has $length for $words', ({ words, length }) => {
    expect(weiboLength(words)).toBe(length);
  });

  it('compares what was sent with what is shown', () => {
    expect(comparable('A &lt; B&amp;C http://t.cn/A6x 好')).toBe(
      comparable('A < B&C\nhttps://shop.example/a?b=c 好'),
    );
    expect(comparable('A')).not.toBe(comparable('B'));
  });

  it('reads its instants (the example of 2/comments/show)', () => {
    expect(instantOf('Wed Jun 01 00:50:25 +0800 2011')).toBe(Date.UTC(2011, 4, 31, 16, 50, 25));
    expect(instantOf('yesterday')).toBeNull();
  });
});
