import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/discord.js';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, NativePart, SendContext } from '../../src/ports/channel.js';
import { DiscordServer } from '../fakes/discord-server.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const soon = () => AbortSignal.timeout(3_000);

describe('discord', () => {
  let server: DiscordServer;
  let account: ChannelAccount;
  const open = (more: Record<string, unknown> = {}, log = listLog()) =>
    openAccount(adapter, { token: server.token, api_root: server.url, ...more }, { log });
  beforeEach(async () => {
    server = await new DiscordServer().start();
    account = open();
  });
  afterEach(() => server.stop());

  const partOf = (blocks: OutboundMessage['blocks']): NativePart => {
    const rendering = account.render({ locale: 'en', blocks });
    if (!rendering.ok) throw new Error(rendering.violations.map(({ message }) => message).join());
    const [part, ...more] = rendering.parts;
    if (part === undefined || more.length > 0) throw new Error('one part');
    return part;
  };
  let keys = 0;
  const say = (to: string, more: Partial<SendContext> = {}, by = account, text = 'hi') => {
    keys += 1;
    const context = { to, key: `key-${keys}`, signal: soon(), ...more };
    return by.send(partOf([{ kind: 'text', text }]), context);
  };
  const texts = () => server.world.messages.map(({ body }) => body['content']);

  describe('rendering', () => {
    const text = (words: string) => ({ kind: 'text', text: words }) as const;
    const image = { kind: 'image', url: 'https://shop.example/cup.jpg', alt: 'a cup' } as const;

    it('says all in one call: text, pictures, buttons', () => {
      const rows = [[{ kind: 'action', label: 'More', action: 'more' }]] as const;
      const { payload } = partOf([image, text('A cup'), { kind: 'buttons', rows }, image]);
      expect(payload).toEqual({
        content: 'A cup',
        embeds: [{ image: { url: image.url } }, { image: { url: image.url } }],
        components: [
          { type: 1, components: [{ type: 2, style: 2, label: 'More', custom_id: 'more' }] },
        ],
        allowed_mentions: { parse: [] },
      });
    });

    it('describes a picture that stands alone', () => {
      expect(partOf([image]).payload['embeds']).toEqual([
        { image: { url: image.url }, description: 'a cup' },
      ]);
    });

    it.each([
      { plain: '2 * 3 * 4 _is_ ~24~', marked: '2 \\* 3 \\* 4 \\_is\\_ \\~24\\~' },
      { plain: '# Sale\n- cups\n1. mugs', marked: '\\# Sale\n\\- cups\n1\\. mugs' },
      { plain: '> 5 || `x` <@1>', marked: '\\> 5 \\|\\| \\`x\\` \\<@1\\>' },
      {
        plain: 'See https://shop.example/a_b?c=*d*. Or (https://x.example/y)',
        marked: 'See <https://shop.example/a_b?c=*d*>. Or (<https://x.example/y>)',
      },
      { plain: '看 https://shop.example/l/abc。', marked: '看 <https://shop.example/l/abc>。' },
    ])('writes "$plain" so that it reads as written, without previews', ({ plain, marked }) => {
      expect(partOf([text(plain)]).payload['content']).toBe(marked);
    });

    it('counts a text as it is sent: 1,000 stars fill a message', () => {
      const stars = (count: number) =>
        account.render({ locale: 'en', blocks: [text('*'.repeat(count))] }).ok;
      expect([stars(1_000), stars(1_001)]).toEqual([true, false]);
    });

    it.each([
      { what: 'nothing', blocks: [] },
      { what: 'eleven pictures', blocks: Array(11).fill(image) },
      {
        what: 'two buttons that do the same',
        blocks: [
          text('x'),
          {
            kind: 'buttons' as const,
            rows: [
              [{ kind: 'action' as const, label: 'a', action: 'same' }],
              [{ kind: 'action' as const, label: 'b', action: 'same' }],
            ],
          },
        ],
      },
    ])('refuses $what', ({ blocks }) => {
      expect(account.render({ locale: 'en', blocks })).toMatchObject({ ok: false });
    });
  });

  describe('direct messages', () => {
    it('opens a chat once, however much is said in it', async () => {
      const ann = server.world.person();
      for (let n = 0; n < 3; n += 1) expect(await say(ann.id)).toMatchObject({ kind: 'accepted' });
      const paths = server.calls.map(({ path }) => path);
      expect(paths.filter((path) => path === '/users/@me/channels').length).toBe(1);
      expect(paths.length).toBe(4);
    });

    it.each([
      { fault: { kind: 'hang', sent: false } as const, outcome: { kind: 'deferred' } },
      { fault: { kind: 'reset', sent: true } as const, outcome: { kind: 'deferred' } },
      {
        fault: { kind: 'page', status: 500, body: 'x', sent: true } as const,
        outcome: { kind: 'deferred' },
      },
      {
        fault: { kind: 'error', status: 400, code: 40_003, message: 'too fast' } as const,
        outcome: { kind: 'account_fault', why: 'suspended' },
      },
      {
        fault: { kind: 'error', status: 403, code: 20_026, message: 'flagged' } as const,
        outcome: { kind: 'account_fault', why: 'suspended' },
      },
      {
        fault: { kind: 'error', status: 400, code: 50_033, message: 'no' } as const,
        outcome: { kind: 'undeliverable', recipient: 'suppress' },
      },
      {
        fault: { kind: 'limited', retryAfterMs: 2_000, scope: 'global' } as const,
        outcome: { kind: 'throttled', scope: 'account', retryAfterMs: 2_000 },
      },
    ])(
      'takes "$fault.kind" while a chat is opened for $outcome.kind: nothing was said',
      async ({ fault, outcome }) => {
        server.openFaults.push(fault);
        const ann = server.world.person();
        const signal = AbortSignal.timeout(300);
        expect(await say(ann.id, { signal })).toMatchObject(outcome);
        expect(server.world.messages).toEqual([]);
      },
    );

    it.each([
      { code: 50_007, status: 403, outcome: { kind: 'undeliverable', why: /^blocked/ } },
      { code: 50_278, status: 403, outcome: { kind: 'undeliverable', recipient: 'suppress' } },
      { code: 10_003, status: 404, outcome: { kind: 'undeliverable', recipient: 'suppress' } },
      { code: 50_001, status: 403, outcome: { kind: 'undeliverable' } },
      { code: 50_013, status: 403, outcome: { kind: 'undeliverable' } },
      { code: 40_003, status: 400, outcome: { kind: 'account_fault', why: 'suspended' } },
      { code: 20_026, status: 403, outcome: { kind: 'account_fault', why: 'suspended' } },
      { code: 50_006, status: 400, outcome: { kind: 'rejected' } },
      { code: 50_035, status: 400, outcome: { kind: 'rejected' } },
      { code: 0, status: 401, outcome: { kind: 'account_fault', why: 'credentials' } },
    ])('takes $status with $code for $outcome.kind', async ({ code, status, outcome }) => {
      const ann = server.world.person();
      server.faults.push({ kind: 'error', status, code, message: 'so it is' });
      const { why, ...rest } = outcome as { why?: unknown };
      const found = await say(ann.id);
      expect(found).toMatchObject(rest);
      if (why instanceof RegExp) expect(found).toHaveProperty('why', expect.stringMatching(why));
      else if (why !== undefined) expect(found).toMatchObject({ why });
    });

    it.each([
      { scope: 'user' as const, lane: 'lane' },
      { scope: 'shared' as const, lane: 'lane' },
      { scope: 'global' as const, lane: 'account' },
    ])('takes a 429 of scope $scope for a throttle of the $lane', async ({ scope, lane }) => {
      const ann = server.world.person();
      server.faults.push({ kind: 'limited', retryAfterMs: 1_500, scope });
      const outcome = { kind: 'throttled', scope: lane, retryAfterMs: 1_500 };
      expect(await say(ann.id)).toMatchObject(outcome);
    });

    it('asks nothing of a bucket that it knows to be empty', async () => {
      const ann = server.world.person();
      const kinds = [];
      for (let n = 0; n < 7; n += 1) kinds.push((await say(ann.id)).kind);
      // Discord takes five in five seconds of a channel; the queue has read so in the answers.
      expect(kinds).toEqual([...Array(5).fill('accepted'), 'throttled', 'throttled']);
      expect(server.buckets.refusals).toBe(0);
      expect(server.calls.length).toBe(1 + 5);
    });

    it('works again, with the same client, once a refused token is allowed again', async () => {
      const ann = server.world.person();
      server.isRevoked = true;
      const fault = { kind: 'account_fault', why: 'credentials' };
      expect(await say(ann.id)).toMatchObject(fault);
      expect(await say(ann.id)).toMatchObject(fault);
      server.isRevoked = false;
      expect(await say(ann.id)).toMatchObject({ kind: 'accepted' });
    });

    it('says nothing twice when a call fails', async () => {
      const ann = server.world.person();
      await say(ann.id);
      server.faults.push({ kind: 'page', status: 500, body: 'oops', sent: true });
      server.faults.push({ kind: 'reset', sent: true });
      expect(await say(ann.id)).toMatchObject({ kind: 'unknown', resendSafe: true });
      expect(await say(ann.id)).toMatchObject({ kind: 'unknown', resendSafe: true });
      expect(server.world.messages.length).toBe(3);
    });

    it('folds a resend after an unknown outcome, also with a key longer than a nonce', async () => {
      const ann = server.world.person();
      const key = 'delivery-0123456789-0123456789-0123456789';
      server.faults.push({ kind: 'page', status: 500, body: 'oops', sent: true });
      expect(await say(ann.id, { key })).toMatchObject({ kind: 'unknown' });
      const again = await say(ann.id, { key });
      expect(['accepted', 'duplicate']).toContain(again.kind);
      expect(server.world.messages.length).toBe(1);
      expect(String(server.world.messages[0]?.body['nonce']).length).toBeLessThanOrEqual(25);
    });

    it.each(['ann', '@ann', 'channel:x', 'webhook:Unknown Name', '123'])(
      'sends nothing to "%s"',
      async (address) => {
        expect(await say(address)).toMatchObject({ kind: 'undeliverable' });
        expect(server.calls).toEqual([]);
      },
    );
  });

  describe('public places', () => {
    it('posts to a channel, and spreads it to who follows where that is wished', async () => {
      const channel = server.world.channel(5);
      const to = `channel:${channel.id}`;
      expect(await say(to)).toMatchObject({ kind: 'accepted' });
      expect(server.world.messages[0]?.isCrossposted).toBe(false);
      expect(await say(to, {}, open({ crosspost: true }))).toMatchObject({ kind: 'accepted' });
      expect(server.world.messages[1]?.isCrossposted).toBe(true);
      expect([to, '123456789012345678'].map((each) => account.isGroup?.(each))).toEqual([
        true,
        false,
      ]);
    });

    it('lets a post stand that could not be spread', async () => {
      const log = listLog();
      const to = `channel:${server.world.channel(0).id}`;
      const outcome = await say(to, {}, open({ crosspost: true }, log));
      expect(outcome).toMatchObject({ kind: 'accepted' });
      expect(log.lines.map(({ event }) => event)).toEqual(['discord.crosspost.failed']);
    });

    it('posts by a webhook under a name of shop.yaml, and keeps its token to itself', async () => {
      const log = listLog();
      const hooked = open({ webhooks: { news: server.webhookUrl } }, log);
      expect(await say('webhook:news', {}, hooked)).toMatchObject({ kind: 'accepted' });
      expect(texts()).toEqual(['hi']);
      server.faults.push({ kind: 'reset', sent: true });
      const broken = await say('webhook:news', {}, hooked);
      expect(broken).toMatchObject({ kind: 'unknown', resendSafe: false });
      server.faults.push({ kind: 'error', status: 404, code: 10_015, message: 'Unknown Webhook' });
      expect(await say('webhook:news', {}, hooked)).toMatchObject({
        kind: 'undeliverable',
        recipient: 'suppress',
      });
      expect(JSON.stringify([broken, log.lines])).not.toContain(server.webhook.token);
    });
  });

  describe('answers', () => {
    const asked = () => {
      const ann = server.world.person();
      ann.hasBlocked = true;
      const interaction = server.interactions.command(ann, 'coupons');
      const [id, token] = [String(interaction['id']), String(interaction['token'])];
      const ref = `interaction:${server.world.botId}:${id}:${token}`;
      return { ann, token, right: { kind: 'reply', ref, sequence: 0 } as const };
    };

    it('fills in the reply of an interaction, also for who takes no direct messages', async () => {
      const { ann, token, right } = asked();
      server.interactions.acknowledge(token, { type: 5, data: { flags: 64 } });
      expect(await say(ann.id, { right })).toMatchObject({ kind: 'accepted' });
      expect(server.world.messages).toMatchObject([{ isEphemeral: true, body: { content: 'hi' } }]);
      expect(server.calls.map(({ method }) => method)).toEqual(['PATCH']);
    });

    it('waits a moment when it comes before our own acknowledgement', async () => {
      const { ann, right } = asked();
      const outcome = await say(ann.id, { right });
      expect(outcome).toMatchObject({ kind: 'deferred', minDelayMs: 300 });
    });

    it('never shows the interaction’s token', async () => {
      const { ann, token, right } = asked();
      server.faults.push({ kind: 'error', status: 400, code: 50_035, message: `bad ${token}` });
      const outcome = await say(ann.id, { right });
      expect(outcome).toMatchObject({ kind: 'rejected', why: '50035 bad [token]' });
    });

    it('says a campaign’s message to the person, not into an interaction', async () => {
      const { ann, token, right } = asked();
      server.interactions.acknowledge(token, { type: 5 });
      ann.hasBlocked = false;
      await say(ann.id, { right, purpose: 'campaign' });
      expect(server.calls.map(({ path }) => path)).toContain('/users/@me/channels');
    });

    it('answers a word of a direct chat in that chat, without opening it', async () => {
      const ann = server.world.person();
      const said = server.says(ann, 'hello');
      const ref = `message:${said.channelId}:${said.id}`;
      const right = { kind: 'reply', ref, sequence: 0 } as const;
      expect(await say(ann.id, { right })).toMatchObject({ kind: 'accepted' });
      expect(server.calls.map(({ path }) => path)).toEqual([
        `/channels/${said.channelId}/messages`,
      ]);
    });

    it('is not counted among what nobody asked for', () => {
      const message: OutboundMessage = { locale: 'en', blocks: [{ kind: 'text', text: 'hi' }] };
      const methodOf = (right?: { kind: 'reply'; ref: string }) => {
        const rendering = account.render(message, right);
        return rendering.ok ? rendering.parts[0]?.method : null;
      };
      const counted = account.rate.quotas?.flatMap(({ methods = [] }) => methods) ?? [];
      expect(counted).toContain(methodOf());
      expect(counted).not.toContain(methodOf({ kind: 'reply', ref: 'message:1:2' }));
    });
  });

  it('keeps two accounts apart', async () => {
    const other = await new DiscordServer().start();
    const second = openAccount(
      adapter,
      { token: other.token, api_root: other.url },
      {},
      'discord-2',
    );
    const [ann, ben] = [server.world.person('Ann'), other.world.person('Ben')];
    server.isRevoked = true;
    expect(await say(ann.id)).toMatchObject({ kind: 'account_fault' });
    expect(await say(ben.id, {}, second)).toMatchObject({ kind: 'accepted' });
    expect(server.world.messages.length + other.world.messages.length).toBe(1);
    await other.stop();
  });

  describe('its menu', () => {
    const entries = [
      { command: 'start', label: 'Begin', labels: { 'zh-CN': '开始' } },
      { command: 'coupons', label: 'Your coupons', labels: { 'zh-CN': '您的优惠券' } },
      { command: 'stop', label: 'No more messages' },
    ];

    it('becomes slash commands in both languages; repeating it changes nothing', async () => {
      const first = await account.publishMenu?.(entries, soon());
      expect(first).toEqual({ ok: true, name: '4 slash commands' });
      const before = server.commands;
      await account.publishMenu?.(entries, soon());
      expect(server.commands).toEqual(before);
      expect(server.commands).toMatchObject([
        {
          name: 'start',
          description_localizations: { 'zh-CN': '开始' },
          options: [{ name: 'code', required: false }],
        },
        { name: 'coupons', description: 'Your coupons' },
        { name: 'stop' },
        { name: 'ask', options: [{ name: 'text', required: true }] },
      ]);
    });

    it('always has the two without which nobody could come, or say a sentence', async () => {
      await account.publishMenu?.([], soon());
      expect(server.commands.map(({ name }) => name)).toEqual(['start', 'ask']);
      const [start] = server.commands;
      expect(start).toMatchObject({
        options: [{ name: 'code', name_localizations: { 'zh-CN': '邀请码' } }],
      });
    });

    it('says why when it is refused', async () => {
      server.isRevoked = true;
      expect(await account.publishMenu?.(entries, soon())).toMatchObject({
        ok: false,
        why: 'credentials',
      });
    });
  });

  describe('after a crash', () => {
    const question = (to: string, text: string, startedAt: number) => ({
      to,
      key: 'lost-key',
      part: partOf([{ kind: 'text', text }]),
      startedAt,
    });

    it('finds in the chat what had been sent', async () => {
      const ann = server.world.person();
      const startedAt = Date.now();
      await say(ann.id, { key: 'lost-key' }, account, 'your coupon');
      const restarted = open();
      const { reconcile } = restarted;
      const found = (text: string) => reconcile?.(question(ann.id, text, startedAt), soon());
      expect(await found('your coupon')).toBe('sent');
      expect(await found('something else')).toBe('unknown');
    });

    it('says "not sent" only when a minute has passed since', async () => {
      const ann = server.world.person();
      server.world.directChat(ann.id);
      const ago = (ms: number) => question(ann.id, 'never sent', Date.now() - ms);
      expect(await account.reconcile?.(ago(10_000), soon())).toBe('unknown');
      expect(await account.reconcile?.(ago(90_000), soon())).toBe('not_sent');
    });

    it('does not take the person’s own words for ours', async () => {
      const ann = server.world.person();
      server.says(ann, 'your coupon');
      const asked = question(ann.id, 'your coupon', Date.now());
      expect(await account.reconcile?.(asked, soon())).toBe('unknown');
    });

    it('knows nothing while the platform is away, or of a webhook', async () => {
      const asked = question('webhook:news', 'x', 0);
      expect(await account.reconcile?.(asked, soon())).toBe('unknown');
      server.isRevoked = true;
      const ann = server.world.person();
      expect(await account.reconcile?.(question(ann.id, 'x', 0), soon())).toBe('unknown');
    });
  });

  it.each([
    { what: 'no token', settings: { token: undefined } },
    { what: 'a token of another platform', settings: { token: '123456:abc' } },
    { what: 'signed calls without the key', settings: { updates: 'http' } },
    { what: 'a key that is none', settings: { updates: 'http', public_key: 'xyz' } },
    { what: 'a plain http server elsewhere', settings: { api_root: 'http://shop.example' } },
    { what: 'a webhook that is none', settings: { webhooks: { news: 'https://shop.example' } } },
    { what: 'an unknown key', settings: { tokn: 'x' } },
  ])('refuses $what', ({ settings }) => {
    expect(() => open(settings)).toThrow();
  });

  it('ships with few unasked messages, and answers apart from them', () => {
    expect(account.rate).toEqual({
      perSecond: 20,
      perChatMs: 200,
      perGroupMs: 2_000,
      concurrency: 10,
      timeoutMs: 10_000,
      quotas: [
        { of: 'account', max: 30, per: 'minute', timezone: 'UTC', methods: ['message'] },
        { of: 'account', max: 500, per: 'day', timezone: 'UTC', methods: ['message'] },
      ],
    });
    expect(account.deepLink).toBeUndefined();
  });
});
