import type { Pick } from '../domain/recommender/pick.js';

/** What a campaign sent to one customer, as it was frozen. */
export interface SentMessage {
  readonly runId: number;
  readonly sentAt: number;
  readonly picks: readonly Pick[];
}

export interface SentMessageStore {
  /** Null unless it is a campaign's message that has gone out. */
  message(deliveryId: number): Promise<SentMessage | null>;
}
