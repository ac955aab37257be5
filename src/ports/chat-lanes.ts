/** Who may write to a chat now, over all workers of an account. A chat is named by its address. */
export interface ChatLanes {
  /**
   * Takes the chats that are free, all in one call. A lane is free again when it is left, or after `holdMs` without.
   *
   * @returns for each in their order: 0 if it is ours now, else how long to wait before asking again
   * @throws Error if nobody answers: then nothing may be sent
   */
  take(chats: readonly { readonly chat: string; readonly holdMs: number }[]): Promise<number[]>;
  /** The chat may be written to again after `freeInMs`. Never rejects: an answer that is lost ends by `holdMs`. */
  leave(chat: string, freeInMs: number): Promise<void>;
  close(): Promise<void>;
}
