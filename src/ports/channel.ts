import type { OutboundMessage } from '../domain/message/message.js';
import type { Address, PlatformRef, SendOutcome } from '../domain/message/send-outcome.js';
import type { ChatMessages } from './chat-messages.js';
import type { Logger } from './logger.js';

// One adapter for each platform. It translates and reports; it never retries, sleeps, or decides.

export type { Address, PlatformRef, SendOutcome } from '../domain/message/send-outcome.js';

/** What a channel can do, as plain data. */
export interface Capabilities {
  /** free: to anybody who opted in; window: for a while after they wrote; post: public only; none: replies only. */
  readonly proactive: 'free' | 'window' | 'consent' | 'post' | 'none';
  readonly text: { readonly max: number; readonly unit: 'utf16' | 'codepoint' | 'byte' };
  readonly buttons: {
    readonly kinds: readonly ('action' | 'link')[];
    readonly rows: number;
    readonly perRow: number;
    readonly labelMax: number;
    readonly actionBytes: number;
  } | null;
  readonly image: readonly ('url' | 'upload')[];
  /** A repeat with the same key is one message, within this scope and time. */
  readonly idempotency: { readonly keyMax: number; readonly ttlMs: number } | null;
  /** Can publish to a public place. */
  readonly posts: boolean;
  /** How inbound calls prove themselves; null when the adapter listens instead. */
  readonly webhook: {
    readonly auth: 'body_mac' | 'body_sig' | 'static_header' | 'query_no_body';
    readonly ackMs: number;
  } | null;
}

/** The platform's limits for one account, as plain data. */
export interface RatePolicy {
  /** Messages per second over all chats; grants are sized from it. */
  readonly perSecond: number;
  /** Least time between two messages to one chat. */
  readonly perChatMs: number;
  readonly concurrency: number;
  /** Give up on one call after this long; the outcome is then unknown. */
  readonly timeoutMs: number;
}

/** One platform call. */
export interface NativePart {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Violation {
  readonly block: number;
  readonly message: string;
}

export type Rendering =
  | { readonly ok: true; readonly parts: readonly NativePart[] }
  | { readonly ok: false; readonly violations: readonly Violation[] };

export interface SendContext {
  readonly to: Address;
  /** hash(deliveryId, part): the same on every attempt. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** What somebody did on the platform. `key` is the same when the platform tells it again. */
export type InboundEvent = {
  readonly key: string;
  readonly at: number;
  readonly from: Address;
  readonly locale?: string;
  readonly name?: string;
} & (
  | { readonly kind: 'message'; readonly text: string }
  /** A button of ours was pressed. `ref` is the message it stood under; `ack` is answered by `acknowledge`. */
  | {
      readonly kind: 'action';
      readonly action: string;
      readonly ref?: PlatformRef;
      readonly ack?: string;
    }
  /** A chat was opened; `payload` is the token of a deep link. */
  | { readonly kind: 'start'; readonly payload: string | null }
  | { readonly kind: 'opt_out'; readonly via: string }
  | { readonly kind: 'reaction'; readonly ref: PlatformRef; readonly emoji: string }
  | { readonly kind: 'moved'; readonly to: Address }
);

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface RawReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Probe =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      readonly why: 'credentials' | 'permission' | 'quota' | 'suspended' | 'network';
      readonly detail: string;
    };

/** One account on one platform. `send`, `receive` and `probe` never throw: what went wrong is their answer. */
export interface ChannelAccount {
  readonly name: string;
  readonly kind: string;
  readonly capabilities: Capabilities;
  readonly rate: RatePolicy;
  /** Pure: the platform calls this message takes, or why it cannot be said there. */
  render(message: OutboundMessage): Rendering;
  /** Exactly one call to the platform. */
  send(part: NativePart, context: SendContext): Promise<SendOutcome>;
  /** Verifies the raw bytes, then parses; the host stores the events before it sends the reply. */
  receive?(request: RawRequest): Promise<{ reply: RawReply; events: readonly InboundEvent[] }>;
  /** Polls until aborted. `sink` resolves when the events are stored; only then is the platform told. */
  listen?(
    sink: (events: readonly InboundEvent[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Tells the platform that a button press arrived, so that its spinner stops. */
  acknowledge?(ack: string, text?: string): Promise<void>;
  /** The link that opens a chat with us and hands over `token`; absent where there is none, or not before `probe`. */
  readonly deepLink?: ((token: string) => string) | undefined;
  probe(signal: AbortSignal): Promise<Probe>;
}

export interface AdapterDeps {
  /** Null until PUBLIC_URL is set. */
  readonly publicUrl: string | null;
  /** Web chat's history; the other adapters leave it alone. */
  readonly chatMessages: ChatMessages;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly log: Logger;
}

export type OpenedChannel =
  | { readonly ok: true; readonly account: ChannelAccount }
  | {
      readonly ok: false;
      readonly problems: readonly { readonly path: string; readonly message: string }[];
    };

/** What a file in `adapters/` exports as `adapter`. */
export interface ChannelAdapter {
  readonly kind: string;
  /** Validates the settings of shop.yaml (environment references already resolved). No network. */
  open(name: string, settings: Readonly<Record<string, unknown>>, deps: AdapterDeps): OpenedChannel;
}
