/** Wakes work up at the turn of each minute. */
export interface Scheduler {
  /** A run that takes longer than a minute is not started a second time beside itself. */
  everyMinute(name: string, work: () => Promise<unknown>): { stop(): Promise<void> };
}
