import { Telegram } from 'telegraf';
import type { AdapterDeps, ChannelAccount, InboundEvent, Probe } from '../../src/ports/channel.js';
import { apiFault, classify, type Redact, redactorOf } from './classify.js';
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
  const { perSecond, perChatMs, concurrency, timeoutMs, webhookSecret } = settings;
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
      image: ['url'],
      idempotency: null,
      posts: true,
      webhook: isHooked ? { auth: 'static_header', ackMs: 10_000 } : null,
    },
    rate: { perSecond, perChatMs, concurrency, timeoutMs },
    render,
    send: (part, { to, signal }) => bot.send(part.method, { chat_id: to, ...part.payload }, signal),
    ...(isHooked
      ? { receive: async (request) => receive(request, webhookSecret, deps.now()) }
      : {}),
    listen: (sink, signal) => bot.listen(sink, signal),
    acknowledge: (ack, text) => bot.acknowledge(ack, text),
    // Absent until the bot's name is known: from the settings, or once `probe` or `listen` has asked.
    get deepLink() {
      return bot.deepLink();
    },
    probe: (signal) => bot.probe(signal),
  };
}

class Bot {
  readonly #name: string;
  readonly #settings: TelegramSettings;
  readonly #deps: AdapterDeps;
  readonly #redact: Redact;
  readonly #call: Call;
  #username: string | undefined;

  constructor(name: string, settings: TelegramSettings, deps: AdapterDeps) {
    this.#name = name;
    this.#settings = settings;
    this.#deps = deps;
    this.#redact = redactorOf(settings.token);
    this.#username = settings.username;
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

  async send(method: string, payload: Record<string, unknown>, signal: AbortSignal) {
    try {
      const result = await this.#call(method, payload, signal);
      const { chat, message_id } = result as { chat: { id: number }; message_id: number };
      return { kind: 'accepted', ref: refOf(chat.id, message_id), final: true } as const;
    } catch (error) {
      return classify(error, this.#redact);
    }
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
      return { ok: true, name: `@${await this.#askName(signal)}` };
    } catch (error) {
      const code = apiFault(error)?.code;
      const why = code === 401 || code === 404 ? 'credentials' : 'network';
      return { ok: false, why, detail: this.#words(error) };
    }
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

function withTimeout(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}
