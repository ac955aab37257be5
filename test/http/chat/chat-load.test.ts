import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { chatIdOf } from '../../../src/domain/message/chat-id.js';
import { textMessage } from '../../../src/domain/message/message.js';
import { chatToken } from '../../../src/http/chat/session.js';
import { listen } from '../../../src/http/listen.js';
import type { ChatMessages } from '../../../src/ports/chat-messages.js';
import { chatNotifier } from '../../../src/runtime/chat-notifier.js';
import { chatMessagesStore } from '../../../src/store/chat-messages-store.js';
import { onEachDatabase } from '../../support/databases.js';
import { keyring, testServer } from '../support/parts.js';

const streamCount = 200;
const perSecond = 50;
const seconds = 4;

/** Counts how often each method of the store is called. */
function counted(store: ChatMessages) {
  const calls = { before: 0, after: 0, newestIds: 0 };
  const counting: ChatMessages = {
    append: store.append,
    before: (...given) => {
      calls.before += 1;
      return store.before(...given);
    },
    after: (...given) => {
      calls.after += 1;
      return store.after(...given);
    },
    newestIds: (chatIds) => {
      calls.newestIds += 1;
      return store.newestIds(chatIds);
    },
  };
  return { counting, calls };
}

onEachDatabase('two hundred open chats', (test) => {
  it('hear 50 messages a second, from this process and another, each once; silence costs one query for all', async () => {
    const notifier = chatNotifier();
    const own = chatMessagesStore(test.database(), notifier);
    const elsewhere = chatMessagesStore(test.database(), chatNotifier());
    const { counting, calls } = counted(own);
    const { app, endStreams } = testServer(({ chat, ...deps }) => ({
      ...deps,
      chat: chat && { ...chat, chatMessages: counting, chatNotifier: notifier },
    }));
    const server = await listen(app, { host: '127.0.0.1', port: 0, onClose: endStreams });
    const chats = Array.from({ length: streamCount }, () => chatIdOf(randomBytes(16)));
    const left = new AbortController();
    const heard = new Map<string, string[]>(chats.map((chatId) => [chatId, []]));
    let arrived = 0;
    const hear = async (chatId: string, isOpen: () => void) => {
      const headers = { 'x-hawker-chat': chatToken({ keyring }, chatId) };
      const response = await fetch(`${server.url}/chat/stream`, { headers, signal: left.signal });
      isOpen();
      for await (const chunk of response.body ?? []) {
        for (const [, n] of Buffer.from(chunk)
          .toString()
          .matchAll(/>number (\d+)</g)) {
          heard.get(chatId)?.push(n ?? '');
          arrived += 1;
        }
      }
    };
    const hearing: Promise<void>[] = [];
    const opened = chats.map(
      (chatId) =>
        new Promise<void>((resolve) => {
          hearing.push(hear(chatId, resolve).catch(() => undefined));
        }),
    );
    await Promise.all(opened);
    await expect.poll(() => calls.before).toBe(streamCount);
    const quiet = { ...calls };
    // Three looks at all of them, and not one question about a single chat.
    await expect
      .poll(() => calls.newestIds - quiet.newestIds, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(3);
    expect([calls.before, calls.after]).toEqual([quiet.before, quiet.after]);

    const total = perSecond * seconds;
    const startedAt = Date.now();
    for (let n = 0; n < total; n++) {
      await sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - Date.now()));
      const chatId = chats[n % streamCount] ?? '';
      const at = Date.now();
      const message = textMessage('en', `number ${n}`);
      const draft = { chatId, direction: 'out', message, text: null, at } as const;
      void (n % 2 === 0 ? own : elsewhere).append({ ...draft, key: `${chatId}:${n}` });
    }
    await expect.poll(() => arrived, { timeout: 10_000 }).toBe(total);
    for (let n = 0; n < total; n++) {
      expect(heard.get(chats[n % streamCount] ?? '')).toEqual([String(n)]);
    }
    left.abort();
    await Promise.all(hearing);
    await server.close(200);
  });
});
