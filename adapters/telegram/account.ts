import { Telegram } from 'telegraf';
import type {
  AdapterDeps,
  ChannelAccount,
  InboundEvent,
  MenuEntry,
  NativePart,
  Probe,
  SendContext,
  SendOutcome,
} from '../../src/ports/channel.js';
import { apiFault, classify, type Redact, redactorOf } from './classify.js';
import { menusOf } from './menu.js';
import { Photos } from './photo.js';
import { receive } from './receive.js';
import { limits, render } from './render.js';
import type { TelegramSettings } from './settings.js';
import { allowedUpdates, eventsOf, refOf, updateIdOf } from './updates.js';

const pollSeconds = 30;
const shortCallMs = 10_000;

type Call = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<unknown>;

export function telegramAccount(
  name: string,
  settings: TelegramSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const bot = new Bot(name, settings, deps);
  const { perSecond, perChatMs, perGroupMs, concurrency, timeoutMs, webhookSecret } = settings;
  const isHooked = settings.updates === 'webhook' && webhookSecret !== undefined;
  return {
    name,
    kind: 'telegram',
    capabilities: {
      proactive: 'free',
      text: { max: limits.text, unit: 'utf16' },
      buttons: {
        kinds: ['action', 'link'],
        rows: limits.rows,
        perRow: limits.perRow,
        labelMax: limits.label,
        actionBytes: limits.actionBytes,
      },
      image: ['url', 'upload'],
      idempotency: null,
      posts: true,
      webhook: isHooked ? { auth: 'static_header', ackMs: 10_000 } : null,
    },
    rate: { perSecond, perChatMs, perGroupMs, concurrency, timeoutMs },
    render,
    send: (part, context) => bot.send(part, context),
    // Groups have numbers below zero; channels and public groups are also known by name.
    isGroup: (address) => /^[-@]/.test(address),
    ...(isHooked
      ? { receive: async (request) => receive(request, webhookSecret, deps.now()) }
      : {}),
    listen: (sink, signal) => bot.listen(sink, signal),
    acknowledge: (ack, text) => bot.acknowledge(ack, text),
    // Absent until the bot's name is known: from the settings, or once `probe` or `listen` has asked.
    get deepLink() {
      return bot.deepLink();
    },
    publishMenu: (entries, signal) => bot.publishMenu(entries, signal),
    probe: (signal) => bot.probe(signal),
  };
}

class Bot {
  readonly #name: string;
  readonly #settings: TelegramSettings;
  readonly #deps: AdapterDeps;
  readonly #redact: Redact;
  readonly #call: Call;
  readonly #photos: Photos;
  #username: string | undefined;

  constructor(name: string, settings: TelegramSettings, deps: AdapterDeps) {
    this.#name = name;
    this.#settings = settings;
    this.#deps = deps;
    this.#redact = redactorOf(settings.token);
    this.#username = settings.username;
    this.#photos = new Photos({ fetch: deps.fetch, ownHosts: ownHosts(settings, deps.publicUrl) });
    const { apiRoot, token } = settings;
    const telegram = new Telegram(token, { apiRoot, webhookReply: false });
    // Telegraf knows the methods of its own day by type; a part names its method as text.
    const callApi = telegram.callApi.bind(telegram) as unknown as (
      method: string,
      payload: unknown,
      options: { signal: AbortSignal },
    ) => Promise<unknown>;
    this.#call = (method, payload, signal) => callApi(method, payload, { signal });
  }

  send(part: NativePart, { to, purpose, signal }: SendContext): Promise<SendOutcome> {
    const payload = { chat_id: to, ...part.payload, ...this.#paid(purpose) };
    if (purpose === 'post' && hasActions(part)) return Promise.resolve(postsTakeLinks);
    const { photo } = part.payload;
    return typeof photo === 'string'
      ? this.#sendPhoto(photo, payload, signal)
      : this.#say(part.method, payload, signal);
  }

  // An answer is one message to one person: not worth a Star.
  #paid(purpose: SendContext['purpose']): { readonly allow_paid_broadcast?: true } {
    const isBroadcast = purpose === 'campaign' || purpose === 'post';
    return this.#settings.isPaidBroadcast && isBroadcast ? { allow_paid_broadcast: true } : {};
  }

  async #say(
    method: string,
    payload: Record<string, unknown>,
    signal: AbortSignal,
    taken: (result: unknown) => void = () => undefined,
  ): Promise<SendOutcome> {
    try {
      const result = await this.#call(method, payload, signal);
      const { chat, message_id } = result as { chat: { id: number }; message_id: number };
      taken(result);
      return { kind: 'accepted', ref: refOf(chat.id, message_id), final: true };
    } catch (error) {
      return classify(error, this.#redact);
    }
  }

  async #sendPhoto(
    url: string,
    payload: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const input = await this.#photos.inputOf(url, signal);
    if (!input.ok) return input.outcome;
    const { photo } = input;
    const outcome = await this.#say('sendPhoto', { ...payload, photo }, signal, (result) =>
      this.#photos.keep(url, photo, result),
    );
    if (outcome.kind !== 'rejected' || !this.#photos.learn(url, photo, outcome.why)) return outcome;
    return { kind: 'deferred', minDelayMs: 500, why: `${outcome.why}; it is uploaded next time` };
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

// Who presses under a post may never have opened a chat with us, and so cannot be answered.
const postsTakeLinks: SendOutcome = {
  kind: 'rejected',
  why: 'a post takes link buttons only: nobody could be answered who presses an action',
};

function hasActions({ payload }: NativePart): boolean {
  const markup = payload['reply_markup'] as
    | { inline_keyboard: readonly (readonly Record<string, unknown>[])[] }
    | undefined;
  return markup?.inline_keyboard.flat().some((button) => 'callback_data' in button) ?? false;
}

function ownHosts(settings: TelegramSettings, publicUrl: string | null): ReadonlySet<string> {
  return new Set([
    ...settings.uploadHosts,
    ...(publicUrl === null ? [] : [new URL(publicUrl).host]),
  ]);
}

function withTimeout(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}
