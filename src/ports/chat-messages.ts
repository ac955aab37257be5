import type { OutboundMessage } from '../domain/message/message.js';

export interface ChatMessage {
  readonly id: number;
  readonly chatId: string;
  readonly direction: 'in' | 'out';
  /** What we said; null for what the customer said. */
  readonly message: OutboundMessage | null;
  /** What the customer said or pressed; null for what we said. */
  readonly text: string | null;
  readonly at: number;
  /** Given by whoever appends it: the same key twice is one message. */
  readonly key: string;
}

/** Web chat's own history: the channel's `send` appends, the page tails. */
export interface ChatMessages {
  /** @returns its id, and whether it was new */
  append(draft: Omit<ChatMessage, 'id'>): Promise<{ id: number; isNew: boolean }>;
  /** Oldest first, at most `limit`, with id above `afterId`. */
  after(chatId: string, afterId: number, limit: number): Promise<ChatMessage[]>;
  /** The newest `limit` with id below `beforeId`, or of all when it is null; oldest first. */
  before(chatId: string, beforeId: number | null, limit: number): Promise<ChatMessage[]>;
  /** The id of each chat's newest message; chats without any are absent. One query, however many chats. */
  newestIds(chatIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
