import { Telegraf, TelegramError } from 'telegraf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/dispatch.js';
import { TelegramServer } from './telegram-server.js';

// The fake is held against a client that we did not write.
describe('the fake Telegram server, to telegraf', () => {
  let server: TelegramServer;
  let bot: Telegraf;
  beforeEach(async () => {
    server = await new TelegramServer({ limits: { perSecond: 3 } }).start();
    bot = new Telegraf(server.token, { telegram: { apiRoot: server.url } });
  });
  afterEach(async () => {
    await server.stop();
  });
  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof TelegramError)) throw new Error(`not refused: ${String(error)}`);
    return error;
  };

  it('carries a whole conversation by long polling', async () => {
    bot.start((context) => context.reply(`welcome ${context.payload}`));
    bot.on('text', (context) =>
      context.reply('choose', {
        reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
      }),
    );
    bot.action('yes', async (context) => {
      await context.answerCbQuery('thanks');
      await context.editMessageText('done');
    });
    void bot.launch();
    server.starts(7, { first_name: 'Ann' }, 'tok');
    await until(() => server.messages.length === 1);
    // One message to a chat each second, as Telegram has it.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    server.says(7, 'hello');
    await until(() => server.messages.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const query = server.presses(7, server.messages[1]?.messageId ?? 0, 'yes');
    await until(() => server.messages.length === 3);
    bot.stop();
    expect(server.messages.map(({ method, payload }) => `${method} ${payload['text']}`)).toEqual([
      'sendMessage welcome tok',
      'sendMessage choose',
      'editMessageText done',
    ]);
    expect(server.answered).toEqual([query]);
  });

  it('takes photos and posts, and says who it is', async () => {
    server.knows(-1_001, 'channel', 'myshop');
    const sent = await bot.telegram.sendPhoto('@myshop', 'https://shop.example/cup.jpg', {
      caption: 'A cup',
    });
    expect(sent.chat.id).toBe(-1_001);
    expect((await bot.telegram.getMe()).username).toBe('hawker_test_bot');
  });

  it('refuses as Telegram does', async () => {
    server.knows(7);
    server.knows(-5, 'group');
    server.migrates(-5, -1_005);
    const say = (chat: number, text = 'x') => bot.telegram.sendMessage(chat, text);
    expect(await refusal(say(8))).toMatchObject({ code: 400, description: /chat not found/ });
    expect((await refusal(say(7, ''))).description).toContain('empty');
    expect((await refusal(say(7, 'x'.repeat(4_097)))).description).toContain('too long');
    expect((await refusal(say(-5))).parameters).toEqual({ migrate_to_chat_id: -1_005 });
    server.blocks(7);
    expect(await refusal(say(7))).toMatchObject({ code: 403 });
    server.isRevoked = true;
    expect(await refusal(say(7))).toMatchObject({ code: 401 });
    expect(server.messages).toEqual([]);
  });

  it.each([
    { what: 'no data', button: { text: 'a', callback_data: '' } },
    { what: '65 bytes', button: { text: 'a', callback_data: `${'世'.repeat(21)}xx` } },
    { what: 'no label', button: { text: '', callback_data: 'a' } },
    { what: 'no URL', button: { text: 'a', url: 'not a url' } },
  ])('refuses a button with $what', async ({ button }) => {
    server.knows(7);
    const markup = { inline_keyboard: [[button as { text: string; callback_data: string }]] };
    const call = bot.telegram.sendMessage(7, 'x', { reply_markup: markup });
    expect(await refusal(call)).toMatchObject({ code: 400 });
  });

  it('counts in a sliding second, and refuses all while a pause lasts', async () => {
    for (const id of [1, 2, 3, 4]) server.knows(id);
    for (const id of [1, 2, 3]) await bot.telegram.sendMessage(id, 'x');
    const first = await refusal(bot.telegram.sendMessage(4, 'x'));
    expect(first).toMatchObject({ code: 429, parameters: { retry_after: 1 } });
    expect(await refusal(bot.telegram.sendMessage(4, 'x'))).toMatchObject({ code: 429 });
    await new Promise((resolve) => setTimeout(resolve, 1_010));
    await bot.telegram.sendMessage(4, 'x');
    expect(server.messages.map(({ chatId }) => chatId)).toEqual([1, 2, 3, 4]);
    expect(server.limits.refusals).toBe(2);
  });

  it('takes one message a second for a chat', async () => {
    server.knows(1);
    await bot.telegram.sendMessage(1, 'x');
    expect(await refusal(bot.telegram.sendMessage(1, 'x'))).toMatchObject({ code: 429 });
  });
});
