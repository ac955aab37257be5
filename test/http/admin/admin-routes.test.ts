import { describe, expect, it } from 'vitest';
import { adminKey, sampleRun, type TestServer, testServer } from '../support/parts.js';

const local = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
const remote = { incoming: { socket: { remoteAddress: '203.0.113.9' } } };
const runPath = '/admin/runs/autumn-picks/2026-11-21T09%3A00%3A00Z';
const own = { origin: 'http://localhost' };

const demo = () => testServer((deps) => ({ ...deps, admin: { ...deps.admin, mode: 'demo' } }));

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

async function signIn({ app }: TestServer, key = adminKey) {
  const answer = await app.request('/admin/login', {
    method: 'POST',
    headers: own,
    body: form({ key }),
  });
  const header = answer.headers.get('set-cookie') ?? '';
  return { answer, header, cookie: header.split(';')[0] ?? '' };
}

async function csrfOf({ app }: TestServer, cookie: string): Promise<string> {
  const page = await (await app.request(runPath, { headers: { cookie } })).text();
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

describe('the dashboard of a real shop', () => {
  it.each([
    '/admin',
    '/admin/channels',
    runPath,
    `${runPath}/stream`,
    '/admin/stream',
    '/admin/reports/autumn-picks',
  ])('shows nothing of %s to who has not signed in, not even on this machine', async (path) => {
    const answer = await testServer().app.request(path, {}, local);
    expect(answer.status).toBe(401);
    const text = await answer.text();
    expect(text).toContain('API key');
    expect(text).not.toMatch(/autumn-picks|1,287/);
  });

  it('takes a key with the scope admin, and keeps it from scripts and other websites', async () => {
    const server = testServer();
    const { answer, header, cookie } = await signIn(server);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin']);
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Strict/);
    expect(header).not.toContain(adminKey);
    const page = await server.app.request('/admin', { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('Autumn picks for regulars');
  });

  it.each(['', 'hwk_wrong', 'hwk_reader'])('refuses the key %j', async (key) => {
    const { answer, header } = await signIn(testServer(), key);
    expect([answer.status, header]).toEqual([401, '']);
    expect(await answer.text()).toContain('lacks the scope');
  });

  it('ends a session when its key is revoked, when its time is over, and when it is forged', async () => {
    let now = 1_000_000;
    let isRevoked = false;
    const server = testServer((deps) => ({
      ...deps,
      admin: {
        ...deps.admin,
        clock: { now: () => now },
        authenticate: async (key) =>
          key === adminKey && !isRevoked ? { scopes: ['admin'] } : null,
      },
    }));
    const { cookie } = await signIn(server);
    const status = async (value = cookie) =>
      (await server.app.request('/admin', { headers: { cookie: value } })).status;
    expect(await status()).toBe(200);
    expect(await status(`${cookie.slice(0, -3)}abc`)).toBe(401);
    now += 8 * 3_600_000 - 1;
    expect(await status()).toBe(200);
    now += 1;
    expect(await status()).toBe(401);
    now -= 1;
    isRevoked = true;
    expect(await status()).toBe(401);
  });

  it('says on every page that campaigns are held, as long as they are', async () => {
    let hold: string | null = 'a restored backup → hawker adopt';
    const server = testServer((deps) => ({
      ...deps,
      admin: { ...deps.admin, hold: async () => hold },
    }));
    const { cookie } = await signIn(server);
    const pages = () =>
      Promise.all(
        ['/admin', '/admin/channels', runPath].map(async (path) =>
          (await server.app.request(path, { headers: { cookie } })).text(),
        ),
      );
    for (const page of await pages()) expect(page).toContain('a restored backup → hawker adopt');
    hold = null;
    for (const page of await pages()) expect(page).not.toContain('Campaigns are held');
  });

  it('signs out', async () => {
    const server = testServer();
    const { cookie } = await signIn(server);
    const body = form({ csrf: await csrfOf(server, cookie) });
    const headers = { ...own, cookie };
    const answer = await server.app.request('/admin/logout', { method: 'POST', headers, body });
    expect(answer.headers.get('set-cookie')).toMatch(/hawker_admin=;.*Max-Age=0/);
  });
});

describe('the dashboard of the demo', () => {
  const ask = (env: object, headers: Record<string, string> = {}) =>
    demo().app.request(
      'http://127.0.0.1:8420/admin',
      { headers: { host: '127.0.0.1:8420', ...headers } },
      env,
    );

  it('is open on this machine', async () => {
    expect((await ask(local)).status).toBe(200);
  });

  it.each([
    { from: 'another machine', env: remote, headers: {} },
    { from: 'behind a proxy', env: local, headers: { 'x-forwarded-for': '203.0.113.9' } },
    { from: 'a website whose name points here', env: local, headers: { host: 'evil.example' } },
    { from: 'nobody knows where', env: {}, headers: {} },
  ])('asks for a key from $from', async ({ env, headers }) => {
    const answer = await ask(env, headers);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('autumn-picks');
  });
});

describe('a run', () => {
  it('shows its figures, why people were left out, and what can be done', async () => {
    const server = testServer();
    const { cookie } = await signIn(server);
    const text = await (await server.app.request(runPath, { headers: { cookie } })).text();
    for (const words of ['1,287', '702', '421', 'holdout: left out on purpose', 'recent-buyers'])
      expect(text).toContain(words);
    expect(text).toMatch(/value="pause"/);
    expect(text).not.toMatch(/value="resume"/);
  });

  it('is named by no number that can be counted on', async () => {
    const server = testServer();
    const { cookie } = await signIn(server);
    const page = await (await server.app.request('/admin', { headers: { cookie } })).text();
    expect(page).toContain(runPath);
    expect(page).not.toContain(`runs/${sampleRun.id}`);
  });

  it('that is not there is not found', async () => {
    const server = testServer();
    const headers = { cookie: (await signIn(server)).cookie };
    for (const path of ['/admin/runs/autumn-picks/x', '/admin/runs/x/y/stream', '/admin/reports/x'])
      expect((await server.app.request(path, { headers })).status).toBe(404);
  });

  it.each(['pause', 'resume', 'cancel'] as const)('obeys %s', async (command) => {
    const server = testServer();
    const { cookie } = await signIn(server);
    const body = form({ csrf: await csrfOf(server, cookie), command });
    const headers = { ...own, cookie };
    const answer = await server.app.request(`${runPath}/control`, {
      method: 'POST',
      headers,
      body,
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `${runPath}?notice=${command}`,
    ]);
    expect(server.controlled).toEqual([[command, 41]]);
  });

  it.each([
    { what: 'from another website', origin: 'https://evil.example' },
    { what: 'without the form’s token', csrf: '' },
    { what: 'with another session’s token', csrf: 'AAAA' },
    { what: 'without a session', cookie: '' },
    { what: 'with a command there is not', command: 'delete' },
  ])('is left alone $what', async (odd) => {
    const server = testServer();
    const signed = await signIn(server);
    const csrf = odd.csrf ?? (await csrfOf(server, signed.cookie));
    const body = form({ csrf, command: odd.command ?? 'cancel' });
    const headers = {
      origin: odd.origin ?? 'http://localhost',
      cookie: odd.cookie ?? signed.cookie,
    };
    const answer = await server.app.request(`${runPath}/control`, {
      method: 'POST',
      headers,
      body,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(server.controlled).toEqual([]);
  });
});

describe('the channels', () => {
  it('show their health, limits, quotas and what they did today', async () => {
    const server = testServer();
    const headers = { cookie: (await signIn(server)).cookie };
    const text = await (await server.app.request('/admin/channels', { headers })).text();
    for (const words of [
      'newsletter',
      'Paused until 21 Nov 2126, 09:00: account fault: credentials',
      'credentials: refused',
      '<td>702</td>',
      '2,000 a day (Europe/London), anew 22 Nov 2026, 00:00',
      '<td>1,234</td>',
    ])
      expect(text).toContain(words);
  });
});

describe('a report', () => {
  it('is shown as it is, with a way back, and may run no script', async () => {
    const server = testServer();
    const headers = { cookie: (await signIn(server)).cookie };
    const answer = await server.app.request('/admin/reports/autumn-picks', { headers });
    expect(await answer.text()).toContain('<main><p class="quiet"><a href="/admin">');
    expect(answer.headers.get('content-security-policy')).not.toContain('script-src');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
