import { Bot, type Context, GrammyError, InlineKeyboard, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/dispatch.js';
import { TelegramServer } from './telegram-server.js';

// A second client that we did not write, with another reading of the Bot API than telegraf's.
describe('the fake Telegram server, to grammY', () => {
  let server: TelegramServer;
  let bot: Bot;
  beforeEach(async () => {
    server = await new TelegramServer({ limits: { perSecond: null, perChatMs: null } }).start();
    bot = new Bot(server.token, { client: { apiRoot: server.url } });
  });
  afterEach(async () => {
    await bot.stop();
    await server.stop();
  });
  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof GrammyError)) throw new Error(`not refused: ${String(error)}`);
    return { code: error.error_code, words: error.description, parameters: error.parameters };
  };

  it('carries a whole conversation, in private and in a group', async () => {
    const heard: string[] = [];
    const note = (what: (context: Context) => string) => (context: Context) => {
      heard.push(what(context));
    };
    bot.command('start', async (context) => {
      heard.push(`start ${context.match}`);
      const reply_markup = new InlineKeyboard().text('More', 'more');
      await context.reply('welcome', { reply_markup });
    });
    bot.callbackQuery('more', async (context) => {
      heard.push('press');
      await context.answerCallbackQuery();
    });
    bot.reaction(
      '❤',
      note(() => 'heart'),
    );
    bot.on(
      'message:text',
      note(({ chat, from, message }) => {
        const under = message?.reply_to_message?.message_id ?? 'nothing';
        return `${message?.text} by ${from?.id} in ${chat?.type} under ${under}`;
      }),
    );
    bot.on(
      'my_chat_member',
      note(({ myChatMember }) => `member ${myChatMember?.new_chat_member.status}`),
    );
    const allowed_updates = [
      'message',
      'callback_query',
      'message_reaction',
      'my_chat_member',
    ] as const;
    void bot.start({ allowed_updates });
    server.starts(7, { first_name: 'Ann' }, 'tok');
    await until(() => server.messages.length === 1);
    const messageId = server.messages[0]?.messageId ?? 0;
    const query = server.presses(7, messageId, 'more');
    server.reacts(7, messageId, '❤');
    server.knows(-9, 'supergroup');
    server.knows(-1_001, 'channel', 'myshop');
    server.saysIn(-9, 7, 'nice', server.copyOfPost(-9, -1_001, 12));
    server.blocks(7);
    await until(() => heard.length === 5);
    expect(heard).toEqual([
      'start tok',
      'press',
      'heart',
      expect.stringMatching(/^nice by 7 in supergroup under \d+$/),
      'member kicked',
    ]);
    expect(server.answered).toEqual([query]);
  });

  it('takes a picture by its address, uploaded, and again by its id', async () => {
    server.knows(7);
    await bot.api.sendPhoto(7, 'https://shop.example/cup.jpg');
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const reply_markup = new InlineKeyboard().url('Shop', 'https://shop.example/');
    const sent = await bot.api.sendPhoto(7, new InputFile(png, 'cup.png'), {
      caption: 'A cup',
      reply_markup,
    });
    const fileId = sent.photo.at(-1)?.file_id ?? '';
    await bot.api.sendPhoto(7, fileId);
    const photos = server.messages.map(({ payload }) => payload['photo']);
    expect(photos[0]).toBe('https://shop.example/cup.jpg');
    expect(Buffer.from(await (photos[1] as Blob).arrayBuffer())).toEqual(png);
    expect(photos[2]).toBe(fileId);
    expect(server.messages[1]?.payload).toMatchObject({ caption: 'A cup' });
  });

  it('refuses pictures as Telegram does', async () => {
    server.knows(7);
    server.unreachable.add('https://shop.example/gone.jpg');
    const refused = (photo: string | InputFile) => refusal(bot.api.sendPhoto(7, photo));
    expect((await refused('http://localhost/cup.jpg')).words).toMatch(/wrong HTTP URL/);
    expect((await refused('https://shop.example/gone.jpg')).words).toMatch(
      /failed to get HTTP URL/,
    );
    expect((await refused('AgAC_never_given')).words).toMatch(/wrong remote file identifier/);
    const huge = new InputFile(Buffer.alloc(10 * 1_024 * 1_024 + 1), 'huge.png');
    expect(await refused(huge)).toMatchObject({ code: 413 });
    expect(server.messages).toEqual([]);
  });

  it('keeps commands for each language', async () => {
    const commands = [{ command: 'picks', description: 'For you' }];
    await bot.api.setMyCommands(commands);
    await bot.api.setMyCommands([{ command: 'picks', description: '推荐' }], {
      language_code: 'zh',
    });
    expect(await bot.api.getMyCommands()).toEqual(commands);
    expect(await bot.api.getMyCommands({ language_code: 'zh' })).toEqual([
      { command: 'picks', description: '推荐' },
    ]);
    const bad = bot.api.setMyCommands([{ command: 'Has Space', description: 'x' }]);
    expect(await refusal(bad)).toMatchObject({ code: 400 });
  });

  it('takes 20 messages a minute into one group, and names the wait', async () => {
    server.knows(-9, 'group');
    for (let n = 0; n < 20; n += 1) await bot.api.sendMessage(-9, `${n}`);
    const refused = await refusal(bot.api.sendMessage(-9, 'one more'));
    expect(refused).toMatchObject({ code: 429, parameters: { retry_after: 1 } });
    expect(server.messages.length).toBe(20);
  });

  it('refuses who blocked the bot, who is unknown, and a moved group', async () => {
    server.knows(7);
    server.blocks(7);
    server.knows(-5, 'group');
    server.migrates(-5, -1_005);
    const say = (chat: number) => refusal(bot.api.sendMessage(chat, 'x'));
    expect(await say(7)).toMatchObject({ code: 403, words: expect.stringMatching(/blocked/) });
    expect(await say(8)).toMatchObject({ code: 400, words: expect.stringMatching(/not found/) });
    expect((await say(-5)).parameters).toEqual({ migrate_to_chat_id: -1_005 });
  });
});
