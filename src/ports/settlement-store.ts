import type { FundedRedemption, FundingRow } from '../domain/promotion/settlement.js';

export interface SettlementPeriod {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** Only this promotion, by its id; null for all. */
  readonly promotion: string | null;
}

/** Who paid what of discounts. */
export interface SettlementStore {
  /** Of the period, in the order of party and time. */
  rows(period: SettlementPeriod, party: string | null): Promise<FundingRow[]>;
  /** Every redemption that was made or refunded in the period and has parties. */
  redemptions(period: SettlementPeriod): Promise<FundedRedemption[]>;
  /** Everybody who ever paid a part. */
  parties(): Promise<string[]>;
}
