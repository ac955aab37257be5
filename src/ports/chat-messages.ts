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
}

/** Web chat's own history: the channel's `send` appends, the page tails. */
export interface ChatMessages {
  /** @returns its id, and whether it was new: the same key twice is one message */
  append(
    draft: Omit<ChatMessage, 'id'> & { readonly key: string },
  ): Promise<{ id: number; isNew: boolean }>;
  /** Oldest first, at most `limit`, with id above `afterId`; the newest `limit` of all when `afterId` is null. */
  after(chatId: string, afterId: number | null, limit: number): Promise<ChatMessage[]>;
}
