import { request } from 'node:http';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { expect, it } from 'vitest';
import { UserError } from '../../src/domain/user-error.js';
import { listen } from '../../src/http/listen.js';

const app = new Hono().get('/', (context) => context.text('here'));

it('says which port is taken and what to do', async () => {
  const first = await listen(app, { host: '127.0.0.1', port: 0 });
  const port = Number(new URL(first.url).port);
  const second = listen(app, { host: '127.0.0.1', port });
  await expect(second).rejects.toBeInstanceOf(UserError);
  await expect(second).rejects.toMatchObject({
    message: `port ${port} is taken`,
    hint: `set PORT=${port + 1} or stop the other hawker`,
  });
  await first.close();
});

it('says that this machine has not got the address', async () => {
  await expect(listen(app, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    message: 'this machine has no address 192.0.2.1',
  });
});

it('tells where it listens, and stops', async () => {
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  expect(await (await fetch(server.url)).text()).toBe('here');
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

it('takes a body that comes in chunks, without its length, and none at all, behind a limit', async () => {
  const echo = new Hono()
    .use(bodyLimit({ maxSize: 1_000, onError: (context) => context.text('too large', 413) }))
    .post('/', async (context) => context.text(await context.req.text()));
  const server = await listen(echo, { host: '127.0.0.1', port: 0 });
  // node:http and not fetch, which would add the length.
  expect(await post(server.url, ['in ', 'chunks'])).toEqual({ status: 200, text: 'in chunks' });
  expect(await post(server.url, [])).toEqual({ status: 200, text: '' });
  expect((await post(server.url, ['x'.repeat(600), 'y'.repeat(600)])).status).toBe(413);
  await server.close();
});

function post(url: string, chunks: readonly string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
    call.on('error', reject);
    for (const chunk of chunks) call.write(chunk);
    call.end();
  });
}
