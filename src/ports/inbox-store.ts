import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { ConversationState } from '../domain/conversation/state.js';
import type { InboundEvent } from './channel.js';
import type { DeliveryDraft } from './outbox.js';

/** One chat's queue. */
export interface ChatKey {
  readonly channelAccount: string;
  readonly addressHash: string;
}

/** An event this process holds for a while, to handle it. */
export interface ClaimedEvent {
  readonly id: number;
  readonly event: InboundEvent;
  readonly receivedAt: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Something later of the same chat was handled before: what it grants or revives is out of date. */
  readonly isLate: boolean;
}

/** What platforms told us: stored first, handled after. */
export interface InboxStore {
  /** Stores what is new. @returns the chats that have something to handle, in the order of the events */
  store(
    channelAccount: string,
    events: readonly InboundEvent[],
    at: number,
  ): Promise<readonly ChatKey[]>;
  /** Chats with events that nobody is handling and that may be tried now. */
  waitingChats(channelAccounts: readonly string[], now: number): Promise<readonly ChatKey[]>;
  /**
   * The chat's oldest event that is not handled, unless somebody holds it. A failed one waits for its next try without
   * holding back the chat; after five tries it is left for a person to look at.
   */
  claim(chat: ChatKey, now: number, leaseMs: number, worker?: string): Promise<ClaimedEvent | null>;
  /** Who holds events that are not handled. */
  holders(): Promise<string[]>;
  /** Ends a dead worker's leases, so that nobody has to wait for them. @returns how many */
  release(worker: string): Promise<number>;
  /** Deletes what was handled before an instant, at most `limit`. @returns how many */
  forget(before: number, limit: number): Promise<number>;
  /**
   * Handled: the answers, what it tells of the customer's behaviour and what the dialogue remembers from now on, in one
   * transaction. Doing it again adds nothing.
   *
   * @returns how many answers were new
   */
  settle(eventId: number, at: number, effects: EventEffects): Promise<number>;
  /** @param why an error's name and place, never a customer's words */
  fail(eventId: number, why: string, retryAt: number): Promise<void>;
  memory(identityId: number): Promise<ConversationState>;
  /** The delivery that a platform message belongs to, in this chat. */
  deliveryOf(identityId: number, platformRef: string): Promise<number | null>;
  /** The delivery that a platform message belongs to, where the platform names no person: QQ's verdict of 审核. */
  deliveryNamed(channelAccount: string, platformRef: string): Promise<number | null>;
  /** What a platform told later of a delivery; telling it again adds nothing. */
  noteDelivery(deliveryId: number, kind: string, at: number): Promise<void>;
  /** The last campaign message sent to this chat since an instant. */
  lastCampaignDelivery(identityId: number, since: number): Promise<number | null>;
}

export interface ChatMemory {
  readonly identityId: number;
  readonly state: ConversationState;
}

/** What handling an event comes to in the end. */
export interface EventEffects {
  /** Null leaves what is remembered as it is. */
  readonly memory: ChatMemory | null;
  readonly replies: readonly DeliveryDraft[];
  readonly interactions: readonly InteractionDraft[];
}
