import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { chatIdOf } from '../../src/domain/message/chat-id.js';
import { textMessage } from '../../src/domain/message/message.js';
import { chatNotifier } from '../../src/runtime/chat-notifier.js';
import { chatMessagesStore } from '../../src/store/chat-messages-store.js';
import { openDatabase } from '../../src/store/client.js';
import { onEachDatabase } from '../support/databases.js';

const newChat = () => chatIdOf(randomBytes(16));
const said = (chatId: string, text: string, key: string) =>
  ({ chatId, direction: 'in', message: null, text, key, at: 1_795_225_212_283 }) as const;

onEachDatabase('chat messages', (test) => {
  const store = (notifier = chatNotifier()) => chatMessagesStore(test.database(), notifier);

  it('gives back what was said and what was answered, oldest first', async () => {
    const chatId = newChat();
    const answer = textMessage('zh-CN', '你好 👋', [[{ kind: 'action', label: 'A', action: 'a' }]]);
    const messages = store();
    const first = await messages.append(said(chatId, '<b>hi</b>', `${chatId}:1`));
    const out = { chatId, direction: 'out', message: answer, text: null, at: 7 } as const;
    const second = await messages.append({ ...out, key: `${chatId}:2` });
    expect(second.id).toBeGreaterThan(first.id);
    expect(await messages.before(chatId, null, 10)).toEqual([
      {
        id: first.id,
        chatId,
        direction: 'in',
        message: null,
        text: '<b>hi</b>',
        at: 1_795_225_212_283,
        key: `${chatId}:1`,
      },
      { id: second.id, ...out, key: `${chatId}:2` },
    ]);
  });

  it('keeps one message for one key, also when many append it at once', async () => {
    const chatId = newChat();
    const messages = store();
    const appended = await Promise.all(
      Array.from({ length: 8 }, () => messages.append(said(chatId, 'once', `${chatId}:k`))),
    );
    expect(appended.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(appended.map(({ id }) => id)).size).toBe(1);
    expect(await messages.before(chatId, null, 10)).toHaveLength(1);
  });

  it('pages forward from an id, and backward from one or from the end', async () => {
    const chatId = newChat();
    const messages = store();
    const texts = ['1', '2', '3', '4', '5'];
    const ids: number[] = [];
    for (const text of texts)
      ids.push((await messages.append(said(chatId, text, `${chatId}:${text}`))).id);
    const idOf = (text: string) => ids[Number(text) - 1] ?? 0;
    const after = async (text: string, limit: number) =>
      (await messages.after(chatId, idOf(text), limit)).map((message) => message.text);
    const before = async (text: string | null, limit: number) =>
      (await messages.before(chatId, text === null ? null : idOf(text), limit)).map(
        (message) => message.text,
      );
    expect(await after('2', 2)).toEqual(['3', '4']);
    expect(await after('5', 2)).toEqual([]);
    expect(await before(null, 2)).toEqual(['4', '5']);
    expect(await before('4', 2)).toEqual(['2', '3']);
    expect(await before('2', 2)).toEqual(['1']);
    expect(await before('1', 2)).toEqual([]);
  });

  it('tells the newest message of many chats at once, and leaves out who has none', async () => {
    const [busy, calm, silent] = [newChat(), newChat(), newChat()];
    const messages = store();
    await messages.append(said(busy, 'a', `${busy}:1`));
    const { id: calmId } = await messages.append(said(calm, 'b', `${calm}:1`));
    const { id: busyId } = await messages.append(said(busy, 'c', `${busy}:2`));
    expect([...(await messages.newestIds([calm, silent, busy]))].sort()).toEqual(
      [
        [calm, calmId],
        [busy, busyId],
      ].sort(),
    );
    expect((await messages.newestIds([])).size).toBe(0);
  });

  it("shows nothing of another's chat", async () => {
    const [mine, theirs] = [newChat(), newChat()];
    await store().append(said(theirs, 'secret', `${theirs}:1`));
    expect(await store().before(mine, null, 10)).toEqual([]);
    expect(await store().after(mine, 0, 10)).toEqual([]);
  });

  it('wakes listeners of that chat once for a new message, never for a repeat', async () => {
    const [chatId, other] = [newChat(), newChat()];
    const notifier = chatNotifier();
    const heard: string[] = [];
    notifier.listen(chatId, () => heard.push('chat'));
    notifier.listen(other, () => heard.push('other'));
    const messages = store(notifier);
    await messages.append(said(chatId, 'x', `${chatId}:1`));
    await messages.append(said(chatId, 'x', `${chatId}:1`));
    expect(heard).toEqual(['chat']);
  });

  it('passes nothing over when a reader tails while many append', async () => {
    const chatId = newChat();
    // A second client stands for a second process. SQLite has one write lock, so one client is the whole case there.
    const second = test.name === 'postgresql' ? openDatabase(test.url()) : null;
    const writers = [store(), chatMessagesStore(second ?? test.database(), chatNotifier())];
    const total = 60;
    let done = false;
    const writing = Promise.all(
      writers.flatMap((messages, w) =>
        Array.from({ length: total / 2 }, (_, i) =>
          messages.append(said(chatId, `${w}-${i}`, `${chatId}:${w}-${i}`)),
        ),
      ),
    ).then(() => {
      done = true;
    });
    const seen: string[] = [];
    for (let afterId = 0, isLast = false; ; ) {
      isLast = done;
      const batch = await store().after(chatId, afterId, 500);
      seen.push(...batch.map(({ text }) => text ?? ''));
      afterId = batch.at(-1)?.id ?? afterId;
      await nextTurn();
      if (isLast && batch.length === 0) break;
    }
    await writing;
    await second?.close();
    expect(new Set(seen).size).toBe(total);
    expect(seen).toHaveLength(total);
  });
});
