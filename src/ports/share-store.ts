/** Personal links handed on, and who came through them. */
export interface ShareStore {
  /** Makes the customer's share with this token if absent; counts who joined through any link of theirs. */
  open(token: string, sharerId: number, at: number): Promise<{ readonly joinCount: number }>;
  /** @returns whether this person was counted now: once in all, and never for a link of their own */
  recordJoin(token: string, customerId: number, at: number): Promise<boolean>;
}
