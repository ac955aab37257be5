import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/telegram.js';
import type { Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { AdapterDeps, ChannelAccount, SendContext } from '../../src/ports/channel.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';

describe('telegram, to many', () => {
  let server: TelegramServer;
  beforeEach(async () => {
    server = await new TelegramServer({ limits: { perChatMs: null } }).start();
    server.knows(-1_001, 'channel', 'myshop');
    server.knows(-9, 'group');
    server.knows(5);
  });
  afterEach(() => server.stop());

  const open = (more: Record<string, unknown> = {}, deps: Partial<AdapterDeps> = {}) =>
    openAccount(adapter, { token: server.token, api_root: server.url, ...more }, deps);
  const say = async (
    account: ChannelAccount,
    blocks: OutboundMessage['blocks'],
    context: Partial<SendContext> = {},
  ) => {
    const rendering = account.render({ locale: 'en', blocks });
    const part = rendering.ok ? rendering.parts[0] : undefined;
    if (part === undefined) throw new Error('renders');
    const signal = AbortSignal.timeout(3_000);
    return account.send(part, { to: '5', key: 'k', signal, ...context });
  };
  const hello = { kind: 'text', text: 'Sale' } as const;
  const withButton = (button: Button): OutboundMessage['blocks'] => [
    hello,
    { kind: 'buttons', rows: [[button]] },
  ];

  it('posts to channels and groups, with links', async () => {
    const blocks = withButton({ kind: 'link', label: 'Shop', url: 'https://shop.example/l/a' });
    for (const to of ['@myshop', '-1001', '-9']) {
      expect(await say(open(), blocks, { to, purpose: 'post' })).toMatchObject({
        kind: 'accepted',
      });
    }
    expect(server.messages.map(({ chatId }) => chatId)).toEqual([-1_001, -1_001, -9]);
  });

  it('posts no action, which nobody could be answered for; the staff’s group gets them', async () => {
    const blocks = withButton({ kind: 'action', label: 'More', action: 'picks' });
    const post = await say(open(), blocks, { to: '@myshop', purpose: 'post' });
    expect(post).toMatchObject({
      kind: 'rejected',
      why: expect.stringMatching(/link buttons only/),
    });
    expect(server.messages).toEqual([]);
    const message = { locale: 'en', blocks };
    const render = (place: string) => open().render(message, undefined, place);
    expect(render('@myshop')).toEqual({
      ok: false,
      violations: [{ block: 1, message: expect.stringMatching(/link buttons only/) }],
    });
    expect(render('-9')).toMatchObject({ ok: true });
    const staff = await say(open(), blocks, { to: '-9', purpose: 'reply' });
    expect(staff).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    { address: '5', isGroup: false },
    { address: '-9', isGroup: true },
    { address: '@myshop', isGroup: true },
  ])('takes $address for many: $isGroup', ({ address, isGroup }) => {
    expect(open().isGroup?.(address)).toBe(isGroup);
  });

  it('keeps to 20 messages a minute into one group by its own pace', () => {
    expect(60_000 / (open().rate.perGroupMs ?? 0)).toBe(20);
  });

  describe('paid broadcast', () => {
    const paidOf = (index: number) => server.messages[index]?.payload['allow_paid_broadcast'];

    it('is asked for by campaigns and posts only, and only where it is switched on', async () => {
      const paid = open({ paid_broadcast: true, per_second: 500 });
      expect(paid.rate.perSecond).toBe(500);
      await say(paid, [hello], { purpose: 'campaign' });
      await say(paid, [hello], { purpose: 'post', to: '@myshop' });
      await say(paid, [hello], { purpose: 'reply' });
      await say(open(), [hello], { purpose: 'campaign' });
      expect([0, 1, 2, 3].map(paidOf)).toEqual([true, true, undefined, undefined]);
    });

    it('is named with its price where the account is shown', async () => {
      const probe = await open({ paid_broadcast: true }).probe(AbortSignal.timeout(3_000));
      expect(probe).toMatchObject({ ok: true, name: expect.stringContaining('0.1 Star') });
    });

    it('is what more than 30 a second takes', () => {
      const telegram = { api_root: 'https://api.telegram.org' };
      expect(() => open({ ...telegram, per_second: 31 })).toThrow(/per_second/);
      const paid = open({ ...telegram, per_second: 1_000, paid_broadcast: true });
      expect(paid.rate.perSecond).toBe(1_000);
    });
  });

  describe('pictures', () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    let shop: Server;
    let asked: string[];
    beforeEach(async () => {
      asked = [];
      shop = createServer((request, response) => {
        asked.push(request.url ?? '');
        const page = pages[request.url ?? ''] ?? { status: 404, type: 'text/plain', body: png };
        const { status, type, body, location } = page;
        const headers = location === undefined ? {} : { location };
        response.writeHead(status, { 'content-type': type, ...headers }).end(body);
      });
      await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    });
    afterEach(async () => {
      shop.closeAllConnections();
      await new Promise((resolve) => shop.close(resolve));
    });
    const pages: Record<string, { status: number; type: string; body: Buffer; location?: string }> =
      {
        '/cup.png': { status: 200, type: 'image/png', body: png },
        '/huge.png': { status: 200, type: 'image/png', body: Buffer.alloc(10 * 1_024 * 1_024 + 1) },
        '/secret.txt': { status: 200, type: 'text/plain', body: Buffer.from('secret') },
        '/moved.png': { status: 302, type: 'image/png', body: png, location: '/cup.png' },
        '/broken.png': { status: 503, type: 'image/png', body: png },
      };
    const host = () => `127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const picture = (url: string) => [{ kind: 'image', url, alt: 'a cup' } as const, hello];
    const ours = () => open({ upload_hosts: [host()] });
    const photos = () => server.messages.map(({ payload }) => payload['photo']);

    it('are fetched by Telegram where it can', async () => {
      await say(open(), picture('https://shop.example/cup.jpg'));
      expect(photos()).toEqual(['https://shop.example/cup.jpg']);
    });

    it('are uploaded once where only we can reach them, then known by Telegram’s own id', async () => {
      const account = ours();
      const url = `http://${host()}/cup.png`;
      const rows = [[{ kind: 'action', label: 'More', action: 'more' } as const]];
      const blocks = [...picture(url), { kind: 'buttons', rows } as const];
      expect(await say(account, blocks)).toMatchObject({ kind: 'accepted' });
      expect(await say(account, blocks)).toMatchObject({ kind: 'accepted' });
      const [first, second] = photos();
      expect(first).toBeInstanceOf(Blob);
      expect(Buffer.from(await (first as Blob).arrayBuffer())).toEqual(png);
      expect(second).toMatch(/^AgAC/);
      expect(asked).toEqual(['/cup.png']);
      expect(server.messages.map(({ payload }) => payload['caption'])).toEqual(['Sale', 'Sale']);
      expect(server.messages[0]?.payload['reply_markup']).toMatchObject({
        inline_keyboard: [[{ callback_data: 'more' }]],
      });
    });

    it('are ours where the service itself serves them', async () => {
      const account = open({}, { publicUrl: `http://${host()}` });
      expect(await say(account, picture(`http://${host()}/cup.png`))).toMatchObject({
        kind: 'accepted',
      });
    });

    it('are uploaded the next time when Telegram could not fetch them: one call each time', async () => {
      const url = 'https://cdn.example/cup.png';
      server.unreachable.add(url);
      const fetched = async () => new Response(png, { headers: { 'content-type': 'image/png' } });
      const account = open({}, { fetch: fetched });
      const first = await say(account, picture(url));
      expect(first).toMatchObject({
        kind: 'deferred',
        why: expect.stringMatching(/HTTP URL content/),
      });
      expect(server.calls.length).toBe(1);
      expect(await say(account, picture(url))).toMatchObject({ kind: 'accepted' });
      expect(photos()[0]).toBeInstanceOf(Blob);
      expect(server.calls.length).toBe(2);
    });

    it.each([
      { path: '/huge.png', outcome: { kind: 'rejected', why: /10 MB/ } },
      { path: '/secret.txt', outcome: { kind: 'rejected', why: /no picture/ } },
      { path: '/moved.png', outcome: { kind: 'rejected', why: /302/ } },
      { path: '/none.png', outcome: { kind: 'rejected', why: /404/ } },
      { path: '/broken.png', outcome: { kind: 'deferred', why: /503/ } },
    ])('are not uploaded from $path', async ({ path, outcome }) => {
      expect(await say(ours(), picture(`http://${host()}${path}`))).toMatchObject({
        ...outcome,
        why: expect.stringMatching(outcome.why),
      });
      expect(server.calls).toEqual([]);
    });

    it.each([
      'http://127.0.0.1:1/x.png',
      'http://10.0.0.1/x.png',
      'http://router/x.png',
      'http://[::1]/x',
    ])('are not asked for in a private network, unless it is named: %s', async (url) => {
      const outcome = await say(open(), picture(url));
      expect(outcome).toMatchObject({
        kind: 'rejected',
        why: expect.stringMatching(/upload_hosts/),
      });
      expect(server.calls).toEqual([]);
    });
  });

  it('puts its commands where people see them, in each language; repeating it changes nothing', async () => {
    const entries = [
      { command: 'picks', label: 'For you', labels: { 'zh-CN': '为您推荐' } },
      { command: 'stop', label: 'No more messages' },
    ];
    const account = open();
    const publish = () => account.publishMenu?.(entries, AbortSignal.timeout(3_000));
    expect(await publish()).toEqual({ ok: true, name: '2 commands, zh' });
    const before = new Map(server.commands);
    await publish();
    expect(server.commands).toEqual(before);
    expect(Object.fromEntries(server.commands)).toEqual({
      '': [
        { command: 'picks', description: 'For you' },
        { command: 'stop', description: 'No more messages' },
      ],
      zh: [
        { command: 'picks', description: '为您推荐' },
        { command: 'stop', description: 'No more messages' },
      ],
    });
    server.isRevoked = true;
    expect(await publish()).toMatchObject({ ok: false, why: 'credentials' });
  });
});
