import { createServer } from 'node:net';
import { adapter } from '../../adapters/discord.js';
import { textMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { DiscordServer, type DiscordServerFault } from '../fakes/discord-server.js';
import type { DiscordMessage, DiscordPerson } from '../fakes/discord-world.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const doesNotApply = {
  11: 'a Discord user keeps their number for ever',
  14: 'Discord counts no daily or monthly quota of messages',
  15: 'a bot’s token never runs out',
} as const;

/** A peer whose person has already been written to: opening the chat is a call of its own (see discord.test.ts). */
async function openDirect(): Promise<ChannelPeer> {
  const { server, account, person, common } = await opened();
  const meets = (fault: DiscordServerFault) => () => void server.faults.push(fault);
  await greet(account, person.id);
  server.world.messages.length = 0;
  return {
    ...common,
    saysDuplicate: meets({ kind: 'repeat', agoMs: 20_000 }),
    throttles: (retryAfterMs) => meets({ kind: 'limited', retryAfterMs, scope: 'user' })(),
    blocks: () => {
      const other = server.world.person('Ben');
      other.hasBlocked = true;
      return other.id;
    },
    unknownAddress: () => '999999999999999999',
  };
}

/** A peer that waits for the answer to an interaction, each time to another one. */
async function openAnswer(): Promise<ChannelPeer> {
  const { server, account, person, common } = await opened();
  const { interactions } = server;
  await account.probe(AbortSignal.timeout(5_000));
  let isClosed = false;
  return {
    ...common,
    received: async () => {
      const all = await common.received();
      // What only says "a moment, please" is no message yet.
      return all.filter(({ text, imageUrl }) => text !== '' || imageUrl !== null);
    },
    right: () => {
      const interaction = interactions.command(person, 'picks');
      const [id, token] = [String(interaction['id']), String(interaction['token'])];
      interactions.acknowledge(token, { type: 5 });
      if (isClosed) interactions.expire();
      const ref = `interaction:${server.world.botId}:${id}:${token}`;
      return { kind: 'reply', ref, sequence: 0 };
    },
    throttles: (retryAfterMs) =>
      void server.faults.push({ kind: 'limited', retryAfterMs, scope: 'user' }),
    closesWindow: () => {
      isClosed = true;
      return 'needs_inbound';
    },
  };
}

async function opened() {
  const server = await new DiscordServer({
    limits: { globalPerSecond: null, route: null },
  }).start();
  const person = server.world.person('Ann');
  const log = listLog();
  const webhooks = { news: server.webhookUrl };
  const settings = { token: server.token, api_root: server.url, webhooks };
  const account = openAccount(adapter, settings, { log });
  const unpluggedUrl = `http://127.0.0.1:${await closedPort()}`;
  const meets = (fault: DiscordServerFault) => () => void server.faults.push(fault);
  const page = (status: number, body: string, sent = true) =>
    meets({ kind: 'page', status, body, sent });
  const echo = `POST ${server.url}/v10/webhooks/${server.webhook.token} Authorization: Bot ${server.token}`;
  const common: ChannelPeer = {
    account,
    address: person.id,
    received: async () => server.world.messages.map((each) => asReceived(server, each)),
    requestCount: () => server.calls.length,
    secrets: [server.token, encodeURIComponent(server.token), server.webhook.token],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    refusesContent: meets({
      kind: 'error',
      status: 400,
      code: 50_035,
      message: 'Invalid Form Body',
    }),
    revokes: () => {
      server.isRevoked = true;
    },
    unplugged: () => openAccount(adapter, { token: server.token, api_root: unpluggedUrl }),
    resets: meets({ kind: 'reset', sent: true }),
    hangs: meets({ kind: 'hang', sent: true }),
    obscureAnswers: [
      { why: '500', happen: page(500, 'Internal Server Error') },
      { why: '504', happen: page(504, '<html>Gateway Timeout</html>') },
      { why: 'a page with 200', happen: page(200, '<html>fine</html>') },
      { why: 'a page with 403', happen: page(403, '<html>Cloudflare</html>', false) },
    ],
    deferringAnswers: [{ why: '502', happen: page(502, '<html>Bad Gateway</html>', false) }],
    echoes: [
      { why: 'page', happen: page(200, echo) },
      { why: '500', happen: page(500, echo) },
      {
        why: '400',
        happen: meets({ kind: 'error', status: 400, code: 50_035, message: echo }),
      },
      {
        why: '400, escaped',
        happen: meets({
          kind: 'error',
          status: 400,
          code: 50_035,
          message: encodeURIComponent(echo),
        }),
      },
      { why: 'reset', happen: meets({ kind: 'reset', sent: false }) },
    ],
    inbound: inboundPeer(server, person),
    stop: () => server.stop(),
  };
  return { server, account, person, common };
}

async function greet(account: ChannelAccount, to: string): Promise<void> {
  const rendering = account.render(textMessage('en', 'welcome'));
  const part = rendering.ok ? rendering.parts[0] : undefined;
  if (part === undefined) throw new Error('renders');
  const signal = AbortSignal.timeout(5_000);
  const outcome = await account.send(part, { to, key: 'welcome', signal });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
}

function asReceived(server: DiscordServer, message: DiscordMessage): ReceivedMessage {
  const { body, channelId, id } = message;
  const embeds = (body['embeds'] ?? []) as { image?: { url: string } }[];
  const rows = (body['components'] ?? []) as { components: Record<string, string>[] }[];
  return {
    to: server.world.channels.get(channelId)?.recipient ?? `channel:${channelId}`,
    ref: `${channelId}:${id}`,
    text: String(body['content'] ?? ''),
    imageUrl: embeds[0]?.image?.url ?? null,
    buttons: rows
      .flatMap(({ components }) => components)
      .map((button) => ({
        label: button['label'] ?? '',
        target: button['url'] ?? button['custom_id'] ?? '',
      })),
  };
}

function inboundPeer(server: DiscordServer, person: DiscordPerson) {
  const { interactions } = server;
  const account = openAccount(adapter, {
    token: server.token,
    api_root: server.url,
    updates: 'http',
    public_key: interactions.publicKey,
  });
  const call = (payload: unknown, at?: number): RawRequest => {
    const { headers, body } = interactions.sign(payload, at);
    return { method: 'POST', path: '/webhooks/discord', query: {}, headers, body };
  };
  const message = (text: string) => call(interactions.command(person, 'ask', { text }));
  const changed = (headers: Record<string, string>) => {
    const request = message('x');
    return { ...request, headers: { ...request.headers, ...headers } };
  };
  return {
    account,
    from: person.id,
    accepted: { status: 200, body: '{"type":5}' },
    message,
    start: (code: string) => call(interactions.command(person, 'start', { code })),
    leave: () =>
      call({
        version: 1,
        application_id: server.world.botId,
        type: 1,
        event: {
          type: 'APPLICATION_DEAUTHORIZED',
          timestamp: new Date().toISOString(),
          data: { user: server.world.user(person.id) },
        },
      }),
    forged: () => {
      const genuine = message('x');
      const flipped = Buffer.from(genuine.body);
      flipped[20] = (flipped[20] ?? 0) ^ 1;
      const signature = genuine.headers['x-signature-ed25519'] ?? '';
      const { 'x-signature-ed25519': _, ...unsigned } = genuine.headers;
      const { 'x-signature-timestamp': __, ...undated } = genuine.headers;
      const other = new DiscordServer().interactions.sign({ type: 1 });
      const tenMinutes = 600_000;
      return [
        { why: 'a flipped bit', request: { ...genuine, body: flipped }, status: 401 },
        { why: 'no signature', request: { ...genuine, headers: unsigned }, status: 401 },
        { why: 'no time', request: { ...genuine, headers: undated }, status: 401 },
        {
          why: 'another time',
          request: changed({ 'x-signature-timestamp': '1700000000' }),
          status: 401,
        },
        {
          why: 'half a signature',
          request: changed({ 'x-signature-ed25519': signature.slice(0, 64) }),
          status: 401,
        },
        {
          why: 'another message’s signature',
          request: changed({ 'x-signature-ed25519': signature }),
          status: 401,
        },
        {
          why: 'a PING under another key',
          request: { ...genuine, ...other },
          status: 401,
        },
        {
          why: 'recorded ten minutes ago',
          request: call(interactions.command(person, 'help'), Date.now() - tenMinutes),
          status: 401,
        },
        { why: 'GET', request: { ...genuine, method: 'GET' }, status: 405 },
      ];
    },
  };
}

async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

channelContract('discord', openDirect, {
  ...doesNotApply,
  10: 'who asked for direct messages can be written to at any time',
});

channelContract('discord, answering an interaction', openAnswer, {
  ...doesNotApply,
  8: 'an answer stands in its interaction, which the person has just used',
  9: 'an interaction is somebody’s who is there',
  13: 'the interaction’s own token signs the answer, not the bot’s',
  20: 'a repeated answer is the same change of one message, and is told by its key alone (case 5)',
});
