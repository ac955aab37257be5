import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ApiRequest, DiscordApi } from './discord-api.js';
import { DiscordBuckets, type DiscordLimits, type Verdict } from './discord-buckets.js';
import { DiscordGateway } from './discord-gateway.js';
import { DiscordInteractions } from './discord-interactions.js';
import { DiscordFault } from './discord-rules.js';
import {
  type DiscordChannel,
  type DiscordMessage,
  type DiscordPerson,
  DiscordWorld,
} from './discord-world.js';
import { closeAtOnce, hostOf, listenLocally, readBody } from './local-http.js';

// A Discord of our own: REST v10 with its buckets, a gateway, signed interactions. Written from Discord's reference, not
// from our adapter, and held against discord.js (discord-server.test.ts).

type Json = Record<string, unknown>;

/** What the next sending call meets instead of an answer. */
export type DiscordServerFault =
  | { kind: 'error'; status: number; code: number; message: string }
  | { kind: 'limited'; retryAfterMs: number | null; scope: 'user' | 'global' | 'shared' }
  /** An answer of something that stands before Discord. */
  | { kind: 'page'; status: number; body: string; sent: boolean }
  | { kind: 'reset'; sent: boolean }
  | { kind: 'hang'; sent: boolean }
  /** The nonce was used by another process some seconds ago. */
  | { kind: 'repeat'; agoMs: number };

export interface DiscordServerOptions {
  readonly limits?: Partial<DiscordLimits>;
}

export class DiscordServer {
  readonly token = 'MTA1OTk5OTk5OTk5OTk5OTk5.GabcDe.fake-token_of_the_test_bot_aaaaaaaaaaaa';
  readonly world = new DiscordWorld();
  readonly interactions = new DiscordInteractions(this.world);
  readonly gateway: DiscordGateway;
  readonly buckets: DiscordBuckets;
  readonly calls: { readonly method: string; readonly path: string; readonly at: number }[] = [];
  /** Met in turn by calls that say something. */
  readonly faults: DiscordServerFault[] = [];
  /** Met in turn by calls that open a direct chat. */
  readonly openFaults: DiscordServerFault[] = [];
  isRevoked = false;
  /** Where interactions are sent by HTTP; without it the gateway tells of them. */
  interactionsUrl: string | null = null;
  /** Statuses that the interactions endpoint answered. */
  readonly deliveries: number[] = [];
  readonly webhook = { id: this.world.newId(), token: 'webhook-token-Ab3_-xyz' };
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #api = new DiscordApi({
    world: this.world,
    interactions: this.interactions,
    webhook: this.webhook,
    tell: (type, data) => this.gateway.tell(type, data),
    host: () => this.#host,
  });

  constructor(options: DiscordServerOptions = {}) {
    const usual = { globalPerSecond: 50, route: { max: 5, perMs: 5_000 } };
    this.buckets = new DiscordBuckets({ ...usual, ...options.limits });
    this.gateway = new DiscordGateway(
      this.#server,
      () => this.#api.ready(),
      () => this.token,
    );
  }

  async start(): Promise<this> {
    await listenLocally(this.#server);
    return this;
  }

  async stop(): Promise<void> {
    this.gateway.stop();
    await closeAtOnce(this.#server);
  }

  get url(): string {
    return `http://${this.#host}/api`;
  }

  get webhookUrl(): string {
    return `https://discord.com/api/webhooks/${this.webhook.id}/${this.webhook.token}`;
  }

  get #host(): string {
    return hostOf(this.#server);
  }

  /** The bot's slash commands, as they were put last. */
  get commands(): readonly Json[] {
    return this.#api.commands;
  }

  // What people do.

  uses(
    person: DiscordPerson,
    name: string,
    options: Readonly<Record<string, string>> = {},
    channel?: DiscordChannel,
  ): Promise<Json> {
    return this.tells(this.interactions.command(person, name, options, channel));
  }

  presses(person: DiscordPerson, message: DiscordMessage, customId: string): Promise<Json> {
    return this.tells(this.interactions.press(person, message, customId));
  }

  /** Something written in the direct chat. */
  says(person: DiscordPerson, text: string, more: Json = {}): DiscordMessage {
    const chat = this.world.directChat(person.id);
    const message = this.world.add(chat.id, { content: text }, { author: person.id });
    this.#api.tellOf(message, more);
    return message;
  }

  reacts(person: DiscordPerson, message: DiscordMessage, emoji: string): void {
    const guild = this.world.channels.get(message.channelId)?.guildId;
    this.gateway.tell('MESSAGE_REACTION_ADD', {
      user_id: person.id,
      channel_id: message.channelId,
      message_id: message.id,
      message_author_id: message.author,
      emoji: { id: null, name: emoji },
      burst: false,
      type: 0,
      ...(guild === undefined ? {} : { guild_id: guild }),
    });
  }

  /** Tells of an interaction by the way that is set up, and takes the immediate reply. @returns the interaction */
  async tells(interaction: Json): Promise<Json> {
    if (this.interactionsUrl === null) {
      this.gateway.tell('INTERACTION_CREATE', interaction);
      return interaction;
    }
    const { headers, body } = this.interactions.sign(interaction);
    const answer = await fetch(this.interactionsUrl, { method: 'POST', headers, body });
    this.deliveries.push(answer.status);
    if (answer.status === 200) {
      this.interactions.acknowledge(String(interaction['token']), (await answer.json()) as Json);
    }
    return interaction;
  }

  // The API.

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await read(incoming);
    const url = new URL(incoming.url ?? '/', 'http://discord');
    const path = decodeURIComponent(url.pathname).replace(/^\/api(?:\/v10)?/, '');
    const method = incoming.method ?? 'GET';
    this.calls.push({ method, path, at: Date.now() });
    const body = typeof raw === 'object' && raw !== null ? (raw as Json) : {};
    const request = { method, path, query: url.searchParams, body, raw };
    const isOpen = isUnsigned(path);
    try {
      if (!isOpen && (incoming.headers.authorization !== `Bot ${this.token}` || this.isRevoked)) {
        throw new DiscordFault(401, 0, '401: Unauthorized');
      }
      const isInteraction = isOpen && !path.startsWith(`/webhooks/${this.webhook.id}`);
      const verdict = this.buckets.take(bucketOf(method, path), Date.now(), !isInteraction);
      if (verdict.refusal === null) this.#answer(request, response, verdict.headers);
      else limited(response, verdict);
    } catch (error) {
      if (!(error instanceof DiscordFault)) throw error;
      const { status, code, message, errors } = error;
      reply(response, status, { message, code, ...(errors === undefined ? {} : { errors }) });
    }
  }

  #answer(request: ApiRequest, response: ServerResponse, headers: Record<string, string>): void {
    const fault = this.#faultOf(request);
    if (fault !== null) {
      this.#fail(fault, request, response);
      return;
    }
    const result = this.#api.route(request);
    if (result === null) response.writeHead(204, headers).end();
    else reply(response, 200, result, headers);
  }

  #faultOf({ method, path }: ApiRequest): DiscordServerFault | null {
    if (path === '/users/@me/channels') return this.openFaults.shift() ?? null;
    const isSaying =
      (method === 'POST' && /\/messages$|^\/webhooks\//.test(path)) || method === 'PATCH';
    return isSaying ? (this.faults.shift() ?? null) : null;
  }

  #fail(fault: DiscordServerFault, request: ApiRequest, response: ServerResponse): void {
    if ('sent' in fault && fault.sent) this.#api.route(request);
    switch (fault.kind) {
      case 'error':
        throw new DiscordFault(fault.status, fault.code, fault.message);
      case 'limited': {
        const { retryAfterMs, scope } = fault;
        const headers = {
          'x-ratelimit-scope': scope,
          ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
          ...(retryAfterMs === null ? {} : { 'retry-after': String(retryAfterMs / 1_000) }),
        };
        reply(response, 429, { message: 'You are being rate limited.' }, headers);
        return;
      }
      case 'page':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'hang':
        return;
      case 'repeat': {
        const [, channelId = ''] = request.path.split('/').slice(1);
        const at = Date.now() - fault.agoMs;
        const first = this.world.add(channelId, request.body, { at });
        reply(response, 200, this.world.shown(first));
        return;
      }
    }
  }
}

function isUnsigned(path: string): boolean {
  return /^\/(?:interactions|webhooks)\/\d+\//.test(path);
}

// The route without what changes, and its major parameter: the channel, or the webhook with its token.
function bucketOf(method: string, path: string): string {
  const route = path.replace(/\d{17,20}/g, ':id').replace(/(?<=:id\/)[\w-]{20,}/, ':token');
  const major = /^\/(?:channels\/\d+|(?:webhooks|interactions)\/\d+\/[\w-]+)/.exec(path)?.[0] ?? '';
  return `${method}${route} ${major}`;
}

function limited(response: ServerResponse, { headers, refusal }: Verdict): void {
  const seconds = (refusal?.retryAfterMs ?? 0) / 1_000;
  const body = {
    message: 'You are being rate limited.',
    retry_after: seconds,
    global: refusal?.isGlobal ?? false,
  };
  reply(response, 429, body, { ...headers, 'retry-after': String(seconds) });
}

async function read(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request)).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
