/** Access tokens of platforms, shared by all workers: when ten of them see a stale one, one makes a new one. */
export interface SharedTokens {
  /**
   * The token kept under `name`; where there is none, or it has run out, `make` makes it, once over all processes.
   *
   * @param name unique over accounts, such as `wechat:shop:access`
   * @param stale the value that the platform has just refused: anything else that is kept is given without making one
   * @throws what `make` throws; nothing is kept then
   */
  get(name: string, make: () => Promise<MadeToken>, stale?: string): Promise<string>;
}

export interface MadeToken {
  readonly value: string;
  /** A little before the platform's own end. */
  readonly expiresAt: number;
}
