import type { DiscordInteractions } from './discord-interactions.js';
import { checkCommands, checkMessage, DiscordFault } from './discord-rules.js';
import type { DiscordMessage, DiscordWorld } from './discord-world.js';

type Json = Record<string, unknown>;

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly raw: unknown;
}

type Route = readonly [RegExp, (request: ApiRequest, ...ids: string[]) => unknown];

export interface DiscordApiDeps {
  readonly world: DiscordWorld;
  readonly interactions: DiscordInteractions;
  readonly webhook: { readonly id: string; readonly token: string };
  readonly tell: (type: string, data: Json) => void;
  readonly host: () => string;
}

/** What each endpoint of REST v10 does. */
export class DiscordApi {
  readonly #deps: DiscordApiDeps;
  readonly #webhookChannel: { readonly id: string };
  commands: Json[] = [];

  constructor(deps: DiscordApiDeps) {
    this.#deps = deps;
    this.#webhookChannel = deps.world.channel();
  }

  route(request: ApiRequest): unknown {
    for (const [pattern, handle] of this.#routes) {
      const found = pattern.exec(`${request.method} ${request.path}`);
      if (found !== null) return handle(request, ...found.slice(1));
    }
    throw new DiscordFault(404, 0, '404: Not Found');
  }

  readonly #routes: readonly Route[] = [
    [/^GET \/users\/@me$/, () => this.#deps.world.user(this.#deps.world.botId)],
    [/^GET \/applications\/@me$/, () => ({ id: this.#deps.world.botId, name: 'Hawker', flags: 0 })],
    [/^GET \/gateway\/bot$/, () => this.#gatewayBot()],
    [/^POST \/users\/@me\/channels$/, ({ body }) => this.#openChat(body)],
    [/^POST \/channels\/(\d+)\/messages$/, ({ body }, id) => this.#post(id ?? '', body)],
    [/^GET \/channels\/(\d+)\/messages$/, ({ query }, id) => this.#history(id ?? '', query)],
    [/^POST \/channels\/(\d+)\/messages\/(\d+)\/crosspost$/, (_, ...ids) => this.#crosspost(ids)],
    [/^PUT \/applications\/(\d+)\/commands$/, ({ raw }) => this.#putCommands(raw)],
    [/^GET \/applications\/(\d+)\/commands$/, () => this.commands],
    [
      /^POST \/interactions\/(\d+)\/([\w-]+)\/callback$/,
      ({ body }, _, token) => this.#callback(token ?? '', body),
    ],
    [
      /^PATCH \/webhooks\/\d+\/([\w-]+)\/messages\/@original$/,
      ({ body }, token) =>
        this.#deps.world.shown(this.#deps.interactions.editReply(token ?? '', body)),
    ],
    [
      /^POST \/webhooks\/(\d+)\/([\w-]+)$/,
      ({ body, query }, id, token) => this.#webhookPost(body, query, id ?? '', token ?? ''),
    ],
  ];

  #gatewayBot(): Json {
    const limit = { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 };
    return { url: `ws://${this.#deps.host()}`, shards: 1, session_start_limit: limit };
  }

  ready(): Json {
    const application = { id: this.#deps.world.botId, flags: 0 };
    const user = {
      ...this.#deps.world.user(this.#deps.world.botId),
      verified: true,
      mfa_enabled: false,
    };
    return {
      v: 10,
      user,
      guilds: [],
      resume_gateway_url: `ws://${this.#deps.host()}`,
      application,
    };
  }

  #openChat({ recipient_id: wanted }: Json): Json {
    const chat = this.#deps.world.directChat(String(wanted));
    return { id: chat.id, type: 1, recipients: [this.#deps.world.user(String(chat.recipient))] };
  }

  #post(channelId: string, body: Json): Json {
    const before = this.#deps.world.messages.length;
    const message = this.#deps.world.post(channelId, body);
    const shown = this.#deps.world.shown(message);
    if (this.#deps.world.messages.length > before) this.tellOf(message);
    return shown;
  }

  tellOf(message: DiscordMessage, more: Json = {}): void {
    const channel = this.#deps.world.channels.get(message.channelId);
    const guild = channel?.guildId === undefined ? {} : { guild_id: channel.guildId };
    const where = { channel_type: channel?.type ?? 0, ...guild };
    this.#deps.tell('MESSAGE_CREATE', { ...this.#deps.world.shown(message), ...where, ...more });
  }

  #history(channelId: string, query: URLSearchParams): Json[] {
    if (!this.#deps.world.channels.has(channelId))
      throw new DiscordFault(404, 10_003, 'Unknown Channel');
    const after = BigInt(query.get('after') ?? '0');
    return this.#deps.world.messages
      .filter(
        (each) => each.channelId === channelId && !each.isEphemeral && BigInt(each.id) > after,
      )
      .reverse()
      .slice(0, Number(query.get('limit') ?? 50))
      .map((each) => {
        // History shows no nonce.
        const { nonce: _, ...shown } = this.#deps.world.shown(each);
        return shown;
      });
  }

  #crosspost([channelId, messageId]: readonly string[]): Json {
    const message = this.#deps.world.messages.find(({ id }) => id === messageId);
    if (message === undefined) throw new DiscordFault(404, 10_008, 'Unknown Message');
    if (this.#deps.world.channels.get(channelId ?? '')?.type !== 5) {
      throw new DiscordFault(400, 50_024, 'Cannot execute action on this channel type');
    }
    message.isCrossposted = true;
    return this.#deps.world.shown(message);
  }

  #putCommands(commands: unknown): Json[] {
    checkCommands(commands);
    this.commands = commands.map((command) => {
      const known = this.commands.find(({ name }) => name === command['name']);
      return { ...command, id: known?.['id'] ?? this.#deps.world.newId() };
    });
    return this.commands;
  }

  #callback(token: string, body: Json): null {
    this.#deps.interactions.acknowledge(token, body);
    return null;
  }

  #webhookPost(body: Json, query: URLSearchParams, id: string, token: string): unknown {
    if (id === this.#deps.world.botId)
      return this.#deps.world.shown(this.#deps.interactions.followUp(token, body));
    if (id !== this.#deps.webhook.id) throw new DiscordFault(404, 10_015, 'Unknown Webhook');
    if (token !== this.#deps.webhook.token)
      throw new DiscordFault(401, 50_027, 'Invalid Webhook Token');
    checkMessage(body);
    const message = this.#deps.world.add(this.#webhookChannel.id, body, {
      author: this.#deps.webhook.id,
    });
    return query.get('wait') === 'true' ? this.#deps.world.shown(message) : null;
  }
}
