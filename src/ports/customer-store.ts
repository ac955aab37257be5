import type { LinkOutcome } from '../domain/identity/link-outcome.js';

/** A chat: a customer's address on one channel account. */
export interface ChatIdentity {
  readonly id: number;
  /** The surviving one of merged customers. */
  readonly customerId: number;
  readonly channelAccount: string;
  readonly state: 'active' | 'blocked' | 'unreachable';
  readonly locale: string | null;
  readonly linkedAt: number;
}

/** Somebody who said something on an account. */
export interface ChatSpeaker {
  readonly channelAccount: string;
  readonly address: string;
  readonly locale: string | null;
  readonly name: string | null;
  readonly at: number;
}

export interface KnownCustomer {
  readonly id: number;
  readonly externalId: string | null;
  readonly displayName: string | null;
  readonly locale: string | null;
  readonly timezone: string | null;
  /** Null: not a member. */
  readonly memberTier: string | null;
}

/** A customer whom a deep link may be given. */
export interface LinkableCustomer {
  readonly id: number;
  readonly externalId: string;
}

/** People and their chats. Wherever a customer is named, the surviving one of merged rows is meant. */
export interface CustomerStore {
  /**
   * The chat that spoke, made known with a new customer of its own if nobody has it. A blocked chat that speaks is
   * active again. What it says of name and language fills gaps only.
   */
  recogniseChat(speaker: ChatSpeaker): Promise<ChatIdentity>;
  chat(channelAccount: string, address: string): Promise<ChatIdentity | null>;
  /**
   * Gives a chat to a customer: a new chat is linked; one that belonged to a person known by this chat only is merged,
   * histories kept. Of parallel attempts one wins. Every change and refusal is in the audit log.
   */
  linkChat(speaker: ChatSpeaker, customerId: number): Promise<LinkOutcome>;
  /** Takes the chats on one account, or all, away from a customer, so that a link works again: each becomes its own. */
  splitChats(customerId: number, channelAccount: string | null, at: number): Promise<number>;
  setChatState(identityId: number, state: ChatIdentity['state']): Promise<void>;
  /** The platform gave a chat another address; if that is known already, the old one is unreachable. */
  moveChat(identityId: number, toAddress: string): Promise<void>;
  /** By the customer's own choice: for this chat and for the person. */
  setLanguage(identityId: number, locale: string): Promise<void>;
  /** Null if there is none, or it was erased. */
  customer(id: number): Promise<KnownCustomer | null>;
  customerByExternalId(externalId: string): Promise<KnownCustomer | null>;
  /** By id, from behind `afterId`, at most `limit`. */
  linkableAfter(afterId: number, limit: number): Promise<LinkableCustomer[]>;
  /** How many customers of the shop have a chat, out of how many. */
  linkedCounts(): Promise<{ readonly linked: number; readonly all: number }>;
}
