import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { checkMessage, DiscordFault } from './discord-rules.js';
import type {
  DiscordChannel,
  DiscordMessage,
  DiscordPerson,
  DiscordWorld,
} from './discord-world.js';

type Json = Record<string, unknown>;

interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  /** Null until the bot has said that it heard. */
  answer: DiscordMessage | null;
  isOver: boolean;
}

export interface Signed {
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const commandType = 1;
const chatTypes = { command: 2, button: 3 } as const;

/** Slash commands and presses: what is told of them, how it is signed, and where they are answered. */
export class DiscordInteractions {
  readonly #world: DiscordWorld;
  readonly #keys = generateKeyPairSync('ed25519');
  readonly #open = new Map<string, Interaction>();

  constructor(world: DiscordWorld) {
    this.#world = world;
  }

  /** As the Developer Portal shows it. */
  get publicKey(): string {
    const der = this.#keys.publicKey.export({ format: 'der', type: 'spki' });
    return der.subarray(-32).toString('hex');
  }

  /** Ed25519 over the time and the body. */
  sign(payload: unknown, at = Date.now()): Signed {
    const body = Buffer.from(JSON.stringify(payload));
    const timestamp = String(Math.floor(at / 1_000));
    const signed = Buffer.concat([Buffer.from(timestamp), body]);
    const signature = sign(null, signed, this.#keys.privateKey).toString('hex');
    return {
      headers: {
        'content-type': 'application/json',
        'x-signature-ed25519': signature,
        'x-signature-timestamp': timestamp,
      },
      body,
    };
  }

  /** Somebody uses a slash command; without `channel`, in the direct chat with the bot. */
  command(
    person: DiscordPerson,
    name: string,
    options: Readonly<Record<string, string>> = {},
    channel?: DiscordChannel,
  ): Json {
    const data = {
      id: this.#world.newId(),
      name,
      type: commandType,
      options: Object.entries(options).map(([key, value]) => ({ type: 3, name: key, value })),
    };
    return this.#make(person, { type: chatTypes.command, data }, channel);
  }

  press(person: DiscordPerson, message: DiscordMessage, customId: string): Json {
    const data = { custom_id: customId, component_type: 2, id: 1 };
    const channel = this.#world.channels.get(message.channelId);
    const shown = this.#world.shown(message);
    return this.#make(person, { type: chatTypes.button, data, message: shown }, channel);
  }

  #make(person: DiscordPerson, what: Json, channel?: DiscordChannel): Json {
    const place = channel ?? this.#world.directChat(person.id);
    const user = this.#world.user(person.id);
    const id = this.#world.newId();
    const token = randomBytes(60).toString('base64url');
    this.#open.set(token, { id, token, channelId: place.id, answer: null, isOver: false });
    const where =
      place.guildId === undefined
        ? { context: 1, user }
        : {
            context: 0,
            guild_id: place.guildId,
            guild_locale: 'en-US',
            guild: { id: place.guildId, locale: 'en-US', features: [] },
            member: memberOf(user),
          };
    return {
      id,
      application_id: this.#world.botId,
      token,
      version: 1,
      channel_id: place.id,
      channel: { id: place.id, type: place.type },
      locale: person.locale,
      app_permissions: '0',
      entitlements: [],
      authorizing_integration_owners: {},
      attachment_size_limit: 10_485_760,
      ...where,
      ...what,
    };
  }

  /** What a test ages, to see what comes too late. */
  expire(): void {
    for (const interaction of this.#open.values()) interaction.isOver = true;
  }

  /** The immediate reply, by HTTP or by the callback endpoint. */
  acknowledge(token: string, reply: Json): void {
    const interaction = this.#open.get(token);
    if (interaction === undefined || interaction.isOver) {
      throw new DiscordFault(404, 10_062, 'Unknown interaction');
    }
    if (interaction.answer !== null) {
      throw new DiscordFault(400, 40_060, 'Interaction has already been acknowledged.');
    }
    if (reply['type'] !== 4 && reply['type'] !== 5) {
      throw new DiscordFault(400, 50_035, 'Invalid Form Body');
    }
    const data = (reply['data'] ?? {}) as Json;
    const isEphemeral = (Number(data['flags'] ?? 0) & 64) !== 0;
    if (reply['type'] === 4) checkMessage(data);
    const waiting = reply['type'] === 5 ? { isWaiting: true } : {};
    const body = { ...data, ...waiting };
    interaction.answer = this.#world.add(interaction.channelId, body, { isEphemeral });
  }

  /** Fills in, or changes, the reply. */
  editReply(token: string, body: Json): DiscordMessage {
    const { answer } = this.#answered(token);
    checkMessage(body);
    answer.body = body;
    return answer;
  }

  /** One more message, after the reply. */
  followUp(token: string, body: Json): DiscordMessage {
    const { answer } = this.#answered(token);
    checkMessage(body);
    const isEphemeral = (Number(body['flags'] ?? 0) & 64) !== 0;
    return this.#world.add(answer.channelId, body, { isEphemeral });
  }

  reply(token: string): DiscordMessage {
    return this.#answered(token).answer;
  }

  #answered(token: string): { readonly answer: DiscordMessage } {
    const interaction = this.#open.get(token);
    if (interaction === undefined) throw new DiscordFault(404, 10_015, 'Unknown Webhook');
    if (interaction.isOver) throw new DiscordFault(401, 50_027, 'Invalid Webhook Token');
    if (interaction.answer === null) throw new DiscordFault(404, 10_015, 'Unknown Webhook');
    return { answer: interaction.answer };
  }
}

function memberOf(user: Json): Json {
  return {
    user,
    roles: [],
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    deaf: false,
    mute: false,
    flags: 0,
    permissions: '0',
    avatar: null,
    nick: null,
  };
}
