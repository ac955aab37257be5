import type { Outlook } from '../domain/profile/outlook.js';
import type { BuyerColumns } from '../domain/profile/outlook-fit.js';

/** Everybody asked for who has bought, ascending in id. */
export interface Buyers extends BuyerColumns {
  readonly customerIds: Int32Array;
}

/** Which model was last applied to everybody, on which day (whole days since 1970 in UTC). */
export interface OutlookMark {
  readonly modelId: number;
  readonly day: number;
}

export interface NewOutlook extends Outlook {
  readonly customerId: number;
}

/** Keeps what is to be expected of customers, beside their profiles. */
export interface OutlookStore {
  buyers(): Promise<Buyers>;
  buyersAmong(customerIds: readonly number[]): Promise<Buyers>;
  save(outlooks: readonly NewOutlook[], outlookAt: number): Promise<void>;
  /** Of those who have no purchase (any more); of everybody if no customers are named. */
  dropOfNonBuyers(customerIds: readonly number[] | null): Promise<void>;
  mark(): Promise<OutlookMark | null>;
  setMark(mark: OutlookMark): Promise<void>;
}
