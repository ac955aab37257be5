/** How an account's deliveries stand today. */
export interface AccountDeliveries {
  readonly channelAccount: string;
  /** Planned, or on its way. */
  readonly waiting: number;
  readonly sentToday: number;
  /** Of what was due today; nobody tries these again. */
  readonly failedToday: number;
  /** Of what was due today, what perhaps arrived. */
  readonly unknownToday: number;
}

export interface QuotaPeriod {
  readonly channelAccount: string;
  /** As the dispatcher names it: `day`, `month of mass.send`. */
  readonly quota: string;
  readonly periodStart: number;
}

export interface AccountFigures {
  /** Accounts without any delivery are absent. @param dayStart when the shop's day began */
  deliveries(dayStart: number): Promise<readonly AccountDeliveries[]>;
  /** What was used of each, 0 where nothing was; in the order given. */
  quotaUse(periods: readonly QuotaPeriod[]): Promise<readonly number[]>;
}
