import { createHash } from 'node:crypto';
import type { NativePart, SendContext, SendOutcome } from '../../src/ports/channel.js';
import { instantOf, type Place, placeOf, refOf } from './address.js';
import { type Attempted, classify, type Redact, UnreadableAnswer } from './classify.js';
import { type ReplyRef, readReplyRef } from './reply-ref.js';
import type { ApiAnswer, ApiCall, DiscordRest } from './rest.js';
import type { DiscordSettings } from './settings.js';

/** "Within the past few minutes", Discord says of its nonce. */
export const nonceLifeMs = 120_000;
export const nonceMax = 25;

const manyChats = 50_000;
const manyKeys = 10_000;
// The server's clock in its answers is a second coarse, and an answer takes its time.
const surelyOlderMs = 3_000;

export interface SenderDeps {
  readonly rest: DiscordRest;
  /** Acknowledgements of ours that are still on their way, by interaction. */
  readonly acknowledging: ReadonlyMap<string, Promise<void>>;
  readonly settings: DiscordSettings;
  readonly redact: Redact;
  readonly now: () => number;
  readonly warn: (event: string, fields: Record<string, unknown>) => void;
}

/** Says one part, by the way its place wants. */
export class Sender {
  readonly #deps: SenderDeps;
  /** Direct chats by person; each is opened once. */
  readonly #chats = new Map<string, string>();
  /** What was accepted a moment ago, by key: the same again is a repeat. */
  readonly #accepted = new Map<string, { readonly ref: string; readonly at: number }>();

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  async send(part: NativePart, context: SendContext): Promise<SendOutcome> {
    const place = placeOf(context.to);
    if (place === null) return nowhere('not an address of Discord');
    const ref = answeredBy(context);
    if (ref !== null) return this.#answer(part, context, ref);
    if (place.kind === 'webhook') return this.#postByWebhook(part, context, place.name);
    const chat = await this.chatOf(place, context.signal);
    if (chat.kind !== 'open') return chat;
    const outcome = await this.#say(part, context, chat.channelId);
    if (place.kind === 'person' && isGone(outcome)) this.#chats.delete(place.userId);
    if (place.kind === 'channel') await this.#spread(outcome, chat.channelId, context.signal);
    return outcome;
  }

  /** The channel behind a place. For a person it has to be asked for once, which says nothing to anybody. */
  async chatOf(
    place: Exclude<Place, { kind: 'webhook' }>,
    signal: AbortSignal,
  ): Promise<SendOutcome | { readonly kind: 'open'; readonly channelId: string }> {
    if (place.kind === 'channel') return { kind: 'open', channelId: place.channelId };
    const known = this.#chats.get(place.userId);
    if (known !== undefined) return { kind: 'open', channelId: known };
    const body = { recipient_id: place.userId };
    const call = { method: 'POST', path: '/users/@me/channels', body } as const;
    try {
      const channelId = idOf((await this.#deps.rest.call(call, signal)).body);
      if (this.#chats.size >= manyChats) this.#chats.clear();
      this.#chats.set(place.userId, channelId);
      return { kind: 'open', channelId };
    } catch (error) {
      return classify(error, { what: 'open', resendSafe: true }, this.#deps.redact);
    }
  }

  #say(part: NativePart, context: SendContext, channelId: string): Promise<SendOutcome> {
    // Without enforce_nonce the key would only be an ornament.
    const body = { ...part.payload, nonce: nonceOf(context.key), enforce_nonce: true };
    const call = { method: 'POST', path: `/channels/${channelId}/messages`, body } as const;
    return this.#try(call, context, { what: 'message', resendSafe: true });
  }

  // Where an interaction waits, its own reply is filled in: private, also for those who take no direct messages, and
  // the same however often it is done.
  async #answer(part: NativePart, context: SendContext, ref: ReplyRef): Promise<SendOutcome> {
    if (ref.kind === 'message') return this.#say(part, context, ref.channelId);
    await this.#deps.acknowledging.get(ref.interactionId);
    const path = `/webhooks/${ref.applicationId}/${ref.token}/messages/@original` as const;
    const call = { method: 'PATCH', path, body: part.payload, isSigned: false } as const;
    const ageMs = this.#deps.now() - instantOf(ref.interactionId);
    return this.#try(call, context, { what: 'answer', resendSafe: true, ageMs }, ref.token);
  }

  #postByWebhook(part: NativePart, context: SendContext, name: string): Promise<SendOutcome> {
    const webhook = this.#deps.settings.webhooks.get(name);
    if (webhook === undefined) {
      return Promise.resolve(nowhere(`shop.yaml names no webhook "${name}"`));
    }
    const path = `/webhooks/${webhook.id}/${webhook.token}` as const;
    const query = { wait: 'true', with_components: 'true' };
    const call = { method: 'POST', path, query, body: part.payload, isSigned: false } as const;
    return this.#try(call, context, { what: 'post', resendSafe: false });
  }

  async #try(
    call: ApiCall,
    { key, signal }: SendContext,
    attempted: Attempted,
    secret = '',
  ): Promise<SendOutcome> {
    try {
      const answer = await this.#deps.rest.call(call, signal);
      return this.#arrived(key, answer, attempted);
    } catch (error) {
      const { redact } = this.#deps;
      return classify(error, attempted, (text) =>
        redact(secret === '' ? text : text.replaceAll(secret, '[token]')),
      );
    }
  }

  // To a repeat Discord answers with the first message, as if it were new. It shows by its number, or by its age.
  #arrived(key: string, { body, at }: ApiAnswer, { what }: Attempted): SendOutcome {
    const messageId = idOf(body);
    const ref = refOf(String((body as { channel_id?: unknown }).channel_id ?? ''), messageId);
    const now = this.#deps.now();
    const before = this.#accepted.get(key);
    this.#remember(key, ref, now);
    const isOld = at !== null && at - instantOf(messageId) > surelyOlderMs;
    if (before?.ref === ref || (isOld && what === 'message')) return { kind: 'duplicate', ref };
    return { kind: 'accepted', ref, final: true };
  }

  #remember(key: string, ref: string, now: number): void {
    if (this.#accepted.size >= manyKeys) {
      for (const [old, { at }] of this.#accepted) {
        if (at < now - nonceLifeMs) this.#accepted.delete(old);
      }
    }
    if (this.#accepted.size < manyKeys) this.#accepted.set(key, { ref, at: now });
  }

  // To the servers that follow an announcement channel. The post stands whatever becomes of this.
  async #spread(outcome: SendOutcome, channelId: string, signal: AbortSignal): Promise<void> {
    if (!this.#deps.settings.isCrossposting || outcome.kind !== 'accepted') return;
    const [, messageId = ''] = outcome.ref.split(':');
    const path = `/channels/${channelId}/messages/${messageId}/crosspost` as const;
    try {
      await this.#deps.rest.call({ method: 'POST', path }, signal);
    } catch (error) {
      const { redact, warn } = this.#deps;
      const why = classify(error, { what: 'message', resendSafe: true }, redact);
      warn('discord.crosspost.failed', { channel: channelId, outcome: why.kind });
    }
  }
}

/** A key as Discord takes it, at most 25 characters. */
export function nonceOf(key: string): string {
  if (key.length <= nonceMax) return key;
  return createHash('sha256').update(key).digest('base64url').slice(0, nonceMax);
}

// A campaign's message has to stay: what is filled into an interaction may be seen once only.
function answeredBy({ right, purpose }: SendContext): ReplyRef | null {
  return right === undefined || purpose === 'campaign' ? null : readReplyRef(right.ref);
}

function nowhere(why: string): SendOutcome {
  return { kind: 'undeliverable', recipient: 'suppress', why };
}

function isGone(outcome: SendOutcome): boolean {
  return outcome.kind === 'undeliverable';
}

function idOf(body: unknown): string {
  const id = (body as { id?: unknown } | null)?.id;
  if (typeof id !== 'string') throw new UnreadableAnswer('no id in the answer');
  return id;
}
