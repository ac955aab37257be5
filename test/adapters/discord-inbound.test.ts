import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/discord.js';
import { textMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, InboundEvent } from '../../src/ports/channel.js';
import { DiscordServer } from '../fakes/discord-server.js';
import type { DiscordPerson } from '../fakes/discord-world.js';
import { openAccount } from '../support/channels.js';
import { listLog, until } from '../support/dispatch.js';

describe('discord, listening', () => {
  let server: DiscordServer;
  let ann: DiscordPerson;
  beforeEach(async () => {
    server = await new DiscordServer().start();
    ann = server.world.person('Ann', 'zh-CN');
  });
  afterEach(() => server.stop());

  const gatewayAccount = (log = listLog()) =>
    openAccount(adapter, { token: server.token, api_root: server.url }, { log });
  type Sink = (events: readonly InboundEvent[]) => Promise<void>;
  const overGateway = async (
    work: (events: InboundEvent[]) => Promise<void>,
    { account = gatewayAccount(), sink }: { account?: ChannelAccount; sink?: Sink } = {},
  ) => {
    const events: InboundEvent[] = [];
    const keep: Sink = async (more) => void events.push(...more);
    const abort = new AbortController();
    const listening = account.listen?.(sink ?? keep, abort.signal);
    try {
      await until(() => server.gateway.heard.some(({ op }) => op === 2));
      await work(events);
    } finally {
      abort.abort();
      await listening;
    }
    return events;
  };

  // The same five things happen; only the way differs on which they are told.
  const happens = async (count: () => number) => {
    const channel = server.world.channel();
    const shown = server.world.add(server.world.directChat(ann.id).id, { content: 'picks' });
    const interactions = [
      server.interactions.command(ann, 'start', { code: 'tok-1' }),
      server.interactions.command(ann, 'coupons'),
      server.interactions.command(ann, 'language', { to: 'zh-CN' }, channel),
      server.interactions.command(ann, 'ask', { text: '有没有鞋子？' }),
      server.interactions.press(ann, shown, 'picks:more'),
    ];
    for (const [index, interaction] of interactions.entries()) {
      await server.tells(interaction);
      await until(() => count() === index + 1);
    }
    return { shown };
  };
  const withoutNumbers = (events: readonly InboundEvent[]) =>
    events.map(({ key: _, at: __, replyRef: ___, ...rest }) => rest);

  it('reports commands, words and presses as what they mean', async () => {
    const events = await overGateway(async (heard) => {
      const { shown } = await happens(() => heard.length);
      const who = { from: ann.id, name: 'Ann', locale: 'zh-CN' };
      expect(withoutNumbers(heard)).toEqual([
        { kind: 'start', payload: 'tok-1', ...who },
        { kind: 'message', text: '/coupons', ...who },
        // Given in a server, and private all the same.
        { kind: 'message', text: '/language zh-CN', ...who },
        { kind: 'message', text: '有没有鞋子？', ...who },
        { kind: 'action', action: 'picks:more', ref: `${shown.channelId}:${shown.id}`, ...who },
      ]);
    });
    expect(new Set(events.map(({ key }) => key)).size).toBe(5);
  });

  it('hears the same over HTTP, signed, as over the gateway', async () => {
    const gateway = await overGateway(async (heard) => {
      await happens(() => heard.length);
    });
    const events: InboundEvent[] = [];
    const account = openAccount(adapter, {
      token: server.token,
      api_root: server.url,
      updates: 'http',
      public_key: server.interactions.publicKey,
    });
    expect(account.listen).toBeUndefined();
    expect(account.capabilities.webhook).toEqual({ auth: 'body_sig', ackMs: 3_000 });
    const host = await hosts(account, events);
    server.interactionsUrl = urlOf(host);
    await happens(() => events.length);
    await closed(host);
    const comparable = (heard: readonly InboundEvent[]) =>
      // Which message a press stood under differs from run to run.
      withoutNumbers(heard).map((event) =>
        'ref' in event ? { ...event, ref: typeof event.ref } : event,
      );
    expect(comparable(events)).toEqual(comparable(gateway));
    expect(server.deliveries).toEqual([200, 200, 200, 200, 200]);
  });

  it('answers PING only when it is genuine', async () => {
    const events: InboundEvent[] = [];
    const settings = { token: server.token, updates: 'http' };
    const account = openAccount(adapter, {
      ...settings,
      public_key: server.interactions.publicKey,
    });
    const host = await hosts(account, events);
    const ask = async (signed: { headers: Record<string, string>; body: Buffer }) => {
      const answer = await fetch(urlOf(host), { method: 'POST', ...signed });
      return { status: answer.status, body: await answer.text() };
    };
    expect(await ask(server.interactions.sign({ type: 1 }))).toEqual({
      status: 200,
      body: '{"type":1}',
    });
    expect(await ask(server.interactions.sign({ type: 0 }))).toEqual({ status: 204, body: '' });
    const forged = new DiscordServer().interactions.sign({ type: 1 });
    expect((await ask(forged)).status).toBe(401);
    expect(events).toEqual([]);
    await closed(host);
  });

  it('has its answer filled in where the command was given: seen by that person only', async () => {
    const account = gatewayAccount();
    await overGateway(
      async () => {
        const channel = server.world.channel();
        ann.hasBlocked = true;
        await server.uses(ann, 'picks', {}, channel);
        await until(() => server.world.messages.length === 1);
        await until(() => server.world.messages[0]?.body['content'] === 'Here are your picks');
        expect(server.world.messages).toMatchObject([{ channelId: channel.id, isEphemeral: true }]);
      },
      {
        account,
        // Answers at once, and so before the acknowledgement: it has to wait a moment.
        sink: async ([event]) => void answers(account, event),
      },
    );
  });

  it('reports what is said and felt in a direct chat, and under a public post', async () => {
    await overGateway(async (events) => {
      const post = server.world.add(server.world.channel(5).id, { content: 'Sale' });
      const mine = server.world.add(server.world.directChat(ann.id).id, { content: 'picks' });
      const said = server.says(ann, 'more shoes', { message_reference: { message_id: mine.id } });
      server.says(ann, '/start tok-2');
      server.reacts(ann, mine, '❤');
      server.reacts(ann, post, '👍');
      await until(() => events.length === 4);
      const ref = `${mine.channelId}:${mine.id}`;
      expect(events).toMatchObject([
        {
          kind: 'message',
          text: 'more shoes',
          inReplyTo: ref,
          replyRef: `message:${said.channelId}:${said.id}`,
        },
        { kind: 'start', payload: 'tok-2' },
        { kind: 'reaction', emoji: '❤', ref, from: ann.id },
        {
          kind: 'engagement',
          what: 'like',
          post: `${post.channelId}:${post.id}`,
          place: `channel:${post.channelId}`,
        },
      ]);
    });
  });

  it('hears in a server what is said to it by name, such as the staff’s answers', async () => {
    await overGateway(async (events) => {
      const staff = server.world.channel();
      const relayed = server.world.add(staff.id, { content: 'Ann asks: where is my cup?' });
      const answer = server.world.add(
        staff.id,
        { content: `<@${server.world.botId}> It left this morning` },
        { author: ann.id },
      );
      server.gateway.tell('MESSAGE_CREATE', {
        ...server.world.shown(answer),
        guild_id: staff.guildId,
        mentions: [server.world.user(server.world.botId)],
        message_reference: { message_id: relayed.id },
      });
      await until(() => events.length === 1);
      expect(events).toMatchObject([
        {
          kind: 'message',
          text: 'It left this morning',
          from: ann.id,
          group: `channel:${staff.id}`,
          inReplyTo: `${staff.id}:${relayed.id}`,
        },
      ]);
    });
  });

  it('does not hear itself, other bots, or what people say to each other in a server', async () => {
    await overGateway(async (events) => {
      server.says(ann, 'who wants a cup?', { guild_id: server.world.newId() });
      server.says(ann, 'I am a bot', { author: { ...server.world.user(ann.id), bot: true } });
      server.reacts(ann, server.says(ann, 'mine'), '❤');
      await until(() => events.length > 0);
      expect(events.map((event) => 'text' in event && event.text)).toEqual(['mine']);
    });
  });

  it('loses and doubles nothing when connections break, or Discord asks to come again', async () => {
    const resumes = () => server.gateway.heard.filter(({ op }) => op === 6).length;
    await overGateway(async (events) => {
      server.says(ann, '1');
      await until(() => events.length === 1);
      server.gateway.breaks();
      server.says(ann, '2');
      server.says(ann, '3');
      await until(() => events.length === 3);
      server.gateway.asksToReconnect();
      await until(() => resumes() === 2);
      server.says(ann, '4');
      server.gateway.closes(4_000);
      server.says(ann, '5');
      await until(() => events.length === 5);
      expect(events.map((event) => 'text' in event && event.text)).toEqual([
        '1',
        '2',
        '3',
        '4',
        '5',
      ]);
      expect(new Set(events.map(({ key }) => key)).size).toBe(5);
    });
  });

  it('goes on after a packet that discord.js itself cannot read', async () => {
    await overGateway(async (events) => {
      // A component that comes without its message, a reaction without its emoji: seen from other servers.
      const interaction = server.interactions.command(ann, 'help');
      const broken = { ...interaction, type: 3, data: { custom_id: 'picks', component_type: 2 } };
      server.gateway.tell('INTERACTION_CREATE', broken);
      server.gateway.tell('MESSAGE_REACTION_ADD', { emoji: null });
      server.gateway.tell('MESSAGE_CREATE', { id: null, author: null });
      server.says(ann, 'still there?');
      await until(() => events.length === 2);
      expect(events).toMatchObject([
        { kind: 'action', action: 'picks' },
        { kind: 'message', text: 'still there?' },
      ]);
    });
  });

  it('begins anew when its session is gone', async () => {
    await overGateway(async (events) => {
      const begins = () => server.gateway.heard.filter(({ op }) => op === 2).length;
      server.gateway.invalidates();
      await until(() => begins() === 2, 20_000);
      await until(() => server.gateway.connections === 1);
      server.says(ann, 'hello again');
      await until(() => events.length === 1);
    });
  }, 30_000);

  it('keeps what could not be stored, in its order, and acknowledges it only then', async () => {
    const log = listLog();
    const stored: InboundEvent[] = [];
    let failures = 2;
    await overGateway(
      async () => {
        await server.uses(ann, 'help');
        server.says(ann, 'second');
        await until(() => log.lines.length > 0);
        expect(server.world.messages.filter(({ author }) => author !== ann.id)).toEqual([]);
        await until(() => stored.length === 2);
        await until(() => server.world.messages.length === 2);
      },
      {
        account: gatewayAccount(log),
        sink: async (events) => {
          failures -= 1;
          if (failures >= 0) throw new Error('disk full');
          stored.push(...events);
        },
      },
    );
    expect(stored.map((event) => 'text' in event && event.text)).toEqual(['/help', 'second']);
    expect(log.lines.map(({ event }) => event)).toEqual([
      'discord.event.unstored',
      'discord.event.unstored',
    ]);
  });

  it('fails, without the token, when the gateway refuses it', async () => {
    const account = openAccount(adapter, { token: `${server.token}x`, api_root: server.url });
    const listening = account.listen?.(async () => undefined, AbortSignal.timeout(5_000));
    const error = await listening?.then(
      () => null,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).toMatch(/^discord discord: .*invalid token/i);
    expect(JSON.stringify([error?.message, error?.stack])).not.toContain(server.token);
  });

  it('fails when Discord closes for good, and says why', async () => {
    const account = gatewayAccount();
    const listening = account.listen?.(async () => undefined, AbortSignal.timeout(5_000));
    await until(() => server.gateway.heard.some(({ op }) => op === 2));
    server.gateway.closes(4_014);
    await expect(listening).rejects.toThrow(/4014: an intent is not allowed/);
  });
});

async function answers(account: ChannelAccount, event: InboundEvent | undefined): Promise<void> {
  if (event?.replyRef === undefined) throw new Error('nothing to answer');
  const right = { kind: 'reply', ref: event.replyRef, sequence: 0 } as const;
  const rendering = account.render(textMessage('en', 'Here are your picks'), right);
  const part = rendering.ok ? rendering.parts[0] : undefined;
  if (part === undefined) throw new Error('renders');
  for (;;) {
    const signal = AbortSignal.timeout(5_000);
    const outcome = await account.send(part, { to: event.from, key: 'k', signal, right });
    if (outcome.kind !== 'deferred') return;
    await new Promise((resolve) => setTimeout(resolve, outcome.minDelayMs));
  }
}

/** Serves an account's webhook as the host does. */
async function hosts(account: ChannelAccount, events: InboundEvent[]): Promise<Server> {
  const host = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const { method = 'POST', url: path = '' } = request;
    const body = Buffer.concat(chunks);
    const got = await account.receive?.({ method, path, query: {}, headers, body });
    events.push(...(got?.events ?? []));
    response.writeHead(got?.reply.status ?? 500, got?.reply.headers).end(got?.reply.body);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  return host;
}

function urlOf(host: Server): string {
  return `http://127.0.0.1:${(host.address() as AddressInfo).port}/webhooks/discord`;
}

async function closed(host: Server): Promise<void> {
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
}
