/** Personal links handed on, and who came through them. */
export interface ShareStore {
  /** The customer's share with this token, made if absent. */
  open(token: string, sharerId: number, at: number): Promise<{ readonly joinCount: number }>;
  /** @returns whether this person was counted now: once in all, and never for a link of their own */
  recordJoin(token: string, customerId: number, at: number): Promise<boolean>;
}
