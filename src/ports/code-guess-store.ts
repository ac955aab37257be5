/** Somebody whose wrong codes are counted. */
export interface Guesser {
  /** `chat:7`, `customer:12`, `key:3`, or `address:` with a blind index. */
  readonly subject: string;
  /** So many wrong codes within a minute lock it. */
  readonly most: number;
}

export interface WrongCodeCount {
  /** So many of the wrong codes were typed before any of the guessers was locked. */
  readonly answered: number;
  /** Those that are locked now: until when, by subject. */
  readonly locks: ReadonlyMap<string, number>;
}

/** Wrong coupon codes and the locks they lead to. */
export interface CodeGuessStore {
  /** Those that are locked: until when, by subject. */
  locks(subjects: readonly string[], at: number): Promise<ReadonlyMap<string, number>>;
  /** One transaction; of parallel wrong codes exactly as many are answered as the limits allow. */
  countWrong(guessers: readonly Guesser[], wrong: number, at: number): Promise<WrongCodeCount>;
  /** Drops what no longer counts. @returns how many */
  forget(at: number): Promise<number>;
}
