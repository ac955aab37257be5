import { describe, expect, it } from 'vitest';
import { textMessage } from '../../../src/domain/message/message.js';
import { type TestServer, testServer } from '../support/parts.js';

const own = { origin: 'http://localhost', 'content-type': 'application/json' };

/** A browser that has opened the page. */
async function open(server: TestServer, path = '/chat') {
  const page = await server.app.request(path);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const chatId = /=([0-9a-f]{32})\./.exec(cookie)?.[1] ?? '';
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    server.app.request('/chat/events', {
      method: 'POST',
      headers: { ...own, cookie, ...headers },
      body: JSON.stringify(body),
    });
  return { page, cookie, chatId, post };
}

const hello = { kind: 'message', id: 'page-id-1', text: 'hello' };

describe('the chat page', () => {
  it('gives a browser a chat of its own that no script can read and no other site can send', async () => {
    const server = testServer();
    const first = await open(server);
    const header = first.page.headers.get('set-cookie') ?? '';
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Lax/);
    expect(header).not.toMatch(/Secure/);
    expect(first.chatId).toHaveLength(32);
    expect((await open(server)).chatId).not.toBe(first.chatId);
    expect(await first.page.text()).not.toContain(first.chatId);
  });

  it('marks the cookie Secure where the shop is served over TLS', async () => {
    const { app } = testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && { ...chat, publicUrl: 'https://chat.shop.example' },
    }));
    const page = await app.request('http://chat.shop.example/chat');
    expect(page.headers.get('set-cookie')).toMatch(/Secure/);
  });

  it('shows the history to its own browser, escaped, and to nobody else', async () => {
    const server = testServer();
    const { cookie, chatId } = await open(server);
    const message = textMessage('en', 'Say <script>alert(1)</script> & see https://a.example/x.', [
      [{ kind: 'link', label: '"Shop"', url: 'https://a.example/?a=1&b="' }],
    ]);
    await server.chat.append({ chatId, direction: 'out', message, text: null, at: 1, key: 'k' });
    const text = await (await server.app.request('/chat', { headers: { cookie } })).text();
    expect(text).toContain('Say &lt;script&gt;alert(1)&lt;/script&gt; &amp; see ');
    expect(text).toContain('<a href="https://a.example/x" target="_blank" rel="noopener">');
    expect(text).toContain('href="https://a.example/?a=1&amp;b=&quot;"');
    const forged = `${cookie.slice(0, -2)}xx`;
    for (const other of [forged, cookie.replace(/=[0-9a-f]{4}/, '=0000'), ''])
      expect(
        await (await server.app.request('/chat', { headers: { cookie: other } })).text(),
      ).not.toContain('alert(1)');
  });

  it.each([
    { path: '/chat', accept: 'zh-TW,zh;q=0.9', word: '输入消息' },
    { path: '/chat', accept: 'fr,en;q=0.5', word: 'Write a message' },
    { path: '/chat?lang=zh-CN', accept: 'en', word: '输入消息' },
  ])('speaks $word to $accept at $path', async ({ path, accept, word }) => {
    const page = await testServer().app.request(path, { headers: { 'accept-language': accept } });
    expect(await page.text()).toContain(word);
  });

  it('can be framed only when it is asked to, and then uses no cookie', async () => {
    const server = testServer();
    expect((await open(server)).page.headers.get('content-security-policy')).toContain(
      "frame-ancestors 'none'",
    );
    const framed = await open(server, '/chat?embed=1');
    expect(framed.page.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(framed.page.headers.get('set-cookie')).toBeNull();
  });

  it('can be framed only by the websites that the shop names', async () => {
    const { app } = testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && {
        ...chat,
        accounts: [{ name: 'webchat', embedOrigins: ['https://shop.example/a;script-src *'] }],
      },
    }));
    const policy = (await app.request('/chat?embed=1')).headers.get('content-security-policy');
    expect(policy).toContain("frame-ancestors 'self' https://shop.example");
    expect(policy).not.toContain('*');
    expect(policy).not.toContain('/a;');
  });

  it('does not show a cookie’s chat in a frame', async () => {
    const server = testServer();
    const { cookie, chatId } = await open(server);
    const text = 'private words';
    await server.chat.append({ chatId, direction: 'in', message: null, text, at: 1, key: 'k' });
    const framed = await server.app.request('/chat?embed=1', { headers: { cookie } });
    expect(await framed.text()).not.toContain(text);
  });
});

describe('what is said in the chat', () => {
  it('goes into the history and to the shop', async () => {
    const server = testServer();
    const { chatId, post } = await open(server);
    const answer = await post(hello);
    expect([answer.status, await answer.json()]).toEqual([202, { id: 1, isAnswered: true }]);
    expect(server.chat.all).toMatchObject([{ chatId, direction: 'in', text: 'hello' }]);
    expect(server.received).toEqual([
      {
        kind: 'message',
        text: 'hello',
        from: chatId,
        locale: 'en',
        at: expect.any(Number),
        key: `${chatId}:page-id-1`,
      },
    ]);
  });

  it('is one message when the page repeats it, also after the shop failed once', async () => {
    let isDown = true;
    const server = testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && {
        ...chat,
        receive: async (name, events) => {
          if (isDown) throw new Error('disk full');
          await chat.receive(name, events);
        },
      },
    }));
    const { post } = await open(server);
    expect((await post(hello)).status).toBe(500);
    isDown = false;
    expect((await post(hello)).status).toBe(202);
    expect((await post(hello)).status).toBe(202);
    expect(server.chat.all).toHaveLength(1);
    expect(new Set(server.received.map(({ key }) => key)).size).toBe(1);
  });

  it('is refused from another website, from nowhere, and from a browser that never opened the page', async () => {
    const server = testServer();
    const { post } = await open(server);
    expect((await post(hello, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(hello, { origin: 'null' })).status).toBe(403);
    const { app } = server;
    const without = { 'content-type': 'application/json' };
    const body = JSON.stringify(hello);
    const bare = await app.request('/chat/events', { method: 'POST', headers: without, body });
    expect(bare.status).toBe(403);
    expect((await post(hello, { cookie: '' })).status).toBe(401);
    expect((await post(hello, { cookie: `hawker_chat=${'a'.repeat(32)}.AAAA` })).status).toBe(401);
    expect([server.received, server.chat.all]).toEqual([[], []]);
  });

  it.each([
    { what: 'no JSON', body: 'hello' },
    { what: 'an empty text', body: JSON.stringify({ ...hello, text: ' \n ' }) },
    {
      what: 'a text beyond 4,000 characters',
      body: JSON.stringify({ ...hello, text: '😀'.repeat(4_001) }),
    },
    { what: 'a stray field', body: JSON.stringify({ ...hello, direction: 'out' }) },
    { what: 'an id with a colon', body: JSON.stringify({ ...hello, id: 'a:b:c:d:e:f' }) },
  ])('is refused with $what', async ({ body }) => {
    const server = testServer();
    const { cookie } = await open(server);
    const headers = { ...own, cookie };
    const answer = await server.app.request('/chat/events', { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    expect([server.received, server.chat.all]).toEqual([[], []]);
  });

  it('may be 4,000 characters long, emoji counted as one', async () => {
    const { post } = await open(testServer());
    expect((await post({ ...hello, text: '😀'.repeat(4_000) })).status).toBe(202);
  });

  it('is refused when it is huge', async () => {
    const { post } = await open(testServer());
    expect((await post({ ...hello, text: 'x'.repeat(40_000) })).status).toBe(413);
  });

  it('is slowed down for one chat, not for the others', async () => {
    const server = testServer();
    const [noisy, calm] = [await open(server), await open(server)];
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++)
      statuses.push((await noisy.post({ ...hello, id: `page-id-${i}` })).status);
    expect(statuses.slice(0, 30).every((status) => status === 202)).toBe(true);
    expect(statuses[30]).toBe(429);
    expect((await calm.post(hello)).status).toBe(202);
  });

  it('can come from a frame by the token of its page, without a cookie', async () => {
    const server = testServer();
    const { page, post } = await open(server, '/chat?embed=1');
    const token = /data-token="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    expect((await post(hello, { cookie: '', 'x-hawker-chat': token })).status).toBe(202);
    expect(server.received[0]?.from).toBe(token.split('.')[0]);
    expect((await post(hello, { cookie: '', 'x-hawker-chat': `${token}x` })).status).toBe(401);
  });
});

describe('a button', () => {
  const message = textMessage('en', 'Choose', [
    [
      { kind: 'action', label: 'My picks', action: 'picks' },
      { kind: 'link', label: 'Shop', url: 'https://shop.example' },
    ],
  ]);
  const press = { kind: 'action', id: 'page-id-2', messageId: 1, action: 'picks' };

  it('tells the shop the action, and leaves its label in the chat', async () => {
    const server = testServer();
    const { chatId, post } = await open(server);
    await server.chat.append({ chatId, direction: 'out', message, text: null, at: 1, key: 'k' });
    expect((await post(press)).status).toBe(202);
    expect(server.received).toMatchObject([{ kind: 'action', action: 'picks', ref: '1' }]);
    expect(server.chat.all[1]).toMatchObject({ direction: 'in', text: 'My picks' });
  });

  it.each([
    { what: 'an action that no button has', change: { action: 'grant-me-a-coupon' } },
    { what: 'a message that is not there', change: { messageId: 2 } },
  ])('cannot be made up: $what', async ({ change }) => {
    const server = testServer();
    const { chatId, post } = await open(server);
    await server.chat.append({ chatId, direction: 'out', message, text: null, at: 1, key: 'k' });
    expect((await post({ ...press, ...change })).status).toBe(410);
    expect(server.received).toEqual([]);
    expect(server.chat.all).toHaveLength(1);
  });

  it('of somebody else’s chat cannot be pressed', async () => {
    const server = testServer();
    const [mine, theirs] = [await open(server), await open(server)];
    const { chatId } = theirs;
    await server.chat.append({ chatId, direction: 'out', message, text: null, at: 1, key: 'k' });
    expect((await mine.post(press)).status).toBe(410);
    expect(server.received).toEqual([]);
  });
});

describe('a deep link', () => {
  it('is told to the shop by the page, not by fetching its address', async () => {
    const server = testServer();
    const { page, chatId, post } = await open(server, '/chat?start=tok%22en');
    expect(await page.text()).toContain('data-start="tok&quot;en"');
    expect(server.received).toEqual([]);
    expect((await post({ kind: 'start', id: 'page-id-3', payload: 'tok"en' })).status).toBe(202);
    expect(server.received).toMatchObject([{ kind: 'start', payload: 'tok"en', from: chatId }]);
    expect(server.chat.all).toEqual([]);
  });

  it('without a token opens a chat once, in however many tabs', async () => {
    const server = testServer();
    const { post } = await open(server);
    await post({ kind: 'start', id: 'page-id-4', payload: null });
    await post({ kind: 'start', id: 'page-id-5', payload: null });
    expect(new Set(server.received.map(({ key }) => key)).size).toBe(1);
  });
});

describe('what was said before', () => {
  async function talk(server: TestServer, count: number) {
    const opened = await open(server);
    for (let n = 1; n <= count; n++) {
      const message = textMessage('en', `number ${n}.`);
      const key = `k${n}`;
      await server.chat.append({
        chatId: opened.chatId,
        direction: 'out',
        message,
        text: null,
        at: n,
        key,
      });
    }
    return opened;
  }
  const numbersIn = (html: string) =>
    [...html.matchAll(/number (\d+)\./g)].map(([, n]) => Number(n));
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('comes page by page, the oldest first in each, until there is no more', async () => {
    const server = testServer();
    const { cookie } = await talk(server, 120);
    const page = await (await server.app.request('/chat', { headers: { cookie } })).text();
    expect(numbersIn(page)).toEqual(range(71, 120));
    expect(page).toMatch(/id="earlier">/);
    const earlier = async (before: number) => {
      const path = `/chat/history?before=${before}`;
      const answer = await server.app.request(path, { headers: { cookie } });
      const { html, hasEarlier } = (await answer.json()) as { html: string; hasEarlier: boolean };
      return { numbers: numbersIn(html), hasEarlier };
    };
    expect(await earlier(71)).toEqual({ numbers: range(21, 70), hasEarlier: true });
    expect(await earlier(21)).toEqual({ numbers: range(1, 20), hasEarlier: false });
    expect(await earlier(1)).toEqual({ numbers: [], hasEarlier: false });
  });

  it('is offered only where there is any', async () => {
    const server = testServer();
    const { cookie } = await talk(server, 50);
    const page = await (await server.app.request('/chat', { headers: { cookie } })).text();
    expect(page).toMatch(/id="earlier" hidden/);
  });

  it('is told to nobody else, and needs a place to begin', async () => {
    const server = testServer();
    const { cookie } = await talk(server, 3);
    const stranger = await open(server);
    const ask = (path: string, who: string) =>
      server.app.request(path, { headers: { cookie: who } });
    expect((await ask('/chat/history?before=3', '')).status).toBe(401);
    expect(await (await ask('/chat/history?before=3', stranger.cookie)).json()).toEqual({
      html: '',
      hasEarlier: false,
    });
    expect((await ask('/chat/history?before=x', cookie)).status).toBe(400);
  });
});

describe('several web chats', () => {
  const two = () =>
    testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && {
        ...chat,
        accounts: [
          { name: 'webchat', embedOrigins: [] },
          { name: 'members', embedOrigins: ['https://club.example'] },
        ],
        isWithStaff: async (account) => account === 'members',
      },
    }));

  it('are apart: a cookie or token of one opens none of another', async () => {
    const server = two();
    const { app } = server;
    const page = await app.request('/chat?account=members');
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(cookie).toMatch(/^hawker_chat_members=members~[0-9a-f]{32}\./);
    const post = (path: string, headers: Record<string, string>) =>
      app.request(path, {
        method: 'POST',
        headers: { ...own, ...headers },
        body: JSON.stringify(hello),
      });
    const answer = await post('/chat/events?account=members', { cookie });
    expect([answer.status, await answer.json()]).toEqual([202, { id: 1, isAnswered: false }]);
    expect((await post('/chat/events', { cookie })).status).toBe(401);
    const token = cookie.split('=')[1] ?? '';
    expect((await post('/chat/events', { 'x-hawker-chat': token })).status).toBe(401);
    const plain = (await open(server)).cookie.split('=')[1] ?? '';
    const swapped = await post('/chat/events?account=members', { 'x-hawker-chat': plain });
    expect(swapped.status).toBe(401);
  });

  it('have each their own websites that may frame them; one there is not is not found', async () => {
    const { app } = two();
    const policyOf = async (path: string) =>
      (await app.request(path)).headers.get('content-security-policy');
    expect(await policyOf('/chat?embed=1&account=members')).toContain(
      "frame-ancestors 'self' https://club.example",
    );
    expect(await policyOf('/chat?embed=1')).toContain('frame-ancestors *');
    expect((await app.request('/chat?account=nobody')).status).toBe(404);
    expect((await app.request('/chat/stream?account=nobody')).status).toBe(401);
  });
});
