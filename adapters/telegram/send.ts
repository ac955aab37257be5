import type { AdapterDeps, NativePart, SendContext, SendOutcome } from '../../src/ports/channel.js';
import type { BotApi } from './bot-api.js';
import { classify, type Redact } from './classify.js';
import { Photos } from './photo.js';
import { postsTakeLinks } from './render.js';
import type { TelegramSettings } from './settings.js';
import { refOf } from './updates.js';

/** Says one part: one call, and nothing of it again. */
export class Sender {
  readonly #call: BotApi;
  readonly #redact: Redact;
  readonly #photos: Photos;
  readonly #isPaidBroadcast: boolean;

  constructor(
    call: BotApi,
    settings: TelegramSettings,
    {
      redact,
      fetch: fetchPicture,
      publicUrl,
    }: { readonly redact: Redact } & Pick<AdapterDeps, 'fetch' | 'publicUrl'>,
  ) {
    this.#call = call;
    this.#redact = redact;
    this.#photos = new Photos({ fetch: fetchPicture, ownHosts: ownHosts(settings, publicUrl) });
    this.#isPaidBroadcast = settings.isPaidBroadcast;
  }

  send(part: NativePart, { to, purpose, signal }: SendContext): Promise<SendOutcome> {
    const payload = { chat_id: to, ...part.payload, ...this.#paid(purpose) };
    // A channel's number does not say that it is one; that it is a post shows only here.
    if (purpose === 'post' && hasActions(part)) {
      return Promise.resolve({ kind: 'rejected', why: postsTakeLinks });
    }
    const { photo } = part.payload;
    return typeof photo === 'string'
      ? this.#sendPhoto(photo, payload, signal)
      : this.#say(part.method, payload, signal);
  }

  // An answer is one message to one person: not worth a Star.
  #paid(purpose: SendContext['purpose']): { readonly allow_paid_broadcast?: true } {
    const isBroadcast = purpose === 'campaign' || purpose === 'post';
    return this.#isPaidBroadcast && isBroadcast ? { allow_paid_broadcast: true } : {};
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
}

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
