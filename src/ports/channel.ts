import type { OutboundMessage } from '../domain/message/message.js';
import type { Address, PlatformRef, SendOutcome } from '../domain/message/send-outcome.js';
import type { ChatMessages } from './chat-messages.js';
import type { Logger } from './logger.js';
import type { SharedTokens } from './shared-tokens.js';

// One adapter for each platform. It translates and reports; it never retries, sleeps, or decides.

export type { Address, PlatformRef, SendOutcome } from '../domain/message/send-outcome.js';

/** What a channel can do, as plain data. */
export interface Capabilities {
  /** free: to anybody who opted in; window: for a while after they wrote; post: public only; none: replies only. */
  readonly proactive: 'free' | 'window' | 'consent' | 'post' | 'none';
  /**
   * What opens a chat for a while; absent where nothing has to. The engine keeps the rights, and gives the one it
   * takes to `render` and `send`.
   */
  readonly windows?: readonly ReplyWindow[];
  /** Weibo counts a wide character as one and a narrow one as a half. */
  readonly text: { readonly max: number; readonly unit: 'utf16' | 'codepoint' | 'byte' | 'weibo' };
  readonly buttons: {
    readonly kinds: readonly ('action' | 'link')[];
    readonly rows: number;
    readonly perRow: number;
    readonly labelMax: number;
    readonly actionBytes: number;
  } | null;
  readonly image: readonly ('url' | 'upload')[];
  /** A repeat with the same key is one message, within this scope and time. */
  readonly idempotency: {
    readonly keyMax: number;
    readonly ttlMs: number;
    /**
     * post: only what is published to a public place. reply: only under the very same right, and a new attempt takes
     * another one, so that no outcome is safe to resend. Absent: everything.
     */
    readonly scope?: 'post' | 'reply';
  } | null;
  /** Can publish to a public place. */
  readonly posts: boolean;
  /** How inbound calls prove themselves; null when the adapter listens instead. */
  readonly webhook: {
    readonly auth: 'body_mac' | 'body_sig' | 'static_header' | 'query_no_body';
    readonly ackMs: number;
  } | null;
}

/** "After they wrote, five messages within 48 hours." A later event opens another one; the old ones stay open. */
export interface ReplyWindow {
  readonly opensOn: readonly ('message' | 'start' | 'action')[];
  /** Only what was said in such a chat opens it; absent: in any. */
  readonly chats?: 'private' | 'group';
  readonly ttlMs: number;
  readonly maxMessages: number;
}

/** What an identity has allowed by something it did. Taken with the intent, one for each part. */
export interface SendRight {
  /** reply: within a window; notice: one message of the template they agreed to. */
  readonly kind: 'reply' | 'notice';
  /** Of a reply: what the opening event named, such as its message id. Of a notice: the template. */
  readonly ref: string;
  /** How many this window has had before, so that (ref, sequence) is never used twice. */
  readonly sequence: number;
}

/** So many in a calendar period of the platform's own zone. */
export interface Quota {
  readonly of: 'account' | 'chat';
  readonly max: number;
  readonly per: 'minute' | 'hour' | 'day' | 'month';
  /** IANA zone in which the period turns over. */
  readonly timezone: string;
  /** Counts only these; absent counts every platform call. */
  readonly methods?: readonly string[];
}

/** The platform's limits for one account, as plain data. */
export interface RatePolicy {
  /** Messages per second over all chats; grants are sized from it. */
  readonly perSecond: number;
  /** Least time between two messages to one chat. */
  readonly perChatMs: number;
  /** Instead of `perChatMs` for a chat of many; see `isGroup`. */
  readonly perGroupMs?: number;
  readonly quotas?: readonly Quota[];
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
  /** On an account with windows: the right that this call uses up. */
  readonly right?: SendRight;
  /** What it is sent for: an answer needs no way out, and a machine must not answer it. */
  readonly purpose?: 'campaign' | 'reply' | 'test' | 'post';
}

/** What became of an attempt whose outcome is unknown, asked of the platform without changing anything. */
export interface ReconcileQuestion {
  readonly key: string;
  readonly to: Address;
  readonly part: NativePart;
  readonly startedAt: number;
}

export interface MenuEntry {
  /** Without a slash, `[a-z0-9_]{1,32}`. */
  readonly command: string;
  /** In the shop's first language. */
  readonly label: string;
  /** By locale, where the platform shows each person their own. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What somebody did on the platform. `key` is the same when the platform tells it again. */
export type InboundEvent = {
  readonly key: string;
  readonly at: number;
  readonly from: Address;
  readonly locale?: string;
  readonly name?: string;
  /** What a reply has to name, where the platform wants that; opens a window (capabilities.windows). */
  readonly replyRef?: string;
  /** Opens the window of this kind, where the platform counts another one than the event's own. */
  readonly opens?: ReplyWindow['opensOn'][number];
  /** The chat of many it was said in; `from` is then the person. Absent in a private chat. */
  readonly group?: Address;
} & (
  | {
      readonly kind: 'message';
      readonly text: string;
      /** The message it answers by the platform's own "reply". */
      readonly inReplyTo?: PlatformRef;
    }
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
  /** Under a public post. `place` is where an answer to it goes. */
  | {
      readonly kind: 'engagement';
      readonly what: 'comment' | 'repost' | 'like';
      readonly post: PlatformRef;
      readonly text?: string;
      readonly place?: Address;
    }
  /** Agreed to, or refused, one message of a template. */
  | { readonly kind: 'notice_consent'; readonly template: string; readonly isGranted: boolean }
  /** What became of a message after the platform had taken it. */
  | {
      readonly kind: 'delivery';
      readonly ref: PlatformRef;
      readonly state: 'delivered' | 'read' | 'failed' | 'complained';
      /** Of a failure: whose fault it is. */
      readonly outcome?: SendOutcome;
    }
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
  /**
   * Pure: the platform calls this message takes, or why it cannot be said there.
   *
   * @param right on an account with windows, the kind that is open; absent at plan: it must fit every kind
   * @param place the public place it goes to, where it is known: an answer under a post may have other rules than a post
   */
  render(
    message: OutboundMessage,
    right?: Pick<SendRight, 'kind' | 'ref'>,
    place?: Address,
  ): Rendering;
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
  /** Where such a link has to be asked for at the platform, such as the target of a QR picture. */
  askLink?(token: string, signal: AbortSignal): Promise<AskedLink>;
  /** Whether an address is a chat of many, or a public place. */
  isGroup?(address: Address): boolean;
  /** Looks up whether an unknown attempt arrived; only where the platform can tell. */
  reconcile?(
    question: ReconcileQuestion,
    signal: AbortSignal,
  ): Promise<'sent' | 'not_sent' | 'unknown'>;
  /** Puts the bot's commands where customers see them (slash commands, a menu); repeating it changes nothing. */
  publishMenu?(entries: readonly MenuEntry[], signal: AbortSignal): Promise<Probe>;
  probe(signal: AbortSignal): Promise<Probe>;
}

export type AskedLink =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly why: string };

export interface AdapterDeps {
  /** Null until PUBLIC_URL is set. */
  readonly publicUrl: string | null;
  /** Web chat's history; the other adapters leave it alone. */
  readonly chatMessages: Pick<ChatMessages, 'append'>;
  /** Access tokens that run out; one maker at a time over all processes. */
  readonly tokens: SharedTokens;
  /** Where one press ends all messages to this address (RFC 8058 one-click); null until PUBLIC_URL is set. */
  readonly unsubscribeUrl: (account: string, address: Address) => string | null;
  /** A button for a channel that has links only: a page of ours where pressing is the action; null as above. */
  readonly actionUrl: (
    account: string,
    address: Address,
    linked: { readonly action: string; readonly label: string },
  ) => string | null;
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
