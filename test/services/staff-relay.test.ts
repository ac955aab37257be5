import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adapter as telegram } from '../../adapters/telegram.js';
import { adapter as webchat } from '../../adapters/webchat.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import type { ChatMessages } from '../../src/ports/chat-messages.js';
import { newBell } from '../../src/services/bell.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { ringingInbox, ringingOutbox } from '../../src/services/ringing-outbox.js';
import { chatMessagesStore } from '../../src/store/chat-messages-store.js';
import { type TelegramMessage, TelegramServer } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';
import { chatShop, event } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, testKeyring } from '../support/outbox.js';

const group = -100_200_300;
const anna = 71;
let visits = 0;

// The whole way: web chat, inbox, dialogue, outbox, dispatcher, telegraf over HTTP to the platform, and back.
onEachDatabase('a customer and the staff, who sit in a group on Telegram', (test) => {
  let server: TelegramServer;
  let accounts: readonly ChannelAccount[];
  let chats: ChatMessages;
  let inbox: Inbox;
  let visitor = '';
  const bell = newBell();

  beforeEach(async () => {
    const database = test.database();
    await clearOutbox(database);
    // A new platform counts its updates from the same number.
    await database.write(2, (tx) => tx.execute(sql`DELETE FROM inbound_event`));
    server = await new TelegramServer({ limits: { perChatMs: 0 } }).start();
    server.knows(anna);
    server.knows(group, 'supergroup');
    chats = chatMessagesStore(database, { notify: () => undefined });
    const bot = openAccount(telegram, { token: server.token, api_root: server.url });
    const page = openAccount(webchat, {}, { chatMessages: chats });
    // Twenty a minute is what a group of strangers is spared; the test need not wait for it.
    accounts = [{ ...bot, rate: { ...bot.rate, perGroupMs: 0, perChatMs: 0 } }, page];
    const made = chatShop(database, {
      accounts: new Map(accounts.map((account) => [account.name, account])),
      keyring: testKeyring,
      clock: { now: Date.now },
    });
    const staff = { account: bot.name, address: String(group) };
    inbox = openInbox({
      ...made.deps,
      shop: { ...made.deps.shop, staff },
      outbox: ringingOutbox(made.deps.outbox, bell),
      inboxEvents: ringingInbox(made.deps.inboxEvents, bell),
    });
    visits += 1;
    visitor = visits.toString(16).padStart(32, 'a');
  });
  afterEach(() => server.stop());

  const talking = async (work: () => Promise<void>) => {
    const abort = new AbortController();
    const [bot] = accounts;
    const listening = bot?.listen?.((events) => inbox.receive('telegram', events), abort.signal);
    try {
      await withDispatch(dispatchDeps(test.database(), accounts, { bell }), work);
    } finally {
      abort.abort();
      await listening;
      await inbox.idle();
    }
  };
  const writes = (text: string) =>
    inbox.receive('webchat', [event(visitor, { kind: 'message', text }, Date.now())]);
  const inGroup = () => server.messages.filter(({ chatId }) => chatId === group);
  const textOf = (message: TelegramMessage | undefined) => String(message?.payload['text'] ?? '');
  const groupHears = async (words: string) => {
    await until(() => inGroup().some((message) => textOf(message).includes(words)));
    const heard = inGroup().find((message) => textOf(message).includes(words));
    if (heard === undefined) throw new Error('heard');
    return heard;
  };
  const onPage = async () =>
    (await chats.after(visitor, 0, 100)).flatMap(({ message }) =>
      (message?.blocks ?? []).flatMap((block) => (block.kind === 'text' ? [block.text] : [])),
    );
  const customerReads = (words: string) =>
    until(async () => (await onPage()).some((text) => text.includes(words)));
  /** Long-press, "Reply": Telegram sends what is answered along. */
  const annaAnswers = async (to: TelegramMessage, text: string) => {
    // A person takes longer to answer than a worker to write down what became of a message.
    const ref = String(to.messageId);
    await until(async () => {
      const where = { platformRef: { endsWith: ref }, channelAccount: 'telegram' };
      return (await test.database().models.deliveryAttempt.count({ where })) > 0;
    });
    server.saysIn(group, anna, text, {
      message_id: to.messageId,
      date: 1,
      chat: { id: group, type: 'supergroup' },
      from: { id: 8_420_001, is_bot: true, first_name: 'Bot' },
      text: textOf(to),
    });
  };

  it('talk through the bot: card and words, answers both ways, and the end', async () => {
    await talking(async () => {
      await writes('person');
      const card = await groupHears('a customer wants to talk to a person.');
      expect(textOf(card)).toContain('writes by webchat');
      await customerReads('One of us will answer you here.');

      await writes('where is my parcel?');
      const asked = await groupHears('where is my parcel?');
      await annaAnswers(asked, 'On its way, it comes tomorrow!');
      await customerReads(`P${anna}: On its way, it comes tomorrow!`);

      await writes('thank you 谢谢');
      const thanks = await groupHears('thank you 谢谢');
      await annaAnswers(thanks, '/close');
      await groupHears('is closed.');
      await customerReads('Our colleague has ended the talk');
    });
    // The customer is spoken to by the dialogue again, and the group hears no more of them.
    const before = inGroup().length;
    await talking(async () => {
      await writes('help');
      await customerReads('This is Corner');
    });
    expect(inGroup()).toHaveLength(before);
    // Each word once, in the order it was said.
    const read = await onPage();
    expect(read.filter((text) => text.includes('comes tomorrow'))).toHaveLength(1);
    expect(inGroup().filter((message) => textOf(message).includes('parcel?'))).toHaveLength(1);
  });

  it('stay apart from what the staff say to each other', async () => {
    await talking(async () => {
      await writes('person');
      await groupHears('a customer wants to talk to a person.');
      await customerReads('One of us will answer you here.');
      server.saysIn(group, anna, 'who takes this one?');
      // Updates come in order: once this one is answered, that one was passed over.
      server.saysIn(group, anna, '/cases');
      await until(() => inGroup().length === 2);
    });
    expect(textOf(inGroup()[1])).toMatch(/^#\d+/);
    expect((await onPage()).join('\n')).not.toContain('who takes this one?');
    expect(server.messages.every(({ chatId }) => chatId === group)).toBe(true);
  });
});
