import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { textMessage } from '../../../src/domain/message/message.js';
import { listen } from '../../../src/http/listen.js';
import type { ServerDeps } from '../../../src/http/server.js';
import type { InboundEvent } from '../../../src/ports/channel.js';
import { type TestServer, testServer } from './parts.js';

const chromiumPath = '/usr/bin/chromium';

/** The machine has no browser: the suites that need one say so by being skipped. */
export const hasNoBrowser = !existsSync(chromiumPath);

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page's scripts threw, and what its policy forbade. */
  readonly problems: string[];
}

/** A person's own browser. */
export async function newPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) problems.push(message.text());
  });
  return { page, problems };
}

/** Stands between browser and server, and can cut every connection, as a network does. */
export async function cuttable(target: number) {
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

export interface EchoShop {
  readonly server: TestServer;
  readonly url: string;
  readonly line: Awaited<ReturnType<typeof cuttable>>;
  /** Whoever has spoken, the latest last. */
  readonly speakers: string[];
  /** Says something to a chat, unasked. */
  say(chatId: string, text: string, at?: number): Promise<unknown>;
  stop(): Promise<void>;
}

/** A shop on a real port that says everything back; `isSilent` keeps it from it. */
export async function echoShop(
  change: (chat: NonNullable<ServerDeps['chat']>) => NonNullable<ServerDeps['chat']> = (c) => c,
  isSilent: () => boolean = () => false,
): Promise<EchoShop> {
  const speakers: string[] = [];
  let said = 0;
  const server = testServer(({ chat, ...deps }) => ({
    ...deps,
    chat:
      chat &&
      change({
        ...chat,
        async receive(_, events) {
          for (const event of events) {
            speakers.push(event.from);
            // As the shop's inbox does: an event that is told again is answered once.
            if (!isSilent()) await append(event.from, answerTo(event), `answer:${event.key}`);
          }
        },
      }),
  }));
  const append = (chatId: string, text: string, key: string, at = Date.now()) => {
    const message = textMessage('en', text, echoButtons);
    return server.chat.append({ chatId, direction: 'out', message, text: null, at, key });
  };
  const say = (chatId: string, text: string, at?: number) => {
    said += 1;
    return append(chatId, text, `out:${said}`, at);
  };
  const { app, endStreams } = server;
  const running = await listen(app, { host: '127.0.0.1', port: 0, onClose: endStreams });
  const line = await cuttable(Number(new URL(running.url).port));
  const stop = async () => {
    line.close();
    await running.close(200);
  };
  return { server, url: running.url, line, speakers, say, stop };
}

/** Another website, with a page of its own; localhost and 127.0.0.1 are two sites to a browser. */
export async function website(html: string): Promise<{ url: string; stop(): Promise<void> }> {
  const shop = createHttpServer((_, response) =>
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html),
  );
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      shop.closeAllConnections();
      shop.close(() => resolve());
    });
  return { url: `http://localhost:${(shop.address() as AddressInfo).port}/`, stop };
}
