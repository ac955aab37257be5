import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/domain/user-error.js';
import { demoShop } from './support/demo-parts.js';
import { adminKey, testServer } from './support/parts.js';

const local = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
const remote = { incoming: { socket: { remoteAddress: '203.0.113.9' } } };

describe('every answer', () => {
  it('forbids frames, scripts from elsewhere and sniffing, and has a request id', async () => {
    const { headers } = await testServer().app.request('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{10,}$/);
  });

  it('says not found in JSON for what is not there', async () => {
    const answer = await testServer().app.request('/nothing');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: { code: 'not_found', message: 'there is nothing here' },
    });
  });

  it('hides what went wrong inside, and tells what a person can put right', async () => {
    const broken = new Hono();
    broken.get('/v1/broken', () => {
      throw new Error('SELECT secret FROM customer');
    });
    broken.get('/v1/refused', () => {
      throw new UserError('the price list is empty');
    });
    const { app } = testServer((deps) => ({ ...deps, routes: [broken] }));
    const fault = await app.request('/v1/broken');
    expect(fault.status).toBe(500);
    expect(await fault.text()).not.toMatch(/secret|Error|\bat \//);
    expect(fault.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await (await app.request('/v1/refused')).text()).toContain('the price list is empty');
  });

  it('writes no code of a path to the log, not even beside a fault', async () => {
    const lines: string[] = [];
    const note = (name: string, fields?: object) => {
      lines.push(`${name} ${JSON.stringify(fields)}`);
    };
    const broken = new Hono();
    broken.get('/v1/coupons/:code', () => {
      throw new Error('the database is away');
    });
    const { app } = testServer((deps) => ({
      ...deps,
      log: { info: note, warn: note, error: note },
      routes: [broken],
    }));
    expect((await app.request('/v1/coupons/SAVE-7K3M')).status).toBe(500);
    expect(lines.join()).toContain('the database is away');
    expect(lines.join()).toContain('/v1/coupons/:code');
    expect(lines.join()).not.toContain('7K3M');
  });

  it('refuses a body beyond the limit before the route sees it', async () => {
    let seen = 0;
    const area = new Hono();
    area.post('/v1/things', async (context) => {
      seen += (await context.req.text()).length;
      return context.text('taken');
    });
    const { app } = testServer((deps) => ({ ...deps, routes: [area], bodyMaxBytes: 1_048_576 }));
    const post = (length: number) =>
      app.request('/v1/things', { method: 'POST', body: 'x'.repeat(length) });
    expect((await post(1_048_576)).status).toBe(200);
    expect((await post(1_048_577)).status).toBe(413);
    expect(seen).toBe(1_048_576);
  });
});

describe('a real shop', () => {
  const paths = ['/demo/customers', '/demo/shop', '/demo/images/22423.svg'];

  it.each(paths)('has no %s', async (path) => {
    expect((await testServer().app.request(path)).status).toBe(404);
  });

  it('lets nobody chat as a customer, nor pay with pretended money', async () => {
    const { app } = testServer();
    for (const path of ['/demo/chat-as', '/demo/shop/quote', '/demo/shop/checkout']) {
      const headers = { origin: 'http://localhost' };
      const answer = await app.request(path, { method: 'POST', headers, body: 'customer=12347' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('says at / that it runs, and nothing about customers or campaigns', async () => {
    const text = await (await testServer().app.request('/')).text();
    expect(text).toContain('Hawker is running');
    expect(text).not.toMatch(/autumn-picks|12347|1,287/);
  });

  it.each(paths)('while the demo has %s', async (path) => {
    const { app } = testServer((deps) => ({ ...deps, demo: demoShop().deps }));
    expect((await app.request(path)).status).toBe(200);
  });
});

describe('health', () => {
  it('lives', async () => {
    const answer = await testServer().app.request('/healthz');
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  it('is not ready while a check fails or throws, and names the check', async () => {
    const ready = (readiness: () => Promise<{ name: string; isReady: boolean }[]>) =>
      testServer((deps) => ({ ...deps, health: { ...deps.health, readiness } })).app.request(
        '/readyz',
      );
    const good = await ready(async () => [{ name: 'database', isReady: true }]);
    expect([good.status, await good.json()]).toEqual([
      200,
      { ready: true, checks: [{ name: 'database', isReady: true }] },
    ]);
    expect((await ready(async () => [{ name: 'database', isReady: false }])).status).toBe(503);
    const thrown = await ready(() => Promise.reject(new Error('password')));
    expect([thrown.status, (await thrown.text()).includes('password')]).toEqual([503, false]);
  });

  it('shows metrics to this machine or an admin key only', async () => {
    const { app } = testServer();
    const ask = (env: object, headers: Record<string, string> = {}) =>
      app.request('http://127.0.0.1/metrics', { headers: { host: '127.0.0.1', ...headers } }, env);
    const text = await (await ask(local)).text();
    expect(text).toContain('hawker_deliveries{account="webchat",state="sent"} 702');
    expect((await ask(remote)).status).toBe(401);
    expect((await ask(local, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
    expect((await ask(remote, { authorization: 'Bearer hwk_reader' })).status).toBe(403);
    expect((await ask(remote, { authorization: `Bearer ${adminKey}` })).status).toBe(200);
  });

  it('counts requests by the route’s pattern, never by a path that holds a token', async () => {
    const area = new Hono().get('/l/:token', (context) => context.text('there'));
    const { app } = testServer((deps) => ({ ...deps, routes: [area] }));
    await app.request('/l/secret-token-123');
    await app.request('/nowhere/secret-token-123');
    await app.request('/webhooks/secret-token-123');
    const headers = { host: 'localhost' };
    const text = await (await app.request('http://localhost/metrics', { headers }, local)).text();
    expect(text).toContain('route="/webhooks/:account",status="404"');
    expect(text).toContain('route="/l/:token",status="200"');
    expect(text).not.toContain('secret-token-123');
  });
});

describe('scripts and styles', () => {
  it('may be kept for ever under the name that changes with them, else are asked for again', async () => {
    const { app } = testServer();
    const page = await (await app.request('/')).text();
    const url = /href="(\/assets\/hawker\.css\?v=[0-9a-f]{16})"/.exec(page)?.[1] ?? '';
    const kept = await app.request(url);
    expect(kept.headers.get('cache-control')).toContain('immutable');
    expect(kept.headers.get('content-type')).toContain('text/css');
    const plain = await app.request('/assets/hawker.css');
    expect(plain.headers.get('cache-control')).toBe('no-cache');
    const again = { 'if-none-match': plain.headers.get('etag') ?? '' };
    expect((await app.request('/assets/hawker.css', { headers: again })).status).toBe(304);
  });

  it('lets other websites load widget.js, and nothing else', async () => {
    const { app } = testServer();
    const policy = async (path: string) =>
      (await app.request(path)).headers.get('cross-origin-resource-policy');
    expect(await policy('/widget.js')).toBe('cross-origin');
    expect(await policy('/assets/chat.js')).toBe('same-origin');
  });

  it('come from nowhere but our own public folder', async () => {
    const { app } = testServer();
    for (const path of ['/assets/../package.json', '/assets/%2e%2e%2fpackage.json', '/assets/x.js'])
      expect((await app.request(path)).status).toBe(404);
  });
});

describe('what is not there', () => {
  const asked = (accept: string, language = 'en') =>
    testServer().app.request('/nowhere', { headers: { accept, 'accept-language': language } });
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  it.each([
    { language: 'en-GB,en', words: 'There is nothing here' },
    { language: 'zh-CN,zh;q=0.9', words: '这里什么也没有' },
  ])('is a page in the reader’s language to a browser: $language', async (odd) => {
    const answer = await asked(browser, odd.language);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=UTF-8',
    ]);
    const text = await answer.text();
    expect(text).toContain(odd.words);
    expect(text).toContain('Lanterns &amp; Co');
  });

  it.each(['*/*', 'application/json', 'application/json, text/html;q=0.5', ''])(
    'is JSON to a program that accepts %j',
    async (accept) => {
      const answer = await asked(accept);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: { code: 'not_found', message: 'there is nothing here' },
      });
    },
  );
});
