import { checkMessage, DiscordFault } from './discord-rules.js';

type Json = Record<string, unknown>;

export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  hasBlocked: boolean;
  /** Is in a server where the bot is. */
  sharesServer: boolean;
}

export interface DiscordChannel {
  readonly id: string;
  /** 0 text, 1 direct, 5 announcements. */
  readonly type: 0 | 1 | 5;
  readonly recipient?: string;
  readonly guildId?: string;
  mayRead: boolean;
  maySend: boolean;
}

export interface DiscordMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: string;
  /** Seen by one person only. */
  readonly isEphemeral: boolean;
  body: Json;
  isCrossposted: boolean;
  readonly at: number;
}

const epochMs = 1_420_070_400_000n;
const nonceLifeMs = 120_000;

/** What stands on the platform: people, channels, messages. */
export class DiscordWorld {
  #counter = 0n;
  readonly messages: DiscordMessage[] = [];
  readonly people = new Map<string, DiscordPerson>();
  readonly channels = new Map<string, DiscordChannel>();
  readonly botId = this.newId();
  readonly #nonces = new Map<string, DiscordMessage>();

  /** A number as Discord makes them: milliseconds since 2015, and a counter. */
  newId(at = Date.now()): string {
    this.#counter = (this.#counter + 1n) % (1n << 22n);
    return String(((BigInt(at) - epochMs) << 22n) | this.#counter);
  }

  person(name = 'Ann', locale = 'en-US'): DiscordPerson {
    const person = { id: this.newId(), name, locale, hasBlocked: false, sharesServer: true };
    this.people.set(person.id, person);
    return person;
  }

  channel(type: 0 | 5 = 0): DiscordChannel {
    const channel = { id: this.newId(), type, guildId: this.newId(), mayRead: true, maySend: true };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** The direct chat with somebody: the same one each time. */
  directChat(userId: string): DiscordChannel {
    if (!/^\d{17,20}$/.test(userId)) {
      throw new DiscordFault(400, 50_035, 'Invalid Form Body');
    }
    if (!this.people.has(userId)) throw new DiscordFault(404, 10_013, 'Unknown User');
    const found = [...this.channels.values()].find(({ recipient }) => recipient === userId);
    if (found !== undefined) return found;
    const chat: DiscordChannel = {
      id: this.newId(),
      type: 1,
      recipient: userId,
      mayRead: true,
      maySend: true,
    };
    this.channels.set(chat.id, chat);
    return chat;
  }

  /** The bot says something; with enforce_nonce a repeat is the first message. */
  post(channelId: string, body: Json): DiscordMessage {
    const channel = this.#openChannel(channelId);
    checkMessage(body);
    const nonce = body['enforce_nonce'] === true ? String(body['nonce']) : null;
    const first = nonce === null ? undefined : this.#nonces.get(`${channelId} ${nonce}`);
    if (first !== undefined && first.at > Date.now() - nonceLifeMs) return first;
    const message = this.add(channel.id, body);
    if (nonce !== null) this.#nonces.set(`${channelId} ${nonce}`, message);
    return message;
  }

  add(
    channelId: string,
    body: Json,
    more: { author?: string; isEphemeral?: boolean; at?: number } = {},
  ): DiscordMessage {
    const { author = this.botId, isEphemeral = false, at = Date.now() } = more;
    const id = this.newId(at);
    const message = { id, channelId, author, isEphemeral, body, isCrossposted: false, at };
    this.messages.push(message);
    return message;
  }

  #openChannel(channelId: string): DiscordChannel {
    const channel = this.channels.get(channelId);
    if (channel === undefined) throw new DiscordFault(404, 10_003, 'Unknown Channel');
    if (!channel.mayRead) throw new DiscordFault(403, 50_001, 'Missing Access');
    if (!channel.maySend) throw new DiscordFault(403, 50_013, 'Missing Permissions');
    const person = this.people.get(channel.recipient ?? '');
    if (person?.hasBlocked === true) {
      throw new DiscordFault(403, 50_007, 'Cannot send messages to this user');
    }
    if (person?.sharesServer === false) {
      throw new DiscordFault(
        403,
        50_278,
        'Cannot send messages to this user due to having no mutual guilds',
      );
    }
    return channel;
  }

  /** A message as the API shows it. */
  shown(message: DiscordMessage): Json {
    const { id, channelId, author, body, at, isEphemeral } = message;
    return {
      id,
      type: 0,
      channel_id: channelId,
      author: this.user(author),
      content: body['content'] ?? '',
      timestamp: new Date(at).toISOString(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      embeds: body['embeds'] ?? [],
      components: body['components'] ?? [],
      pinned: false,
      flags: isEphemeral ? 64 : 0,
      ...(body['nonce'] === undefined ? {} : { nonce: body['nonce'] }),
    };
  }

  user(id: string): Json {
    const person = this.people.get(id);
    const isBot = person === undefined;
    const username = isBot ? 'hawker_test_bot' : person.name.toLowerCase().replace(/\W/g, '_');
    const shown = { id, username, discriminator: '0', avatar: null };
    return { ...shown, global_name: person?.name ?? null, ...(isBot ? { bot: true } : {}) };
  }
}
