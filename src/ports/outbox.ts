import type { OutboundMessage } from '../domain/message/message.js';

/** A message that is not planned by a campaign: an answer, a test to oneself, a public post. */
export interface DeliveryDraft {
  readonly purpose: 'reply' | 'test' | 'post';
  readonly runId?: number;
  /** One row for each key, kept by the database. */
  readonly dedupeKey: string;
  readonly customerId: number | null;
  readonly identityId: number | null;
  readonly channelAccount: string;
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
