/** Leave to send as many messages as a grant is for. */
export interface Grant {
  /** Its messages have been answered, or will not be sent. Not before does the platform's second run for them. */
  end(): void;
}

/** Keeps one channel account within its platform's rate, over all workers that share it. */
export interface RateLimiter {
  /** Messages that one grant is for. */
  readonly grantSize: number;
  /**
   * Resolves when the next grant may go out.
   *
   * @throws Error if no turn was to be had, say because Redis does not answer: then nothing may be sent
   */
  take(): Promise<Grant>;
  /** Lets nobody send on this account until then; only ever lengthens. */
  pause(untilMs: number): Promise<void>;
  /** 0 when the account is not paused. Looked at before every message. */
  pausedUntil(): Promise<number>;
  close(): Promise<void>;
}
