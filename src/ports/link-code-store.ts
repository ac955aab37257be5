/** Codes by which a person proves that a second chat is theirs. */
export interface LinkCodeStore {
  keep(code: {
    readonly codeHash: string;
    readonly customerId: number;
    readonly identityId: number;
    readonly expiresAt: number;
  }): Promise<void>;
  /**
   * Joins the chat with the one the code was given in: the two people become one, histories kept under their own ids,
   * in the ledger and the audit. Of parallel attempts one wins.
   */
  join(codeHash: string, identityId: number, at: number): Promise<JoinOutcome>;
  /** Counts a try of this chat in the hour of `at`. @returns how many there are now */
  countTry(identityId: number, at: number): Promise<number>;
  /** Other chats of the same person. */
  otherChats(identityId: number): Promise<number>;
  /**
   * Takes this chat off the others. Who was joined by a code becomes again who they were; what happened in between
   * stays with the one it happened to.
   *
   * @returns whether there was anything to take apart
   */
  split(identityId: number, at: number): Promise<boolean>;
}

export type JoinOutcome = 'joined' | 'already-joined' | 'wrong-code' | 'two-customers';
