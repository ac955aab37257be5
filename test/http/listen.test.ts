import { Hono } from 'hono';
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
