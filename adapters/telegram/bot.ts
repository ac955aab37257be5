import type {
  AdapterDeps,
  ChannelAccount,
  InboundEvent,
  MenuEntry,
  Probe,
} from '../../src/ports/channel.js';
import type { BotApi } from './bot-api.js';
import { apiFault, classify, type Redact } from './classify.js';
import { menusOf } from './menu.js';
import type { TelegramSettings } from './settings.js';
import { allowedUpdates, eventsOf, updateIdOf } from './updates.js';

const pollSeconds = 30;
const shortCallMs = 10_000;

type BotDeps = Pick<AdapterDeps, 'publicUrl' | 'now' | 'log'> & { readonly redact: Redact };

/** What an account does beside sending: hears, and speaks about itself. */
export class Bot {
  readonly #name: string;
  readonly #settings: TelegramSettings;
  readonly #deps: BotDeps;
  readonly #redact: Redact;
  readonly #call: BotApi;
  #username: string | undefined;

  constructor(name: string, call: BotApi, settings: TelegramSettings, deps: BotDeps) {
    this.#name = name;
    this.#call = call;
    this.#settings = settings;
    this.#deps = deps;
    this.#redact = deps.redact;
    this.#username = settings.username;
  }

  async listen(sink: Parameters<NonNullable<ChannelAccount['listen']>>[0], signal: AbortSignal) {
    try {
      await this.#learnName(signal);
      if (this.#settings.updates === 'webhook') await this.#hook(signal);
      else await this.#poll(sink, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Not the error itself: a library's words may hold the URL, and so the token.
      // biome-ignore lint/style/useErrorCause: the cause would carry the token
      throw new Error(`telegram ${this.#name}: ${this.#words(error)}`);
    }
  }

  // The host serves the route; all there is to do is to tell Telegram of it, and wait.
  async #hook(signal: AbortSignal): Promise<void> {
    const { publicUrl } = this.#deps;
    if (publicUrl === null) throw new Error('PUBLIC_URL is needed for `updates: webhook`');
    const url = `${publicUrl}/webhooks/${this.#name}`;
    const secret_token = this.#settings.webhookSecret;
    const payload = { url, secret_token, allowed_updates: allowedUpdates };
    await this.#call('setWebhook', payload, withTimeout(signal, shortCallMs));
    if (signal.aborted) return;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }

  async #poll(sink: Parameters<typeof this.listen>[0], signal: AbortSignal): Promise<void> {
    await this.#call('deleteWebhook', {}, withTimeout(signal, shortCallMs));
    let offset = 0;
    while (!signal.aborted) {
      const payload = { offset, timeout: pollSeconds, allowed_updates: allowedUpdates };
      const waitMs = pollSeconds * 1_000 + shortCallMs;
      const updates = await this.#call('getUpdates', payload, withTimeout(signal, waitMs));
      if (!Array.isArray(updates) || updates.length === 0) continue;
      await sink(updates.flatMap((update) => this.#eventsOf(update)));
      // The next call confirms what is stored now, and not before.
      offset = Math.max(...updates.map((update) => updateIdOf(update) ?? 0)) + 1;
    }
  }

  #eventsOf(update: unknown): readonly InboundEvent[] {
    const events = eventsOf(update, this.#deps.now());
    if (events !== null) return events;
    // Passed over, or it would come again for ever.
    this.#deps.log.warn('telegram.update.unreadable', { update: updateIdOf(update) });
    return [];
  }

  async acknowledge(ack: string, text?: string): Promise<void> {
    const payload = { callback_query_id: ack, ...(text === undefined ? {} : { text }) };
    try {
      await this.#call('answerCallbackQuery', payload, AbortSignal.timeout(shortCallMs));
    } catch (error) {
      // Only a spinner is at stake.
      this.#deps.log.warn('telegram.acknowledge.failed', { why: this.#words(error) });
    }
  }

  deepLink(): ((token: string) => string) | undefined {
    const username = this.#username;
    if (username === undefined) return undefined;
    return (token) => `https://t.me/${username}?start=${token}`;
  }

  async probe(signal: AbortSignal): Promise<Probe> {
    try {
      const name = `@${await this.#askName(signal)}`;
      return { ok: true, name: this.#settings.isPaidBroadcast ? `${name}, ${paidWords}` : name };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async publishMenu(entries: readonly MenuEntry[], signal: AbortSignal): Promise<Probe> {
    try {
      const menus = menusOf(entries);
      for (const menu of menus) await this.#call('setMyCommands', { ...menu }, signal);
      const languages = menus.flatMap(({ language_code: code }) => code ?? []);
      return { ok: true, name: [`${entries.length} commands`, ...languages].join(', ') };
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): Probe {
    const code = apiFault(error)?.code;
    const why = code === 401 || code === 404 ? 'credentials' : 'network';
    return { ok: false, why, detail: this.#words(error) };
  }

  async #learnName(signal: AbortSignal): Promise<void> {
    if (this.#username === undefined) await this.#askName(withTimeout(signal, shortCallMs));
  }

  async #askName(signal: AbortSignal): Promise<string> {
    const me = (await this.#call('getMe', {}, signal)) as { username: string };
    this.#username ??= me.username;
    return me.username;
  }

  #words(error: unknown): string {
    const outcome = classify(error, this.#redact);
    const why = 'why' in outcome ? outcome.why : outcome.kind;
    const fault = apiFault(error);
    if (fault !== null) return this.#redact(`${fault.code} ${fault.description}`);
    const own = error instanceof Error && error.message.startsWith('PUBLIC_URL');
    return own ? (error as Error).message : why;
  }
}

const paidWords = 'paid broadcast: 0.1 Star for each campaign message';

function withTimeout(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}
