import type { PastOrder } from '../domain/promotion/replay/past-order.js';

export interface ReplayPeriod {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

/** Sales in the order of time; segments are left to whoever knows them. */
export interface ReplayStore {
  /** Ids of sales, as they happened: eight bytes each, so that millions fit. */
  saleIds(period: ReplayPeriod): Promise<Int32Array>;
  /**
   * In the order of the ids; orders without a line that was sold are left out.
   *
   * @param withOrderCounts whether to count each customer's orders before, which takes its time
   */
  orders(ids: readonly number[], withOrderCounts: boolean): Promise<PastOrder[]>;
}
