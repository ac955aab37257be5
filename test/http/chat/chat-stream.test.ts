import { afterEach, expect, it } from 'vitest';
import { textMessage } from '../../../src/domain/message/message.js';
import { listen, type RunningServer } from '../../../src/http/listen.js';
import { type TestServer, testServer } from '../support/parts.js';

// A real server and a real connection: what a browser would see.

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close(200);
});

async function start(server: TestServer): Promise<{ url: string; cookie: string; chatId: string }> {
  const { app, endStreams } = server;
  const found = await listen(app, { host: '127.0.0.1', port: 0, onClose: endStreams });
  running.push(found);
  const page = await fetch(`${found.url}/chat`);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { url: found.url, cookie, chatId: cookie.slice(12, 44) };
}

/** Reads until `count` messages have come; then hangs up. */
async function hear(url: string, cookie: string, count: number, lastEventId?: number) {
  const left = new AbortController();
  const headers = { cookie, ...(lastEventId && { 'last-event-id': String(lastEventId) }) };
  const response = await fetch(`${url}/chat/stream`, { headers, signal: left.signal });
  const ids: number[] = [];
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const events = (rest + Buffer.from(chunk).toString()).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events)
      ids.push(...[...event.matchAll(/^id: (\d+)$/gm)].map((m) => Number(m[1])));
    if (ids.length >= count) break;
  }
  left.abort();
  return { ids, type: response.headers.get('content-type') };
}

const say = (server: TestServer, chatId: string, key: string) =>
  server.chat.append({
    chatId,
    direction: 'out',
    message: textMessage('en', key),
    text: null,
    at: 1,
    key: `${chatId}:${key}`,
  });

it('streams what is there and what comes, each once and in order', async () => {
  const server = testServer();
  const { url, cookie, chatId } = await start(server);
  await say(server, chatId, 'a');
  const hearing = hear(url, cookie, 3);
  await say(server, chatId, 'b');
  await say(server, chatId, 'c');
  expect(await hearing).toEqual({ ids: [1, 2, 3], type: 'text/event-stream' });
});

it('goes on behind the last message seen, with nothing lost in between and nothing twice', async () => {
  const server = testServer();
  const { url, cookie, chatId } = await start(server);
  for (const key of ['a', 'b', 'c', 'd', 'e']) await say(server, chatId, key);
  const hearing = hear(url, cookie, 4, 3);
  await say(server, chatId, 'f');
  await say(server, chatId, 'g');
  expect((await hearing).ids).toEqual([4, 5, 6, 7]);
});

it('sends more than one page of what was missed', async () => {
  const server = testServer();
  const { url, cookie, chatId } = await start(server);
  for (let i = 1; i <= 251; i++) await say(server, chatId, String(i));
  const { ids } = await hear(url, cookie, 250, 1);
  expect(ids).toEqual(Array.from({ length: 250 }, (_, i) => i + 2));
});

it('finds what another process appended, without being told', async () => {
  const server = testServer();
  const { url, cookie, chatId } = await start(server);
  await say(server, chatId, 'a');
  const hearing = hear(url, cookie, 2);
  // Straight into the array: nobody rings.
  setTimeout(() => {
    const text = 'b';
    const one = { id: 2, chatId, direction: 'in', message: null, text, at: 1, key: 'b' } as const;
    server.chat.all.push(one);
  }, 100);
  expect((await hearing).ids).toEqual([1, 2]);
});

it('tells nobody of another’s chat, and refuses who has none', async () => {
  const server = testServer();
  const mine = await start(server);
  await say(server, 'f'.repeat(32), 'secret');
  await say(server, mine.chatId, 'a');
  expect((await hear(mine.url, mine.cookie, 1)).ids).toEqual([2]);
  expect((await fetch(`${mine.url}/chat/stream`)).status).toBe(401);
});

it('ends its streams when the server stops, so that the stop is quick', async () => {
  const server = testServer();
  const { url, cookie, chatId } = await start(server);
  await say(server, chatId, 'a');
  const response = await fetch(`${url}/chat/stream`, { headers: { cookie } });
  const reader = response.body?.getReader();
  await reader?.read();
  const startedAt = performance.now();
  await running.pop()?.close();
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
