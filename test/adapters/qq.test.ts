import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classify } from '../../adapters/qq/classify.js';
import { adapter } from '../../adapters/qq.js';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, RawRequest, SendRight } from '../../src/ports/channel.js';
import { QqServer, type SignedCall } from '../fakes/qq-server.js';
import { adapterDeps, openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const ann = 'ANN0000000000000000000000000OPEN';
const group = 'C9F778FE6ADF9D1D1DBE395BF744A33A';
const member = 'MEMBER00000000000000000000000000';

let server: QqServer;
let account: ChannelAccount;
let log: ReturnType<typeof listLog>;

beforeEach(async () => {
  server = await new QqServer().start();
  server.mayUseKeyboard = true;
  log = listLog();
  account = opened({ keyboard: true });
});
afterEach(() => server.stop());

function opened(more: Record<string, unknown> = {}): ChannelAccount {
  const settings = {
    app_id: server.appId,
    client_secret: server.secret,
    api_root: server.url,
    token_root: server.url,
    ...more,
  };
  return openAccount(adapter, settings, { log, now: () => server.now() });
}

function call({ body, headers }: SignedCall): RawRequest {
  return {
    method: 'POST',
    path: '/webhooks/qq',
    query: {},
    headers,
    body: Buffer.from(body),
  };
}

async function told(signed: SignedCall) {
  const received = await account.receive?.(call(signed));
  if (received === undefined) throw new Error('QQ is told by webhook');
  return received;
}

async function event(signed: SignedCall) {
  return (await told(signed)).events[0];
}

function partsOf(message: OutboundMessage, from = account) {
  const rendering = from.render(message);
  if (!rendering.ok) throw new Error(rendering.violations.map((each) => each.message).join());
  return rendering.parts;
}

const text = (words: string): OutboundMessage => ({
  locale: 'zh-CN',
  blocks: [{ kind: 'text', text: words }],
});

const signal = () => AbortSignal.timeout(5_000);

async function send(message: OutboundMessage, to: string, right?: SendRight) {
  const outcomes = [];
  for (const part of partsOf(message)) {
    const taken = right === undefined ? {} : { right };
    outcomes.push(await account.send(part, { to, key: 'k', signal: signal(), ...taken }));
  }
  return outcomes;
}

const reply = (ref: string, sequence = 0): SendRight => ({ kind: 'reply', ref, sequence });

describe('replies on QQ', () => {
  it('takes five to one message, and refuses the sixth without blaming the person', async () => {
    const said = await event(server.says(ann, '你好'));
    const ref = said?.replyRef ?? '';
    for (const sequence of [0, 1, 2, 3, 4]) {
      expect(await send(text(`no ${sequence}`), ann, reply(ref, sequence))).toMatchObject([
        { kind: 'accepted', final: true },
      ]);
    }
    expect(await send(text('no 6'), ann, reply(ref, 5))).toMatchObject([{ kind: 'throttled' }]);
    expect(server.messages.map(({ body }) => body['msg_seq'])).toEqual([1, 2, 3, 4, 5]);
  });

  it('declares for a chat 60 minutes, for a group 5, both five messages', () => {
    expect(account.capabilities).toMatchObject({
      proactive: 'none',
      posts: false,
      windows: [
        { chats: 'private', ttlMs: 3_600_000, maxMessages: 5 },
        { chats: 'group', ttlMs: 300_000, maxMessages: 5 },
      ],
    });
  });

  it.each([
    { chat: 'private', minutes: 59, kind: 'accepted' },
    { chat: 'private', minutes: 61, kind: 'undeliverable' },
    { chat: 'group', minutes: 4, kind: 'accepted' },
    { chat: 'group', minutes: 6, kind: 'undeliverable' },
  ])('is $kind in a $chat chat after $minutes minutes', async ({ chat, minutes, kind }) => {
    const startedAt = Date.now();
    const isGroup = chat === 'group';
    const said = await event(
      isGroup ? server.mentions(group, member, 'hi') : server.says(ann, 'hi'),
    );
    server.now = () => startedAt + minutes * 60_000;
    const to = isGroup ? `group:${group}` : ann;
    const [outcome] = await send(text('hello'), to, reply(said?.replyRef ?? ''));
    expect(outcome).toMatchObject({ kind });
    if (kind === 'undeliverable') expect(outcome).toMatchObject({ recipient: 'needs_inbound' });
  });

  it('asks nothing of QQ where there is no right to reply', async () => {
    expect(await send(text('hello'), ann)).toMatchObject([
      { kind: 'undeliverable', recipient: 'needs_inbound' },
    ]);
    expect(server.calls).toEqual([]);
  });

  it('replies to an event where there is no message: a new friend, a press', async () => {
    const came = await event(server.befriends(ann));
    const pressed = await event(server.presses(ann, 'more:1'));
    await send(text('welcome'), ann, reply(came?.replyRef ?? ''));
    await send(text('more'), ann, reply(pressed?.replyRef ?? ''));
    expect(server.messages.map(({ body }) => Object.keys(body).includes('msg_id'))).toEqual([
      false,
      false,
    ]);
    expect(server.messages[0]?.body['event_id']).toMatch(/^FRIEND_ADD:/);
  });

  it('folds a repeat of one pair, but calls nothing safe: another attempt has another pair', async () => {
    server.knows(ann);
    const ref = `msg:${server.opensWindow()}`;
    server.faults.push({ kind: 'reset', sent: true });
    expect(await send(text('x'), ann, reply(ref, 0))).toMatchObject([
      { kind: 'unknown', resendSafe: false },
    ]);
    expect(await send(text('x'), ann, reply(ref, 0))).toMatchObject([{ kind: 'duplicate' }]);
    expect(await send(text('x'), ann, reply(ref, 1))).toMatchObject([{ kind: 'accepted' }]);
    expect(server.messages.map(({ body }) => body['msg_seq'])).toEqual([1, 2]);
  });

  it('writes to a group, but not to somebody known from a group only', async () => {
    const said = await event(server.mentions(group, member, '有什么新品'));
    expect(said).toMatchObject({
      kind: 'message',
      text: '有什么新品',
      from: `member:${member}`,
      group: `group:${group}`,
    });
    const right = reply(said?.replyRef ?? '');
    expect(await send(text('here'), `group:${group}`, right)).toMatchObject([{ kind: 'accepted' }]);
    expect(await send(text('here'), `member:${member}`, right)).toMatchObject([
      { kind: 'undeliverable', recipient: 'suppress' },
    ]);
    expect(server.messages.map(({ to }) => to)).toEqual([`group:${group}`]);
    expect([`group:${group}`, ann].map((to) => account.isGroup?.(to))).toEqual([true, false]);
  });

  it('waits for 审核, and is told its verdict by the same name', async () => {
    server.knows(ann);
    const refs: string[] = [];
    for (const code of [304023, 304024] as const) {
      server.faults.push({ kind: 'audit', auditId: `audit-${code}`, code });
      const [outcome] = await send(text('x'), ann, reply(`msg:${server.opensWindow()}`));
      expect(outcome).toMatchObject({ kind: 'accepted', final: false });
      if (outcome?.kind === 'accepted') refs.push(outcome.ref);
    }
    const d = (id: string) => ({ audit_id: id, audit_time: '2026-11-21T10:00:00+08:00' });
    const passed = await event(server.event('MESSAGE_AUDIT_PASS', d('audit-304023')));
    const refused = await event(server.event('MESSAGE_AUDIT_REJECT', d('audit-304024')));
    expect(passed).toMatchObject({ kind: 'delivery', ref: refs[0], state: 'delivered' });
    expect(refused).toMatchObject({
      kind: 'delivery',
      ref: refs[1],
      state: 'failed',
      outcome: { kind: 'rejected' },
    });
  });
});

describe('what is said on QQ', () => {
  const cup = { kind: 'image' as const, url: 'https://shop.example/cup.jpg', alt: 'a cup' };

  it('uploads a picture once for many people, and once more for groups', async () => {
    const message: OutboundMessage = { locale: 'en', blocks: [cup] };
    for (const openid of [ann, 'BEN']) {
      server.knows(openid);
      await send(message, openid, reply(`msg:${server.opensWindow()}`));
    }
    const said = await event(server.mentions(group, member, 'hi'));
    await send(message, `group:${group}`, reply(said?.replyRef ?? ''));
    expect([...server.files.values()].map(({ kind }) => kind)).toEqual(['users', 'groups']);
    expect(server.messages.length).toBe(3);
  });

  it('sends nothing when QQ cannot fetch the picture', async () => {
    server.knows(ann);
    const gif = { ...cup, url: 'https://shop.example/cup.gif' };
    const right = reply(`msg:${server.opensWindow()}`);
    expect(await send({ locale: 'en', blocks: [gif] }, ann, right)).toMatchObject([
      { kind: 'deferred' },
    ]);
    expect(server.messages).toEqual([]);
  });

  it('puts a picture with buttons into two messages, because buttons stand under Markdown', () => {
    const rows = [[{ kind: 'action' as const, label: '更多', action: 'more:1' }]];
    const blocks = [
      cup,
      { kind: 'text' as const, text: '新品' },
      { kind: 'buttons' as const, rows },
    ];
    expect(partsOf({ locale: 'zh-CN', blocks }).map(({ method }) => method)).toEqual([
      'image',
      'markdown',
    ]);
  });

  it('takes its own words literally, in Markdown and out of it', () => {
    const words = '*new* <@everyone> a_b\n1. tea & <b>';
    const [plain] = partsOf(text(words));
    expect(plain?.payload['content']).toBe('*new* &lt;@everyone> a_b\n1. tea & <b>');
    const rows = [[{ kind: 'action' as const, label: 'x', action: 'x' }]];
    const blocks = [
      { kind: 'text' as const, text: words },
      { kind: 'buttons' as const, rows },
    ];
    const [marked] = partsOf({ locale: 'en', blocks });
    expect(marked?.payload['markdown']).toEqual({
      content: '\\*new\\* \\<@everyone\\> a\\_b\n\n1\\. tea & \\<b\\>',
    });
  });

  it('does without buttons unless QQ has granted them', () => {
    const plain = opened();
    expect(plain.capabilities.buttons).toBeNull();
    const rows = [[{ kind: 'action' as const, label: 'x', action: 'x' }]];
    const blocks = [
      { kind: 'text' as const, text: 'x' },
      { kind: 'buttons' as const, rows },
    ];
    expect(plain.render({ locale: 'en', blocks })).toMatchObject({
      ok: false,
      violations: [{ block: 1 }],
    });
  });

  it('names a link whose host is not registered, in the text and under a button', () => {
    const strict = opened({ keyboard: true, url_domains: ['shop.example'] });
    const link = (url: string) => [[{ kind: 'link' as const, label: 'Go', url }]];
    const blocks = (url: string) => [
      { kind: 'text' as const, text: `看 ${url}。` },
      { kind: 'buttons' as const, rows: link(url) },
    ];
    for (const url of ['https://shop.example/a', 'https://m.shop.example/a']) {
      expect(strict.render({ locale: 'en', blocks: blocks(url) })).toMatchObject({ ok: true });
    }
    for (const url of ['https://evil.example/', 'https://notshop.example/']) {
      const rendering = strict.render({ locale: 'en', blocks: blocks(url) });
      expect(rendering).toMatchObject({ ok: false, violations: [{ block: 0 }, { block: 1 }] });
    }
  });

  it('refuses more messages at once than one message of theirs allows', () => {
    const blocks = Array.from({ length: 6 }, () => cup);
    expect(account.render({ locale: 'en', blocks })).toMatchObject({ ok: false });
    expect(account.render({ locale: 'en', blocks: blocks.slice(1) })).toMatchObject({ ok: true });
  });
});

describe('what QQ tells', () => {
  it('answers a handshake as its documents print it', async () => {
    const body = JSON.stringify({
      d: { plain_token: 'Arq0D5A61EgUu4OxUvOp', event_ts: '1725442341' },
      op: 13,
    });
    const { reply: answer, events } = await told(server.signed(body));
    expect(JSON.parse(answer.body)).toEqual({
      plain_token: 'Arq0D5A61EgUu4OxUvOp',
      signature:
        '87befc99c42c651b3aac0278e71ada338433ae26fcb24307bdc5ad38c1adc2d01bcfcadc0842edac85e85205028a1132afe09280305f13aa6909ffc2d652c706',
    });
    expect(events).toEqual([]);
  });

  it('signs nothing for an unsigned handshake, nor anything that could be an event', async () => {
    const body = JSON.stringify({ d: { plain_token: 'abc', event_ts: '1' }, op: 13 });
    const unsigned = await account.receive?.(call({ body, headers: {} }));
    expect(unsigned?.reply).toMatchObject({ status: 401, body: 'no timestamp' });
    for (const plain_token of ['{"op":0}', '', 'x'.repeat(65), 'a b']) {
      const asked = JSON.stringify({ d: { plain_token, event_ts: '1725442341' }, op: 13 });
      expect((await told(server.signed(asked))).reply.status).toBe(400);
    }
  });

  it.each([
    { why: 'no JSON', body: 'x' },
    { why: 'a stray mark', body: '\uFFFF{' },
    { why: 'a list', body: '[1]' },
    { why: 'no op', body: '{"d":{}}' },
    { why: 'deeply nested', body: '['.repeat(50_000) },
  ])('refuses a signed body that is $why', async ({ body }) => {
    const { reply: answer, events } = await told(server.signed(body));
    expect({ status: answer.status, events }).toEqual({ status: 400, events: [] });
  });

  it('acknowledges what it cannot read, says so in the log, and makes no event of it', async () => {
    const { reply: answer, events } = await told(server.event('C2C_MESSAGE_CREATE', { id: 1 }));
    expect(answer.body).toBe('{"op":12,"d":0}');
    expect(events).toEqual([]);
    expect(log.lines.map((line) => line.event)).toEqual(['qq.event.unreadable']);
    expect(await told(server.event('GUILD_CREATE', {}))).toMatchObject({ events: [] });
    expect(log.lines.length).toBe(1);
  });

  it('reports who comes and goes, each with what a reply may name', async () => {
    const at = Math.floor(server.now() / 1_000);
    const change = { openid: ann, timestamp: at };
    expect(await event(server.befriends(ann, 'tok'))).toMatchObject({
      kind: 'start',
      from: ann,
      payload: 'tok',
      locale: 'zh-CN',
      at: at * 1_000,
      replyRef: expect.stringMatching(/^event:FRIEND_ADD:/),
    });
    expect(await event(server.event('C2C_MSG_RECEIVE', change))).toMatchObject({
      kind: 'start',
      payload: null,
    });
    expect(await event(server.event('C2C_MSG_REJECT', change))).toMatchObject({
      kind: 'opt_out',
      from: ann,
      via: 'switched pushes off',
    });
    expect(await event(server.event('GROUP_DEL_ROBOT', { group_openid: group }))).toMatchObject({
      kind: 'opt_out',
      from: `group:${group}`,
    });
  });

  it('takes /start with a token for the link that carries it', async () => {
    expect(await event(server.says(ann, '/start tok-en_1'))).toMatchObject({
      kind: 'start',
      payload: 'tok-en_1',
      replyRef: expect.stringMatching(/^msg:/),
    });
    expect(await event(server.says(ann, 'R&D <b> &lt;'))).toMatchObject({ text: 'R&D <b> &lt;' });
  });

  it('gives one message that is told twice under two events one key', async () => {
    const d = (id: string) => ({ id, author: { user_openid: ann }, content: 'x' });
    const first = await event(server.event('C2C_MESSAGE_CREATE', d('m1'), 'event-1'));
    const again = await event(server.event('C2C_MESSAGE_CREATE', d('m1'), 'event-2'));
    expect(again?.key).toBe(first?.key);
  });

  it('acknowledges a press, so that its spinner stops', async () => {
    const pressed = await event(server.presses(ann, 'coupon:show'));
    expect(pressed).toMatchObject({ kind: 'action', action: 'coupon:show', from: ann });
    if (pressed?.kind !== 'action') throw new Error('not an action');
    await account.acknowledge?.(pressed.ack ?? '');
    expect(server.acknowledged).toEqual([pressed.ack]);
    await account.acknowledge?.('unknown');
    expect(log.lines.map((line) => line.event)).toEqual(['qq.acknowledge.failed']);
  });
});

describe('an account of QQ', () => {
  it('asks QQ for the link that carries a token', async () => {
    const token = 'a'.repeat(32);
    expect(await account.askLink?.(token, signal())).toEqual({
      ok: true,
      url: `https://qun.qq.com/qunpro/robot/qunshare?robot_appid=${server.appId}&data=${token}`,
    });
    expect(await account.askLink?.(`${token}a`, signal())).toMatchObject({ ok: false });
  });

  it('is named by its probe, which says where to look when QQ refuses it', async () => {
    expect(await account.probe(signal())).toEqual({ ok: true, name: 'Lantern Bot' });
    server.isRevoked = true;
    const probe = await opened().probe(signal());
    expect(probe).toMatchObject({ ok: false, why: 'credentials' });
    expect(probe).toHaveProperty('detail', expect.stringContaining('AppSecret'));
  });

  it('makes one token for all calls, and none while it lasts', async () => {
    server.knows(ann);
    for (const words of ['one', 'two', 'three']) {
      await send(text(words), ann, reply(`msg:${server.opensWindow()}`));
    }
    expect(server.tokens.length).toBe(1);
  });

  it('waits for a token server that is busy, and blames nobody', async () => {
    server.knows(ann);
    server.tokenFaults.push({ status: 200, body: { code: 100001, message: 'Too many requests' } });
    server.tokenFaults.push({ status: 502, body: {} });
    const right = reply(`msg:${server.opensWindow()}`);
    expect(await send(text('x'), ann, right)).toMatchObject([{ kind: 'throttled' }]);
    expect(await send(text('x'), ann, right)).toMatchObject([{ kind: 'deferred' }]);
    expect(await send(text('x'), ann, right)).toMatchObject([{ kind: 'accepted' }]);
  });

  it('points at each setting that is wrong', () => {
    const settings = {
      app_id: 'abc',
      client_secret: 'x',
      api_root: 'http://qq.example',
      keybord: 1,
    };
    const result = adapter.open('qq', settings, adapterDeps());
    expect(result).toMatchObject({ ok: false });
    if (result.ok) return;
    expect(result.problems.map(({ path }) => path).sort()).toEqual([
      'api_root',
      'app_id',
      'client_secret',
      'keybord',
    ]);
  });
});

describe('the answers of QQ', () => {
  const answered = (status: number, json: unknown, headers: Record<string, string> = {}) =>
    classify(
      { kind: 'answer', status, headers: new Headers(headers), json },
      { now: 0, redact: (words) => words },
    );

  it.each([
    { code: 22009, kind: 'throttled', more: { scope: 'recipient', retryAfterMs: null } },
    { code: 20028, kind: 'throttled', more: { scope: 'lane', retryAfterMs: null } },
    { code: 1100100, kind: 'throttled', more: { scope: 'account' } },
    { code: 40034102, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 40034105, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 40034024, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 304026, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 304027, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 304031, kind: 'undeliverable', more: { recipient: 'needs_inbound' } },
    { code: 10001, kind: 'undeliverable', more: { recipient: 'suppress' } },
    { code: 1100104, kind: 'undeliverable', more: { recipient: 'suppress' } },
    { code: 304003, kind: 'rejected', more: {} },
    { code: 40054010, kind: 'rejected', more: {} },
    { code: 304025, kind: 'rejected', more: {} },
    { code: 50056, kind: 'rejected', more: {} },
    { code: 11241, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 11243, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 11251, kind: 'account_fault', more: { why: 'credentials' } },
    { code: 11265, kind: 'account_fault', more: { why: 'suspended' } },
    { code: 11242, kind: 'deferred', more: { minDelayMs: 60_000 } },
    { code: 11252, kind: 'deferred', more: { minDelayMs: 60_000 } },
    { code: 11263, kind: 'deferred', more: { minDelayMs: 60_000 } },
    { code: 11281, kind: 'deferred', more: { minDelayMs: 60_000 } },
    { code: 40054005, kind: 'duplicate', more: {} },
    { code: 12345678, kind: 'rejected', more: { why: '12345678 because' } },
  ])('$code means $kind, whatever the status', ({ code, kind, more }) => {
    for (const status of [200, 400, 500]) {
      if (status === 500 && code === 12345678) continue;
      expect(answered(status, { code, message: 'because' })).toMatchObject({ kind, ...more });
    }
  });

  it('leaves an unknown code with 5xx open: the message may have gone', () => {
    expect(answered(500, { code: 99, message: 'x' })).toMatchObject({ kind: 'unknown' });
    expect(answered(202, { code: 304023, data: null })).toMatchObject({ kind: 'unknown' });
    expect(answered(200, {})).toMatchObject({ kind: 'unknown' });
  });

  it('honours a delay in seconds or as a date', () => {
    expect(answered(429, {}, { 'retry-after': '3' })).toMatchObject({ retryAfterMs: 3_000 });
    const date = new Date(60_000).toUTCString();
    expect(answered(429, {}, { 'retry-after': date })).toMatchObject({ retryAfterMs: 60_000 });
    expect(answered(429, {}, { 'retry-after': 'soon' })).toMatchObject({ retryAfterMs: null });
  });
});
