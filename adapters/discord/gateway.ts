import type { Client } from 'discord.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import type { Redact } from './classify.js';
import { interactionOf, messageOf, reactionOf } from './events.js';
import type { DiscordSettings } from './settings.js';
import { type Sink, type StoreDeps, StoreQueue, type Told } from './store-queue.js';

export interface GatewayDeps extends StoreDeps {
  readonly name: string;
  readonly settings: DiscordSettings;
  readonly redact: Redact;
  readonly now: () => number;
}

interface Packet {
  t: string;
  readonly d: unknown;
}

/** What discord.js needs itself, to know who it is. */
const ownPackets: ReadonlySet<string> = new Set(['READY', 'RESUMED']);

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
  const ended = endOf(client, queue, signal);
  hear(client, deps, queue);
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

/** @returns what ended it, or null when it was asked to end */
function endOf(client: Client, queue: StoreQueue, signal: AbortSignal): Promise<Error | null> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    client.on('shardDisconnect', ({ code }) => resolve(new Error(closingWords(code))));
    queue.onFull = () => resolve(new Error('the events could not be stored'));
  });
}

function hear(client: Client, deps: GatewayDeps, queue: StoreQueue): void {
  client.on('error', () => deps.warn('discord.gateway.error'));
  client.on('shardError', () => deps.warn('discord.gateway.error'));
  // The packets as Discord sent them, so that both ways of hearing read the same things the same way.
  const read = (packet: Packet) => {
    const told = toldBy(packet, client, deps.now());
    if (told !== null) queue.add(told);
    // What is read here discord.js must not read as well: one that it does not understand would end the process.
    if (!ownPackets.has(packet.t)) packet.t = 'READ';
  };
  client.on('raw' as never, read as never);
}

async function openClient({ apiRoot }: DiscordSettings): Promise<Client> {
  const discord = await import('discord.js');
  const { DirectMessages, DirectMessageReactions, GuildMessages, GuildMessageReactions } =
    discord.GatewayIntentBits;
  return new discord.Client({
    // Of a server only what is said to the bot by name: Discord leaves out the words of the rest.
    intents: [DirectMessages, DirectMessageReactions, GuildMessages, GuildMessageReactions],
    rest: { api: apiRoot },
  });
}

function toldBy({ t: type, d: data }: Packet, client: Client, now: number): Told | null {
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
