import {
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
  REST,
  Routes,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/dispatch.js';
import { DiscordServer } from './discord-server.js';

// The fake is held against a client that we did not write, with all its parsing, queues and reconnects.
describe('the fake Discord, to discord.js', () => {
  let server: DiscordServer;
  let client: Client;
  let rest: REST;
  beforeEach(async () => {
    server = await new DiscordServer({ limits: { route: { max: 3, perMs: 400 } } }).start();
    const options = { api: server.url, retries: 0 };
    client = new Client({
      intents: [GatewayIntentBits.DirectMessages, GatewayIntentBits.DirectMessageReactions],
      partials: [Partials.Channel, Partials.Message, Partials.Reaction],
      rest: options,
    });
    rest = new REST({ ...options, version: '10' }).setToken(server.token);
  });
  afterEach(async () => {
    await client.destroy();
    await server.stop();
  });
  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DiscordAPIError)) throw new Error(`not refused: ${String(error)}`);
    return { status: error.status, code: error.code };
  };
  const say = (channel: string, body: Record<string, unknown>) =>
    rest.post(Routes.channelMessages(channel), { body }) as Promise<{ id: string }>;

  it('carries a whole conversation: a command, a press, a word, a reaction', async () => {
    const heard: string[] = [];
    const answer = async (interaction: Interaction) => {
      if (interaction.isChatInputCommand()) {
        heard.push(`/${interaction.commandName} ${interaction.options.getString('code')}`);
        await interaction.deferReply();
        const button = { type: 2, style: 1, label: 'More', custom_id: 'more' };
        await interaction.editReply({
          content: 'welcome',
          components: [{ type: 1, components: [button] }],
        });
      }
      if (interaction.isButton()) {
        heard.push(`press ${interaction.customId}`);
        await interaction.reply('here you are');
        await interaction.followUp('and more');
      }
    };
    client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
    client.on(Events.MessageCreate, ({ author, content }) => {
      if (!author.bot) heard.push(`said ${content}`);
    });
    client.on(Events.MessageReactionAdd, ({ emoji }) => void heard.push(`react ${emoji.name}`));
    await client.login(server.token);
    expect(client.user?.username).toBe('hawker_test_bot');

    const ann = server.world.person('Ann');
    await server.uses(ann, 'start', { code: 'tok' });
    await until(() => server.world.messages[0]?.body['content'] === 'welcome');
    const [first] = server.world.messages;
    if (first === undefined) throw new Error('said');
    await server.presses(ann, first, 'more');
    await until(() => server.world.messages.length === 3);
    server.says(ann, 'hello');
    server.reacts(ann, first, '❤');
    await until(() => heard.length === 4);
    expect(heard).toEqual(['/start tok', 'press more', 'said hello', 'react ❤']);
    expect(server.world.messages.map(({ body }) => body['content'])).toEqual([
      'welcome',
      'here you are',
      'and more',
      'hello',
    ]);
  });

  it('opens a direct chat, and folds what comes twice with one nonce', async () => {
    const ann = server.world.person('Ann');
    await client.login(server.token);
    const chat = await client.users.createDM(ann.id);
    const message = { content: 'once', nonce: 'n-1', enforceNonce: true };
    const first = await chat.send(message);
    const second = await chat.send(message);
    const other = await chat.send({ ...message, nonce: 'n-2' });
    expect(second.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    expect(server.world.messages.length).toBe(2);
  });

  it('takes up a broken connection where it stopped, without losing or doubling', async () => {
    const said: string[] = [];
    client.on(Events.MessageCreate, ({ content }) => void said.push(content));
    await client.login(server.token);
    const ann = server.world.person('Ann');
    server.says(ann, 'one');
    await until(() => said.length === 1);
    server.gateway.breaks();
    server.says(ann, 'two, unheard');
    server.says(ann, 'three, unheard');
    await until(() => said.length === 3);
    const resumes = () => server.gateway.heard.filter(({ op }) => op === 6).length;
    server.gateway.asksToReconnect();
    await until(() => resumes() === 2);
    server.says(ann, 'four');
    await until(() => said.length === 4);
    expect(said).toEqual(['one', 'two, unheard', 'three, unheard', 'four']);
  });

  it('refuses as Discord does', async () => {
    const channel = server.world.channel();
    const ann = server.world.person();
    const chat = server.world.directChat(ann.id);
    expect(await refusal(say('999999999999999999', { content: 'x' }))).toEqual({
      status: 404,
      code: 10_003,
    });
    expect(await refusal(say(channel.id, {}))).toEqual({ status: 400, code: 50_006 });
    expect(await refusal(say(channel.id, { content: 'x'.repeat(2_001) }))).toEqual({
      status: 400,
      code: 50_035,
    });
    const body = { recipient_id: '999999999999999999' };
    expect(await refusal(rest.post(Routes.userChannels(), { body }))).toEqual({
      status: 404,
      code: 10_013,
    });
    ann.hasBlocked = true;
    expect(await refusal(say(chat.id, { content: 'x' }))).toEqual({ status: 403, code: 50_007 });
    ann.hasBlocked = false;
    ann.sharesServer = false;
    expect(await refusal(say(chat.id, { content: 'x' }))).toEqual({ status: 403, code: 50_278 });
    channel.mayRead = false;
    expect((await refusal(say(channel.id, { content: 'x' }))).code).toBe(50_001);
    expect(server.world.messages).toEqual([]);
    server.isRevoked = true;
    expect((await refusal(rest.get(Routes.user()))).status).toBe(401);
  });

  it.each([
    { what: 'six rows', components: Array.from({ length: 6 }, (_, n) => row(button(`${n}`))) },
    {
      what: 'six in a row',
      components: [row(...Array.from({ length: 6 }, (_, n) => button(`${n}`)))],
    },
    { what: 'a label of 81', components: [row({ ...button('a'), label: 'x'.repeat(81) })] },
    { what: 'an id of 101', components: [row(button('x'.repeat(101)))] },
    { what: 'one id twice', components: [row(button('a'), button('a'))] },
    {
      what: 'a link to nowhere',
      components: [row({ type: 2, style: 5, label: 'a', url: 'javascript:alert(1)' })],
    },
  ])('refuses $what', async ({ components }) => {
    const channel = server.world.channel();
    const call = say(channel.id, { content: 'x', components });
    expect(await refusal(call)).toEqual({ status: 400, code: 50_035 });
  });

  it('names its buckets so that the queue never meets a 429', async () => {
    const channel = server.world.channel();
    const sent = Array.from({ length: 8 }, (_, n) => say(channel.id, { content: `${n}` }));
    await Promise.all(sent);
    expect(server.world.messages.length).toBe(8);
    expect(server.buckets.refusals).toBe(0);
  });

  it('counts the whole bot’s requests in a sliding second, interactions apart', async () => {
    const strict = await new DiscordServer({
      limits: { globalPerSecond: 4, route: null },
    }).start();
    const headers = { authorization: `Bot ${strict.token}` };
    const ask = () => fetch(`${strict.url}/v10/users/@me`, { headers });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push(await ask());
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    const last = statuses.at(-1);
    expect(last?.headers.get('x-ratelimit-global')).toBe('true');
    expect(await last?.json()).toMatchObject({ global: true });
    const answer = await fetch(`${strict.url}/v10/interactions/1/token/callback`, {
      method: 'POST',
    });
    expect(answer.status).toBe(404);
    await strict.stop();
  });

  it('keeps commands by name: putting them twice changes nothing', async () => {
    const body = [{ name: 'start', description: 'Begin' }];
    const path = Routes.applicationCommands(server.world.botId);
    const first = await rest.put(path, { body });
    expect(await rest.put(path, { body })).toEqual(first);
    expect(
      await refusal(rest.put(path, { body: [{ name: 'Has Space', description: 'x' }] })),
    ).toEqual({ status: 400, code: 50_035 });
  });

  it('refuses a wrong token at the gateway’s door', async () => {
    await expect(client.login(`${server.token}x`)).rejects.toThrow(/invalid token/i);
  });
});

const button = (id: string) => ({ type: 2, style: 1, label: id.slice(0, 20), custom_id: id });
const row = (...components: object[]) => ({ type: 1, components });
