import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'discord.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import type { Redact } from './classify.js';
import { type Heard, interactionOf, messageOf, reactionOf } from './events.js';
import type { DiscordRest } from './rest.js';
import type { DiscordSettings } from './settings.js';

type Sink = (events: readonly InboundEvent[]) => Promise<void>;

export interface GatewayDeps {
  readonly name: string;
  readonly settings: DiscordSettings;
  readonly rest: DiscordRest;
  /** Acknowledgements on their way, by interaction: what fills one in has to wait for it. */
  readonly acknowledging: Map<string, Promise<void>>;
  readonly redact: Redact;
  readonly now: () => number;
  readonly warn: (event: string, fields?: Record<string, unknown>) => void;
}

interface Told {
  readonly event: InboundEvent;
  readonly heard: Heard | null;
}

const storeAgainMs = 1_000;
const mostWaiting = 10_000;
const callbackMs = 2_500;

/**
 * Hears the account over Discord's gateway until aborted. discord.js keeps the connection, resumes it and so gets what
 * came meanwhile; what it hands over is stored in its order, and only then is an interaction acknowledged.
 */
export async function listenToGateway(
  deps: GatewayDeps,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const client = await openClient(deps.settings);
  const queue = new StoreQueue(deps, sink, signal);
  const ended = new Promise<Error | null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    client.on('shardDisconnect', ({ code }) => resolve(new Error(closingWords(code))));
    queue.onFull = () => resolve(new Error('the events could not be stored'));
  });
  client.on('error', () => deps.warn('discord.gateway.error'));
  client.on('shardError', () => deps.warn('discord.gateway.error'));
  // The packets as Discord sent them, so that both ways of hearing read the same things the same way.
  client.on(
    'raw' as never,
    (({ t, d }: { t: string; d: unknown }) => {
      const told = toldBy(t, d, client, deps.now());
      if (told !== null) queue.add(told);
    }) as never,
  );
  try {
    if (signal.aborted) return;
    const failure = await Promise.race([
      ended,
      client.login(deps.settings.token).then(() => ended),
    ]);
    if (failure !== null) throw failure;
  } catch (error) {
    if (signal.aborted) return;
    // Not the error itself: a library's words may hold the token.
    // biome-ignore lint/style/useErrorCause: the cause could carry the token
    throw new Error(`discord ${deps.name}: ${deps.redact((error as Error).message)}`);
  } finally {
    await client.destroy();
    await queue.end();
  }
}

async function openClient({ apiRoot }: DiscordSettings): Promise<Client> {
  const discord = await import('discord.js');
  const { GatewayIntentBits, Options, Partials } = discord;
  const { DirectMessages, DirectMessageReactions, GuildMessages, GuildMessageReactions } =
    GatewayIntentBits;
  return new discord.Client({
    // Of a server only what is said to the bot by name: Discord leaves out the words of the rest.
    intents: [DirectMessages, DirectMessageReactions, GuildMessages, GuildMessageReactions],
    partials: [Partials.Channel, Partials.Message, Partials.Reaction, Partials.User],
    rest: { api: apiRoot },
    // We read packets; what discord.js would remember of a large server is of no use here.
    makeCache: Options.cacheWithLimits({
      MessageManager: 0,
      GuildMemberManager: 0,
      UserManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
    }),
  });
}

function toldBy(type: string, data: unknown, client: Client, now: number): Told | null {
  const self = client.user?.id ?? '';
  const only = (event: InboundEvent | null) => (event === null ? null : { event, heard: null });
  switch (type) {
    case 'INTERACTION_CREATE': {
      const heard = interactionOf(data);
      return heard === null || heard === 'nothing' ? null : { event: heard.event, heard };
    }
    case 'MESSAGE_CREATE':
      return only(messageOf(data, self));
    case 'MESSAGE_REACTION_ADD':
      return only(reactionOf(data, self, now));
    default:
      return null;
  }
}

// discord.com/developers/docs/topics/opcodes-and-status-codes
const closings: Readonly<Record<number, string>> = {
  4004: 'the token was refused',
  4010: 'the shard is invalid',
  4011: 'the bot is in so many servers that it needs sharding; use `updates: http`',
  4012: 'the API version is invalid',
  4013: 'an intent is invalid',
  4014: 'an intent is not allowed (Developer Portal → Bot → Privileged Gateway Intents)',
};

function closingWords(code: number): string {
  return `the gateway closed for good: ${code}: ${closings[code] ?? 'no reason known'}`;
}

/** One after the other: an event that cannot be stored now is tried again, and those behind it wait. */
class StoreQueue {
  readonly #deps: GatewayDeps;
  readonly #sink: Sink;
  readonly #signal: AbortSignal;
  readonly #waiting: Told[] = [];
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  onFull: () => void = () => undefined;

  constructor(deps: GatewayDeps, sink: Sink, signal: AbortSignal) {
    this.#deps = deps;
    this.#sink = sink;
    this.#signal = signal;
  }

  add(told: Told): void {
    if (this.#waiting.length >= mostWaiting) this.onFull();
    else this.#waiting.push(told);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#run().finally(() => {
      this.#isRunning = false;
    });
  }

  end(): Promise<void> {
    return this.#running;
  }

  // The gateway tells nothing twice, so what is not stored stays here.
  async #run(): Promise<void> {
    for (let told = this.#waiting[0]; told !== undefined; told = this.#waiting[0]) {
      if (await this.#store(told)) {
        this.#waiting.shift();
        continue;
      }
      if (this.#signal.aborted) return;
      await sleep(storeAgainMs, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }

  async #store({ event, heard }: Told): Promise<boolean> {
    try {
      await this.#sink([event]);
    } catch (error) {
      this.#deps.warn('discord.event.unstored', { why: (error as Error).name });
      return false;
    }
    if (heard !== null) {
      const { acknowledging } = this.#deps;
      const { id } = heard.interaction;
      const work = this.#acknowledge(heard).finally(() => acknowledging.delete(id));
      acknowledging.set(id, work);
    }
    return true;
  }

  async #acknowledge({ interaction, callback }: Heard): Promise<void> {
    const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
    const call = { method: 'POST', path, body: callback, isSigned: false } as const;
    try {
      await this.#deps.rest.call(call, AbortSignal.timeout(callbackMs));
    } catch (error) {
      // The person sees "did not respond"; the answer still comes as a direct message.
      this.#deps.warn('discord.acknowledge.failed', { why: (error as Error).name });
    }
  }
}
