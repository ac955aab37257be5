import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textMessage } from '../../../src/domain/message/message.js';
import { chatNotifier } from '../../../src/runtime/chat-notifier.js';
import { chatMessagesStore } from '../../../src/store/chat-messages-store.js';
import { onEachDatabase } from '../../support/databases.js';
import { freePort } from '../../support/hawker-process.js';
import { hasNoBrowser, launch, newPage } from '../support/browser.js';

const worker = resolve(import.meta.dirname, '../../support/chat-worker.mjs');

/** Resolves when it serves. */
async function serve(databaseUrl: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [worker], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(JSON.stringify({ databaseUrl, port }));
  await new Promise<void>((serving, ended) => {
    child.stdout?.once('data', () => serving());
    child.once('exit', () => ended(new Error('the chat’s process ended')));
  });
  return child;
}

function kill(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd));
  child.kill('SIGKILL');
  return ended;
}

onEachDatabase('a chat whose server is killed', (test) => {
  let browser: Browser;
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    if (!hasNoBrowser) browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    if (server?.exitCode === null) await kill(server);
  });

  it.skipIf(hasNoBrowser)(
    'loses nothing and shows nothing twice, of either side, over six kills in mid-stream',
    { timeout: 120_000 },
    async () => {
      const port = Number(await freePort());
      server = await serve(test.url(), port);
      const { page, problems } = await newPage(browser);
      await page.goto(`http://127.0.0.1:${port}/chat`);
      await page.getByText('Welcome').waitFor();
      const cookies = await page.context().cookies();
      const chatId = cookies[0]?.value.slice(0, 32) ?? '';
      // Another process of the shop, which the chat's server hears of only by looking.
      const elsewhere = chatMessagesStore(test.database(), chatNotifier());
      const write = async (text: string) => {
        await page.getByLabel('Write a message').fill(text);
        await page.keyboard.press('Enter');
      };
      const sayNews = (text: string) =>
        elsewhere.append({
          chatId,
          direction: 'out',
          message: textMessage('en', text),
          text: null,
          at: Date.now(),
          key: `news:${chatId}:${text}`,
        });
      for (let round = 1; round <= 6; round++) {
        await write(`before ${round}`);
        const [news] = await Promise.all([sayNews(`news ${round}`), write(`during ${round}`)]);
        expect(news.isNew).toBe(true);
        await kill(server);
        await write(`down ${round}`);
        await sayNews(`missed ${round}`);
        server = await serve(test.url(), port);
      }
      const rounds = [1, 2, 3, 4, 5, 6];
      const said = rounds.flatMap((n) => [`before ${n}`, `during ${n}`, `down ${n}`]);
      const news = rounds.flatMap((n) => [`news ${n}`, `missed ${n}`]);
      const expected = ['Welcome', ...said, ...said.map((text) => `You said ${text}`), ...news];
      const shown = () =>
        page.locator('.message:not(.pending) .bubble p, .message.in:not(.pending) p.bubble');
      await expect
        .poll(async () => (await shown().allTextContents()).sort(), { timeout: 60_000 })
        .toEqual([...expected].sort());
      expect(await page.locator('.message.pending').count()).toBe(0);
      const all = await shown().allTextContents();
      // What one person says stays in their order.
      expect(all.filter((text) => said.includes(text))).toEqual(said);
      await page.reload();
      expect(await shown().allTextContents()).toEqual(all);
      expect(problems).toEqual([]);
    },
  );
});
