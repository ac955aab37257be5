import type { AdapterDeps, ChannelAccount, Probe, Quota } from '../../src/ports/channel.js';
import { bothButtons } from '../common/button-limits.js';
import { placeOf } from './address.js';
import { apiFault, classify, redactorOf } from './classify.js';
import { listenToGateway } from './gateway.js';
import { commandsOf } from './menu.js';
import { readBack } from './read-back.js';
import { publicKeyOf, receive } from './receive.js';
import { limits, methods, render } from './render.js';
import { DiscordRest } from './rest.js';
import { nonceLifeMs, nonceMax, Sender } from './send.js';
import type { DiscordSettings } from './settings.js';

// An interaction can be answered for a quarter of an hour; a little less, for what is on its way.
const interactionLifeMs = 14 * 60_000;

export function discordAccount(
  name: string,
  settings: DiscordSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const webhookTokens = [...settings.webhooks.values()].map(({ token }) => token);
  const redact = redactorOf([settings.token, ...webhookTokens]);
  const rest = new DiscordRest(settings, deps.fetch);
  const warn: AdapterDeps['log']['warn'] = (event, fields) => deps.log.warn(event, fields);
  const { now } = deps;
  const acknowledging = new Map<string, Promise<void>>();
  const sender = new Sender({ rest, acknowledging, settings, redact, now, warn });
  const account = new Myself(rest, redact);
  const { perSecond, perChatMs, perGroupMs, concurrency, timeoutMs, publicKey } = settings;
  const key = publicKey === undefined ? null : publicKeyOf(publicKey);
  const isHooked = settings.updates === 'http' && key !== null;
  return {
    name,
    kind: 'discord',
    capabilities: {
      // To who asked for it: an address is known only after a command, a press or a word to the bot.
      proactive: 'free',
      windows: [
        { opensOn: ['start', 'message', 'action'], ttlMs: interactionLifeMs, maxMessages: 1 },
      ],
      text: { max: limits.text, unit: 'utf16' },
      buttons: bothButtons(limits),
      image: ['url'],
      idempotency: { keyMax: nonceMax, ttlMs: nonceLifeMs },
      posts: true,
      webhook: isHooked ? { auth: 'body_sig', ackMs: 3_000 } : null,
    },
    rate: { perSecond, perChatMs, perGroupMs, quotas: quotasOf(settings), concurrency, timeoutMs },
    render,
    send: (part, context) => sender.send(part, context),
    ...(isHooked
      ? { receive: async (request) => receive(request, key, now()) }
      : {
          listen: (sink, signal) =>
            listenToGateway(
              { name, settings, rest, acknowledging, redact, now, warn },
              sink,
              signal,
            ),
        }),
    isGroup: (address) => (placeOf(address)?.kind ?? 'person') !== 'person',
    reconcile: (question, signal) =>
      readBack({ rest, sender, now, self: (until) => account.number(until) }, question, signal),
    publishMenu: (entries, signal) => account.publishMenu(commandsOf(entries), signal),
    probe: (signal) => account.probe(signal),
  };
}

// Only what nobody has just asked for; an answer is never held back by a campaign.
function quotasOf({ directPerMinute, directPerDay }: DiscordSettings): readonly Quota[] {
  const unasked = { of: 'account', timezone: 'UTC', methods: [methods.unasked] } as const;
  return [
    { ...unasked, max: directPerMinute, per: 'minute' },
    { ...unasked, max: directPerDay, per: 'day' },
  ];
}

/** What the account asks about itself. */
class Myself {
  readonly #rest: DiscordRest;
  readonly #redact: (text: string) => string;
  #number: string | undefined;

  constructor(rest: DiscordRest, redact: (text: string) => string) {
    this.#rest = rest;
    this.#redact = redact;
  }

  async number(signal: AbortSignal): Promise<string> {
    this.#number ??= (await this.#ask('/users/@me', signal))['id'] as string;
    return this.#number;
  }

  probe(signal: AbortSignal): Promise<Probe> {
    return this.#tried(async () => {
      const me = await this.#ask('/users/@me', signal);
      this.#number = String(me['id']);
      return `@${String(me['username'])}`;
    });
  }

  publishMenu(commands: readonly object[], signal: AbortSignal): Promise<Probe> {
    return this.#tried(async () => {
      const { id } = await this.#ask('/applications/@me', signal);
      const path = `/applications/${String(id)}/commands` as const;
      await this.#rest.call({ method: 'PUT', path, body: commands }, signal);
      return `${commands.length} slash commands`;
    });
  }

  async #ask(path: `/${string}`, signal: AbortSignal): Promise<Record<string, unknown>> {
    const { body } = await this.#rest.call({ method: 'GET', path }, signal);
    if (typeof body !== 'object' || body === null) throw new Error('the answer was not JSON');
    return body as Record<string, unknown>;
  }

  async #tried(work: () => Promise<string>): Promise<Probe> {
    try {
      return { ok: true, name: await work() };
    } catch (error) {
      const outcome = classify(error, { what: 'open', resendSafe: true }, this.#redact);
      const fault = apiFault(error);
      const detail = fault === null ? detailOf(outcome) : `${fault.status} ${fault.words}`;
      const why = outcome.kind === 'account_fault' ? outcome.why : 'network';
      return { ok: false, why, detail: this.#redact(detail).slice(0, 300) };
    }
  }
}

function detailOf(outcome: ReturnType<typeof classify>): string {
  return 'why' in outcome ? outcome.why : outcome.kind;
}
