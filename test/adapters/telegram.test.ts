import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/telegram.js';
import type { ChannelAccount, InboundEvent, NativePart } from '../../src/ports/channel.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';
import { listLog, until } from '../support/dispatch.js';

describe('telegram', () => {
  let server: TelegramServer;
  let account: ChannelAccount;
  beforeEach(async () => {
    server = await new TelegramServer().start();
    account = openAccount(adapter, { token: server.token, api_root: server.url });
  });
  afterEach(() => server.stop());

  const send = (part: NativePart | undefined, to: string) => {
    if (part === undefined) throw new Error('no part');
    return account.send(part, { to, key: 'k', signal: AbortSignal.timeout(3_000) });
  };
  const partsOf = (blocks: Parameters<ChannelAccount['render']>[0]['blocks']) => {
    const rendering = account.render({ locale: 'en', blocks });
    if (!rendering.ok) throw new Error('renders');
    return rendering.parts;
  };
  const listen = async (work: (events: InboundEvent[]) => Promise<void>, of = account) => {
    const events: InboundEvent[] = [];
    const abort = new AbortController();
    const done = of.listen?.(async (more) => void events.push(...more), abort.signal);
    try {
      await work(events);
    } finally {
      abort.abort();
      await done;
    }
  };

  describe('rendering', () => {
    const image = (n: number) =>
      ({ kind: 'image', url: `https://shop.example/${n}.jpg`, alt: `cup ${n}` }) as const;
    const text = (length: number) => ({ kind: 'text', text: 'x'.repeat(length) }) as const;

    it.each([
      { what: 'text', blocks: [text(5)], methods: ['sendMessage'] },
      { what: 'picture and short text', blocks: [image(1), text(1_024)], methods: ['sendPhoto'] },
      {
        what: 'picture and text too long for a caption',
        blocks: [image(1), text(1_025)],
        methods: ['sendPhoto', 'sendMessage'],
      },
      { what: 'two pictures', blocks: [image(1), image(2)], methods: ['sendPhoto', 'sendPhoto'] },
    ])('says $what in $methods.length call(s)', async ({ blocks, methods }) => {
      server.knows(5);
      const parts = partsOf(blocks);
      expect(parts.map(({ method }) => method)).toEqual(methods);
    });

    it('puts the buttons under the last part, and the text behind a blank line', () => {
      const rows = [[{ kind: 'action', label: 'a', action: 'a' }]] as const;
      const parts = partsOf([
        image(1),
        text(1_025),
        { kind: 'buttons', rows },
        { kind: 'text', text: 'end' },
      ]);
      expect(parts[0]?.payload).not.toHaveProperty('reply_markup');
      expect(parts[1]?.payload).toHaveProperty('reply_markup');
      expect(String(parts[1]?.payload['text'])).toMatch(/x\n\nend$/);
    });

    it('asks for no link preview, which would look like clicks', () => {
      const [part] = partsOf([{ kind: 'text', text: 'https://shop.example/l/abc' }]);
      expect(part?.payload['link_preview_options']).toEqual({ is_disabled: true });
    });

    it.each([
      { what: 'nothing at all', blocks: [] },
      { what: 'an empty text', blocks: [{ kind: 'text', text: ' \n' }] as const },
      {
        what: 'texts that are too long together',
        blocks: [text(2_048), text(2_048)],
      },
      { what: 'a picture from nowhere', blocks: [{ ...image(1), url: 'cup.jpg' }] },
    ])('refuses $what', ({ blocks }) => {
      expect(account.render({ locale: 'en', blocks })).toMatchObject({ ok: false });
    });
  });

  it('publishes to a public channel by its name', async () => {
    server.knows(-1_001, 'channel', 'myshop');
    const [part] = partsOf([{ kind: 'text', text: 'Sale' }]);
    expect(await send(part, '@myshop')).toMatchObject({ kind: 'accepted' });
    expect(server.messages).toMatchObject([{ chatId: -1_001 }]);
    expect(account.capabilities.posts).toBe(true);
  });

  it.each([
    { code: 403, description: 'Forbidden: user is deactivated', kind: 'undeliverable' },
    {
      code: 403,
      description: 'Forbidden: bot was kicked from the supergroup chat',
      kind: 'undeliverable',
    },
    {
      code: 403,
      description: 'Forbidden: bot is not a member of the channel chat',
      kind: 'undeliverable',
    },
    { code: 403, description: 'Forbidden: the group chat was deleted', kind: 'undeliverable' },
    {
      code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
      kind: 'undeliverable',
    },
    { code: 400, description: 'Bad Request: private chat not found', kind: 'undeliverable' },
    {
      code: 403,
      description: 'Forbidden: not enough rights to send text messages',
      kind: 'rejected',
    },
    { code: 400, description: 'Bad Request: Wrong HTTP URL specified', kind: 'rejected' },
    { code: 404, description: 'Not Found', kind: 'account_fault' },
    // The words alone, under another code, mean nothing.
    { code: 400, description: 'Bad Request: bot was blocked by the user', kind: 'rejected' },
  ])('takes $code "$description" for $kind', async ({ code, description, kind }) => {
    server.knows(5);
    server.faults.push({ kind: 'error', code, description });
    const [part] = partsOf([{ kind: 'text', text: 'hi' }]);
    expect(await send(part, '5')).toMatchObject({ kind });
  });

  describe('listening', () => {
    it('reports a start with its token, words, presses and reactions, with what they refer to', async () => {
      await listen(async (events) => {
        server.starts(7, { first_name: 'Mei', last_name: 'Li', language_code: 'zh-hans' }, 'tok-1');
        await until(() => events.length === 1);
        const [part] = partsOf([{ kind: 'text', text: 'hi' }]);
        const sent = await send(part, '7');
        server.says(7, 'more shoes');
        const query = server.presses(7, server.messages[0]?.messageId ?? 0, 'more:5');
        server.reacts(7, server.messages[0]?.messageId ?? 0, '❤');
        await until(() => events.length === 4);
        const ref = sent.kind === 'accepted' ? sent.ref : '';
        const who = { from: '7', name: 'Mei Li', locale: 'zh-hans' };
        expect(events).toMatchObject([
          { kind: 'start', payload: 'tok-1', ...who },
          { kind: 'message', text: 'more shoes', ...who },
          { kind: 'action', action: 'more:5', ack: query, ref, ...who },
          { kind: 'reaction', emoji: '❤', ref, from: '7' },
        ]);
        expect(new Set(events.map(({ key }) => key)).size).toBe(4);
        await account.acknowledge?.(query, 'ok');
        expect(server.answered).toEqual([query]);
      });
    });

    it('reports a plain start, and who blocks the bot', async () => {
      await listen(async (events) => {
        server.starts(7);
        server.blocks(7);
        await until(() => events.length === 2);
        expect(events).toMatchObject([
          { kind: 'start', payload: null },
          { kind: 'opt_out', from: '7', via: 'blocked' },
        ]);
      });
    });

    it('names the group and the person of what is said among many, and what it answers', async () => {
      server.knows(-9, 'supergroup');
      server.knows(7);
      await listen(async (events) => {
        server.saysIn(-9, 7, 'Your cup left this morning', { message_id: 44, date: 1, chat: {} });
        server.saysIn(-9, 7, 'lunch?');
        await until(() => events.length === 2);
        const who = { kind: 'message', from: '7', group: '-9' };
        expect(events).toMatchObject([
          { ...who, text: 'Your cup left this morning', inReplyTo: '-9:44' },
          { ...who, text: 'lunch?' },
        ]);
        expect(events[1]).not.toHaveProperty('inReplyTo');
      });
    });

    it('takes what is said and felt under a post for engagement with it', async () => {
      server.knows(-9, 'supergroup');
      server.knows(-1_001, 'channel', 'myshop');
      server.knows(7);
      await listen(async (events) => {
        server.saysIn(-9, 7, 'in blue too?', server.copyOfPost(-9, -1_001, 12));
        server.reacts(7, 13, '👍', -9);
        await until(() => events.length === 2);
        expect(events).toMatchObject([
          {
            kind: 'engagement',
            what: 'comment',
            post: '-1001:12',
            text: 'in blue too?',
            from: '7',
            place: '-9',
          },
          { kind: 'engagement', what: 'like', post: '-9:13', from: '7', place: '-9' },
        ]);
      });
    });

    it('says which message of ours somebody answers', async () => {
      server.knows(7);
      await listen(async (events) => {
        server.saysIn(7, 7, 'yes', { message_id: 3, date: 1, chat: {} });
        await until(() => events.length === 1);
        expect(events).toMatchObject([{ kind: 'message', from: '7', inReplyTo: '7:3' }]);
        expect(events[0]).not.toHaveProperty('group');
      });
    });

    it('confirms nothing that could not be stored: it comes again', async () => {
      server.starts(7);
      const failing = account.listen?.(
        () => Promise.reject(new Error('disk full')),
        AbortSignal.timeout(5_000),
      );
      await expect(failing).rejects.toThrow('telegram');
      await listen(async (events) => {
        await until(() => events.length === 1);
        expect(events).toMatchObject([{ kind: 'start', from: '7' }]);
      });
    });

    it('takes over from a webhook that was set before', async () => {
      server.webhook = { url: 'http://127.0.0.1:1/', secret: undefined };
      server.knows(7);
      await listen(async (events) => {
        await until(() => server.webhook === null);
        server.says(7, 'hi');
        await until(() => events.length === 1);
      });
    });

    it('fails, without the token, when another process polls the same bot', async () => {
      const first = account.listen?.(async () => undefined, AbortSignal.timeout(5_000));
      await until(() => server.calls.some(({ method }) => method === 'getUpdates'));
      await listen(async () => {
        await expect(first).rejects.toThrow(/^telegram telegram: 409 Conflict/);
      });
    });

    it('fails without the token when the bot is refused', async () => {
      server.isRevoked = true;
      const refused = account.listen?.(async () => undefined, AbortSignal.timeout(5_000));
      await expect(refused).rejects.toThrow('telegram telegram: 401 Unauthorized');
    });
  });

  it('sets its webhook with the secret, and gets what people say that way', async () => {
    const { createServer } = await import('node:http');
    const events: InboundEvent[] = [];
    let account_: ChannelAccount | undefined;
    const host = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = Buffer.concat(chunks);
      const path = request.url ?? '';
      const got = await account_?.receive?.({ method: 'POST', path, query: {}, headers, body });
      events.push(...(got?.events ?? []));
      response.writeHead(got?.reply.status ?? 500).end(got?.reply.body);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const { port } = host.address() as { port: number };
    const webhookSecret = 'a-secret-of-enough-letters';
    account_ = openAccount(
      adapter,
      {
        token: server.token,
        api_root: server.url,
        updates: 'webhook',
        webhook_secret: webhookSecret,
      },
      { publicUrl: `http://127.0.0.1:${port}` },
      'shop-bot',
    );
    await listen(async () => {
      await until(() => server.webhook !== null);
      expect(server.webhook?.url).toBe(`http://127.0.0.1:${port}/webhooks/shop-bot`);
      server.starts(7, { first_name: 'Ann' }, 'tok');
      await until(() => server.deliveries.length === 1);
    }, account_);
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
    expect(events).toMatchObject([{ kind: 'start', payload: 'tok', from: '7' }]);
    expect(server.deliveries).toEqual([200]);
  });

  it('knows its deep link once it knows its name', async () => {
    expect(account.deepLink).toBeUndefined();
    expect(await account.probe(AbortSignal.timeout(3_000))).toEqual({
      ok: true,
      name: '@hawker_test_bot',
    });
    expect(account.deepLink?.('tok-1')).toBe('https://t.me/hawker_test_bot?start=tok-1');
    const named = openAccount(adapter, { token: server.token, username: '@my_bot' });
    expect(named.deepLink?.('x')).toBe('https://t.me/my_bot?start=x');
  });

  it('does not fail for a button whose spinner is gone, and keeps the token out of the log', async () => {
    const log = listLog();
    const logging = openAccount(adapter, { token: server.token, api_root: server.url }, { log });
    await logging.acknowledge?.('long-gone');
    expect(log.lines).toMatchObject([{ event: 'telegram.acknowledge.failed' }]);
    expect(JSON.stringify(log.lines)).not.toContain(server.token);
  });

  it('says when the network is gone', async () => {
    const lost = openAccount(adapter, { token: server.token, api_root: 'http://127.0.0.1:1' });
    expect(await lost.probe(AbortSignal.timeout(3_000))).toMatchObject({
      ok: false,
      why: 'network',
      detail: 'no connection: ECONNREFUSED',
    });
  });

  it.each([
    { what: 'a plain http server elsewhere', settings: { api_root: 'http://shop.example' } },
    { what: 'a webhook without a secret', settings: { updates: 'webhook' } },
    { what: 'a short secret', settings: { updates: 'webhook', webhook_secret: 'short' } },
    { what: 'no token', settings: { token: undefined } },
    { what: 'more than Telegram allows, unpaid', settings: { per_second: 31 } },
  ])('refuses $what', ({ settings }) => {
    expect(() => openAccount(adapter, { token: '1:abc', ...settings })).toThrow();
  });

  it('keeps to 25 a second and one a second to a chat unless told otherwise', () => {
    expect(account.rate).toEqual({
      perSecond: 25,
      perChatMs: 1_000,
      perGroupMs: 3_000,
      concurrency: 25,
      timeoutMs: 10_000,
    });
  });
});
