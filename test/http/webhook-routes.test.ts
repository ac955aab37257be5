import { describe, expect, it } from 'vitest';
import type { ChannelAccount, InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { testServer } from './support/parts.js';

/** An account that takes a call whose body begins with "good", and answers in its own words. */
function hooked(options: { store?: () => Promise<void> } = {}) {
  const seen: RawRequest[] = [];
  const steps: string[] = [];
  const event: InboundEvent = { key: 'e1', at: 1, from: 'u1', kind: 'message', text: 'hi' };
  const account = {
    name: 'bot',
    kind: 'fake',
    async receive(request: RawRequest) {
      seen.push(request);
      const isGood = Buffer.from(request.body).toString().startsWith('good');
      return isGood
        ? {
            reply: { status: 200, headers: { 'content-type': 'text/xml' }, body: '<ok/>' },
            events: [event],
          }
        : { reply: { status: 401, body: '' }, events: [] };
    },
  } as unknown as ChannelAccount;
  const silent = { name: 'silent', kind: 'fake' } as unknown as ChannelAccount;
  const { app } = testServer((deps) => ({
    ...deps,
    webhooks: {
      ...deps.webhooks,
      accountOf: (name) => [account, silent].find((each) => each.name === name),
      receive: async (name, events) => {
        await options.store?.();
        steps.push(`stored ${events.length} of ${name}`);
      },
    },
  }));
  return { app, seen, steps };
}

describe('a platform’s call', () => {
  it('arrives as the bytes that were sent, with its headers and query', async () => {
    const { app, seen } = hooked();
    const body = new Uint8Array([0x67, 0x6f, 0x6f, 0x64, 0xff, 0x00, 0x0d, 0x0a]);
    await app.request('/webhooks/bot?signature=ab%2Bc&nonce=1', {
      method: 'POST',
      headers: { 'X-Signature': 'MiXed' },
      body,
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/webhooks/bot',
      query: { signature: 'ab+c', nonce: '1' },
      headers: { 'x-signature': 'MiXed' },
    });
    expect([...(seen[0]?.body ?? [])]).toEqual([...body]);
  });

  it('is stored before it is answered in the adapter’s words', async () => {
    const { app, steps } = hooked();
    const answer = await app.request('/webhooks/bot', { method: 'POST', body: 'good' });
    steps.push('answered');
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/xml',
      '<ok/>',
    ]);
    expect(steps).toEqual(['stored 1 of bot', 'answered']);
  });

  it('gets no good answer when it could not be stored, so that the platform tells it again', async () => {
    const { app } = hooked({ store: () => Promise.reject(new Error('disk full')) });
    const answer = await app.request('/webhooks/bot', { method: 'POST', body: 'good' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('disk full');
  });

  it('that proves nothing is answered as the adapter says, and nothing is stored', async () => {
    const { app, steps } = hooked();
    const answer = await app.request('/webhooks/bot', { method: 'POST', body: 'bad' });
    expect([answer.status, await answer.text()]).toEqual([401, '']);
    expect(steps).toEqual([]);
  });

  it('may be a GET with no body, as a handshake is', async () => {
    const { app, seen } = hooked();
    await app.request('/webhooks/bot?echostr=1');
    expect(seen).toMatchObject([{ method: 'GET', query: { echostr: '1' } }]);
    expect(seen[0]?.body).toHaveLength(0);
  });

  it.each(['unknown', 'silent'])('to the account %s is not found', async (name) => {
    const { app, seen } = hooked();
    const answer = await app.request(`/webhooks/${name}`, { method: 'POST', body: 'good' });
    expect(answer.status).toBe(404);
    expect(seen).toEqual([]);
  });

  it.each([
    { how: 'declared', headers: { 'content-length': '1048577' } },
    { how: 'streamed', headers: { 'transfer-encoding': 'chunked' } },
  ])('beyond 1 MB, $how, is refused at once and unread', async ({ headers }) => {
    const { app, seen } = hooked();
    const body = 'good'.padEnd(1_048_577, 'x');
    const startedAt = performance.now();
    const answer = await app.request('/webhooks/bot', { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
    expect(performance.now() - startedAt).toBeLessThan(50);
    expect(seen).toEqual([]);
  });
});
