export interface AccountState {
  readonly channelAccount: string;
  readonly pausedUntil: number | null;
  /** Begins with `account fault` where somebody has to look. */
  readonly pauseReason: string | null;
  readonly probedAt: number | null;
  /** `ok`, or why not. */
  readonly probe: string | null;
}

/** How accounts stand, over restarts and workers. */
export interface AccountStates {
  list(): Promise<readonly AccountState[]>;
  find(channelAccount: string): Promise<AccountState | null>;
  /** Leaves the account alone until then; only ever lengthens. */
  hold(channelAccount: string, untilMs: number, reason: string): Promise<void>;
  release(channelAccount: string): Promise<void>;
  probed(channelAccount: string, at: number, result: string): Promise<void>;
}
