import type { DecisionReason } from '../domain/campaign/decision-reason.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { Pick } from '../domain/recommender/pick.js';

/** A message that is not planned by a campaign: an answer, a test to oneself, a public post. */
export interface DeliveryDraft {
  readonly purpose: 'reply' | 'test' | 'post';
  readonly runId?: number;
  /** One row for each key, kept by the database. */
  readonly dedupeKey: string;
  readonly customerId: number | null;
  readonly identityId: number | null;
  readonly channelAccount: string;
  /** Of a post: where it is published, such as `@myshop`. */
  readonly place?: string;
  readonly content: OutboundMessage;
  readonly dueAt: number;
  /** Not handed to the platform after this instant. */
  readonly deadlineAt: number;
}

/** The way into the outbox for everybody but the planner. */
export interface Outbox {
  /** @returns how many were new; a draft whose key is there already changes nothing */
  enqueue(drafts: readonly DeliveryDraft[]): Promise<number>;
}

/** A delivery this worker holds the lease of, with all that rendering and sending need. */
export interface ClaimedDelivery {
  readonly id: number;
  readonly purpose: 'campaign' | 'reply' | 'test' | 'post';
  readonly runId: number | null;
  /** Null for a public post. */
  readonly customerId: number | null;
  readonly identityId: number | null;
  readonly channelAccount: string;
  /** Decrypted; for a post the public place. */
  readonly address: string;
  readonly variant: string | null;
  readonly locale: string;
  /** Frozen at plan. */
  readonly picks: readonly Pick[];
  readonly couponId: number | null;
  /** Given for reply, test and post; null where the campaign version is rendered now. */
  readonly content: OutboundMessage | null;
  readonly dueAt: number;
  readonly deadlineAt: number;
}

/** What a last look, just before the intent is written, says about a claimed delivery. */
export type DispatchVerdict =
  | { readonly kind: 'send' }
  /** Terminal: the delivery ends as skipped, with this reason. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** Quiet hours, say: back to planned, not before `untilMs`; expired if that is past its deadline. */
  | { readonly kind: 'defer'; readonly untilMs: number; readonly reason: string };

/** Checks consent, quiet hours, caps and blocks of many deliveries at once; keyed by delivery id. */
export type RecheckDeliveries = (
  deliveries: readonly ClaimedDelivery[],
  now: number,
) => Promise<ReadonlyMap<number, DispatchVerdict>>;

/** Turns frozen rows and today's product facts into words; keyed by delivery id, in one set-based go. */
export type RenderDeliveries = (deliveries: readonly ClaimedDelivery[]) => Promise<
  ReadonlyMap<
    number,
    | { readonly ok: true; readonly message: OutboundMessage }
    | { readonly ok: false; readonly why: string }
    /** Terminal and nobody's fault: the delivery ends as skipped, with this reason. */
    | { readonly ok: false; readonly skip: DecisionReason }
  >
>;
