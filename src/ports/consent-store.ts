export interface ConsentDraft {
  readonly identityId: number;
  readonly topic: string;
  readonly kind: 'granted' | 'withdrawn';
  /** Where it was said: `chat:button`, `chat:words`, `platform:blocked`, `import`, `api`. */
  readonly source: string;
  /** What was said, by reference; the same proof again adds nothing. */
  readonly proof: string | null;
  readonly noticeVersion: string | null;
  readonly at: number;
}

/** Consent ledger: only ever added to; the last entry of a chat and topic is in force. */
export interface ConsentStore {
  /** @returns false if this proof is in the ledger already */
  append(draft: ConsentDraft): Promise<boolean>;
  current(identityId: number, topic: string): Promise<'granted' | 'withdrawn' | null>;
  /** When the consent that is in force was given; null if there is none. */
  grantedAt(identityId: number, topic: string): Promise<number | null>;
  /** Withdraws for this chat, and for every other chat of its customer that had granted. */
  withdrawEverywhere(draft: Omit<ConsentDraft, 'kind'>): Promise<void>;
}
