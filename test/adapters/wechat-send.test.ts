import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutboundMessage, textMessage } from '../../src/domain/message/message.js';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { ChannelAccount, SendRight } from '../../src/ports/channel.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { ann, openWechat, rightToAnswer } from '../support/wechat.js';

// Shortly before midnight of a month's last day in Shanghai: 2026-11-30 23:30.
const lateEvening = Date.UTC(2026, 10, 30, 15, 30);
const midnight = Date.UTC(2026, 10, 30, 16);

type Opened = Awaited<ReturnType<typeof openWechat>>;

describe('a WeChat account', () => {
  let opened: Opened;
  let server: WechatServer;
  let account: ChannelAccount;
  let now: number;
  beforeEach(async () => {
    now = lateEvening;
    opened = await openWechat({ now: () => now });
    ({ server, account } = opened);
  });
  afterEach(() => server.stop());

  const sendTo = async (
    by: ChannelAccount,
    message: OutboundMessage,
    right: SendRight,
    to = ann,
  ) => {
    const rendering = by.render(message, right);
    if (!rendering.ok) throw new Error(JSON.stringify(rendering.violations));
    const outcomes: SendOutcome[] = [];
    for (const part of rendering.parts) {
      const signal = AbortSignal.timeout(5_000);
      outcomes.push(await by.send(part, { to, key: 'k', signal, right }));
    }
    return outcomes;
  };
  const say = async (text = 'hi', by = account) => {
    const [outcome] = await sendTo(by, textMessage('en', text), rightToAnswer(server));
    return outcome;
  };

  it.each<{ code: number; outcome: SendOutcome }>([
    {
      code: -1,
      outcome: { kind: 'unknown', why: 'the platform was busy (-1)', resendSafe: false },
    },
    { code: 45009, outcome: { kind: 'account_fault', why: 'quota', retryAtMs: midnight } },
    { code: 45011, outcome: { kind: 'throttled', scope: 'account', retryAfterMs: 60_000 } },
    {
      code: 45015,
      outcome: {
        kind: 'undeliverable',
        recipient: 'needs_inbound',
        why: 'wrote more than 48 hours ago',
      },
    },
    {
      code: 45047,
      outcome: {
        kind: 'undeliverable',
        recipient: 'needs_inbound',
        why: 'has had all this window allows',
      },
    },
    {
      code: 43004,
      outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked: no longer follows' },
    },
    {
      code: 43019,
      outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked: on the blacklist' },
    },
    {
      code: 40003,
      outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'no follower of this account' },
    },
    {
      code: 43101,
      outcome: {
        kind: 'undeliverable',
        recipient: 'needs_consent',
        why: 'has agreed to no more notices',
      },
    },
    { code: 48001, outcome: { kind: 'account_fault', why: 'permission' } },
    { code: 50001, outcome: { kind: 'account_fault', why: 'permission' } },
    { code: 40164, outcome: { kind: 'account_fault', why: 'permission' } },
    { code: 50002, outcome: { kind: 'account_fault', why: 'suspended' } },
    { code: 40013, outcome: { kind: 'account_fault', why: 'credentials' } },
    { code: 45002, outcome: { kind: 'rejected', why: '45002 so it is rid: 68f0-1a' } },
    { code: 99999, outcome: { kind: 'rejected', why: '99999 so it is rid: 68f0-1a' } },
  ])('takes errcode $code for $outcome.kind, after one call', async ({ code, outcome }) => {
    server.faults.push({ kind: 'errcode', code, words: 'so it is' });
    expect(await say()).toEqual(outcome);
    expect(server.calls.filter((path) => path === 'message/custom/send').length).toBe(1);
    expect(server.messages).toEqual([]);
  });

  it('says who may be written to again by the platform’s own count', async () => {
    const right = rightToAnswer(server);
    const kinds: string[] = [];
    for (const text of ['1', '2', '3', '4', '5', '6']) {
      const [outcome] = await sendTo(account, textMessage('en', text), right);
      kinds.push(outcome?.kind === 'undeliverable' ? outcome.recipient : String(outcome?.kind));
    }
    expect(kinds).toEqual([...Array(5).fill('accepted'), 'needs_inbound']);
    now += 48 * 3_600_000;
    const [late] = await sendTo(account, textMessage('en', 'late'), right);
    expect(late).toMatchObject({ recipient: 'needs_inbound', why: 'wrote more than 48 hours ago' });
  });

  describe('with its access token', () => {
    it.each([40001, 40014, 42001])('asks again once with a new one after %i', async (code) => {
      server.tokens.stable.endAll(now);
      server.faults.push({ kind: 'errcode', code, words: 'stale' });
      expect(await say()).toMatchObject({ kind: 'accepted' });
      expect(server.messages.length).toBe(1);
      expect(server.tokens.stable.made).toBe(2);
    });

    it('blames the account when the new one is refused too, and asks no third time', async () => {
      const refusal = { kind: 'errcode', code: 40001, words: 'stale' } as const;
      server.faults.push(refusal, refusal);
      expect(await say()).toEqual({ kind: 'account_fault', why: 'credentials' });
      expect(server.calls.filter((path) => path === 'message/custom/send').length).toBe(2);
    });

    it('forces a new one where WeChat still holds the refused one for good, every 30 s at most', async () => {
      const refusal = { kind: 'errcode', code: 40001, words: 'stale' } as const;
      server.faults.push(refusal);
      expect(await say()).toMatchObject({ kind: 'accepted' });
      expect(server.tokens.stable.made).toBe(2);
      now += 29_000;
      server.faults.push(refusal, refusal);
      expect(await say()).toMatchObject({ kind: 'account_fault' });
      expect(server.tokens.stable.made).toBe(2);
      now += 1_001;
      server.faults.push(refusal);
      expect(await say()).toMatchObject({ kind: 'accepted' });
      expect(server.tokens.stable.made).toBe(3);
    });

    it('makes the next one before the end of this, and never while this lasts', async () => {
      const own = await openWechat({ now: () => now });
      const answer = () => sendTo(own.account, textMessage('en', 'x'), rightToAnswer(own.server));
      await answer();
      now += 7_200_000 - 300_001;
      await answer();
      expect(own.server.tokens.stable.made).toBe(1);
      now += 2;
      await answer();
      expect(own.server.tokens.stable.made).toBe(2);
      await own.server.stop();
    });

    it.each([
      {
        what: 'a wrong secret',
        code: 40125,
        outcome: { kind: 'account_fault', why: 'credentials' },
      },
      {
        what: 'an address off the white list',
        code: 40164,
        outcome: { kind: 'account_fault', why: 'permission' },
      },
      { what: 'a busy platform', code: -1, outcome: { kind: 'deferred' } },
    ])(
      'says of $what, met while asking for one, that nothing was sent',
      async ({ code, outcome }) => {
        server.faults.push({ path: 'stable_token', kind: 'errcode', code, words: 'no' });
        const other = opened.open({}, 'another');
        expect(await say('hi', other)).toMatchObject(outcome);
        expect(server.messages).toEqual([]);
      },
    );

    it('defers when none came before the signal', async () => {
      server.faults.push({ path: 'stable_token', kind: 'hang', sent: false });
      const other = opened.open({}, 'another');
      const right = rightToAnswer(server);
      const rendering = other.render(textMessage('en', 'x'), right);
      const [part] = rendering.ok ? rendering.parts : [];
      if (part === undefined) throw new Error('nothing to send');
      const signal = AbortSignal.timeout(50);
      const outcome = await other.send(part, { to: ann, key: 'k', signal, right });
      expect(outcome).toMatchObject({ kind: 'deferred' });
      expect(server.messages).toEqual([]);
    });
  });

  describe('with a picture', () => {
    const message = (url: string): OutboundMessage => ({
      locale: 'en',
      blocks: [
        { kind: 'image', url, alt: 'a cup' },
        { kind: 'text', text: 'A cup' },
      ],
    });
    const answer = (url: string) => sendTo(account, message(url), rightToAnswer(server));

    it('gives it to WeChat once, for many customers, and again when it is three days old', async () => {
      const own = await openWechat({ now: () => now });
      const send = () =>
        sendTo(own.account, message(own.server.pictureUrl), rightToAnswer(own.server));
      await send();
      now += 71 * 3_600_000 - 1;
      await send();
      expect(own.server.uploads.length).toBe(1);
      now += 2;
      expect(await send()).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
      expect(own.server.uploads.length).toBe(2);
      await own.server.stop();
    });

    it('gives it once more when WeChat has lost it, and sends one message', async () => {
      await answer(server.pictureUrl);
      server.media.clear();
      server.messages.length = 0;
      expect(await answer(server.pictureUrl)).toMatchObject([
        { kind: 'accepted' },
        { kind: 'accepted' },
      ]);
      expect(server.messages.map(({ body }) => body['msgtype'])).toEqual(['image', 'text']);
    });

    it('blames the content for an address with no picture, and waits for a server that is down', async () => {
      const [missing] = await answer(`${server.url}/cgi-bin/nothing`);
      expect(missing).toEqual({
        kind: 'rejected',
        why: 'the picture is neither PNG, JPEG nor GIF',
      });
      const [down] = await answer('http://127.0.0.1:1/cup.png');
      expect(down).toMatchObject({ kind: 'deferred' });
      expect(server.messages.map(({ body }) => body['msgtype'])).toEqual(['text', 'text']);
    });

    it('defers when the giving itself went wrong: nothing was sent yet', async () => {
      server.faults.push({ path: 'media/upload', kind: 'reset', sent: false });
      const [outcome] = await answer(server.pictureUrl);
      expect(outcome).toMatchObject({ kind: 'deferred' });
    });

    it('sends a picture with few words and one link as an article, without an upload', async () => {
      const link = { kind: 'link' as const, label: 'Look', url: 'https://shop.example/cup' };
      const article: OutboundMessage = {
        locale: 'en',
        blocks: [...message(server.pictureUrl).blocks, { kind: 'buttons', rows: [[link]] }],
      };
      expect(await sendTo(account, article, rightToAnswer(server))).toMatchObject([
        { kind: 'accepted' },
      ]);
      expect(server.uploads).toEqual([]);
      expect(server.messages[0]?.body).toMatchObject({
        touser: ann,
        msgtype: 'news',
        news: {
          articles: [
            {
              title: 'A cup',
              description: '',
              url: 'https://shop.example/cup',
              picurl: server.pictureUrl,
            },
          ],
        },
      });
    });
  });

  it('keeps two accounts apart: each its own secret, token and followers', async () => {
    const other = await openWechat({ now: () => now });
    expect(await say()).toMatchObject({ kind: 'accepted' });
    const [elsewhere] = await sendTo(
      other.account,
      textMessage('en', 'x'),
      rightToAnswer(other.server),
    );
    expect(elsewhere).toMatchObject({ kind: 'accepted' });
    const reply = await other.account.receive?.(server.customers.writes(ann, 'to the first'));
    expect(reply).toMatchObject({ reply: { status: 401 }, events: [] });
    await other.server.stop();
  });

  it('writes to nobody without a right', async () => {
    const rendering = account.render(textMessage('en', 'x'));
    const [part] = rendering.ok ? rendering.parts : [];
    if (part === undefined) throw new Error('nothing to send');
    const outcome = await account.send(part, {
      to: ann,
      key: 'k',
      signal: AbortSignal.timeout(1_000),
    });
    expect(outcome).toMatchObject({ kind: 'undeliverable', recipient: 'needs_inbound' });
    expect(server.messages).toEqual([]);
  });
});
