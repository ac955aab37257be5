import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textMessage } from '../../../src/domain/message/message.js';
import { listen, type RunningServer } from '../../../src/http/listen.js';
import type { InboundEvent } from '../../../src/ports/channel.js';
import { type TestServer, testServer } from '../support/parts.js';

const chromiumPath = '/usr/bin/chromium';

/** Stands between browser and server, and can cut every connection, as a network does. */
async function cuttable(target: number) {
  const sockets = new Set<Socket>();
  let isDown = false;
  const proxy: Server = createServer((near) => {
    if (isDown) return near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    return near;
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut() {
      isDown = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isDown = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

const echoButtons = [[{ kind: 'action', label: 'Say it again', action: 'again' } as const]];

function answerTo(event: InboundEvent): string {
  if (event.kind === 'message') return `You said ${event.text}`;
  return event.kind === 'action' ? `You pressed ${event.action}` : 'Welcome';
}

describe.skipIf(!existsSync(chromiumPath))('the chat in a browser', () => {
  let browser: Browser;
  let server: TestServer;
  let running: RunningServer;
  let line: Awaited<ReturnType<typeof cuttable>>;
  const answered: string[] = [];

  const answer = (chatId: string, text: string) =>
    server.chat.append({
      chatId,
      direction: 'out',
      message: textMessage('en', text, echoButtons),
      text: null,
      at: Date.now(),
      key: `out:${server.chat.all.length}`,
    });

  beforeAll(async () => {
    server = testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && {
        ...chat,
        async receive(_, events) {
          for (const event of events) {
            answered.push(event.from);
            await answer(event.from, answerTo(event));
          }
        },
      },
    }));
    const { app, endStreams } = server;
    running = await listen(app, { host: '127.0.0.1', port: 0, onClose: endStreams });
    line = await cuttable(Number(new URL(running.url).port));
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    line?.close();
    await running?.close(200);
  });

  async function page(): Promise<{ page: Page; problems: string[] }> {
    const opened = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    const problems: string[] = [];
    opened.on('pageerror', (error) => problems.push(error.message));
    opened.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    return { page: opened, problems };
  }

  const texts = (opened: Page) =>
    opened
      .locator('.message:not(.pending) .bubble p, .message.in:not(.pending) p.bubble')
      .allInnerTexts();

  it('greets, takes words and presses, and shows each answer once', async () => {
    const { page: opened, problems } = await page();
    await opened.goto(`${line.url}/chat`);
    await opened.getByText('Welcome').waitFor();
    await opened.getByLabel('Write a message').fill('hello <b>you</b>');
    await opened.keyboard.press('Enter');
    await opened.getByText('You said hello <b>you</b>').waitFor();
    await opened.getByRole('button', { name: 'Say it again' }).last().click();
    await opened.getByText('You pressed again').waitFor();
    expect(await texts(opened)).toEqual([
      'Welcome',
      'hello <b>you</b>',
      'You said hello <b>you</b>',
      'Say it again',
      'You pressed again',
    ]);
    expect(await opened.locator('.message.pending').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('after the line was cut shows what was said meanwhile, once, and sends what was held back', async () => {
    const { page: opened } = await page();
    await opened.goto(`${line.url}/chat`);
    await opened.getByText('Welcome').waitFor();
    const chatId = answered.at(-1) ?? '';
    line.cut();
    await opened.getByText('Reconnecting…').waitFor();
    await answer(chatId, 'Said while you were away');
    await opened.getByLabel('Write a message').fill('from the tunnel');
    await opened.keyboard.press('Enter');
    const retry = opened.getByRole('button', { name: 'Try again' });
    await retry.waitFor();
    line.mend();
    await opened.getByText('Said while you were away').waitFor();
    await retry.click();
    await opened.getByText('You said from the tunnel').waitFor();
    expect(await texts(opened)).toEqual([
      'Welcome',
      'Said while you were away',
      'from the tunnel',
      'You said from the tunnel',
    ]);
    await opened.reload();
    expect((await texts(opened)).length).toBe(4);
  });

  it('in a frame on another website keeps its chat without cookies', async () => {
    const { page: opened, problems } = await page();
    // localhost and 127.0.0.1 are two sites to a browser.
    const html = `<!doctype html><html lang="en"><body><script src="${line.url}/embed.js"></script></body></html>`;
    const shop = createHttpServer((_, response) => response.end(html));
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}/`;
    const talk = async () => {
      await opened.goto(shopUrl);
      await opened.getByRole('button', { name: 'Chat with us' }).click();
      return opened.frameLocator('iframe');
    };
    const frame = await talk();
    await frame.getByText('Welcome').waitFor();
    await frame.getByLabel('Write a message').fill('from the shop');
    await opened.keyboard.press('Enter');
    await frame.getByText('You said from the shop').waitFor();
    const again = await talk();
    await again.getByText('You said from the shop').waitFor();
    expect(await opened.context().cookies()).toEqual([]);
    await opened.close();
    await new Promise((resolve) => shop.close(resolve));
    expect(problems).toEqual([]);
  });
});
