import type { HeldDelivery } from './delivery-store.js';

export interface UnknownDelivery {
  readonly delivery: HeldDelivery;
  /** Those of its last attempt of which nobody knows. */
  readonly parts: readonly {
    readonly part: number;
    readonly key: string;
    readonly startedAt: number;
  }[];
}

export type Verdict = 'sent' | 'not_sent';

/** Deliveries of which nobody knows whether they arrived, on platforms that can be asked. */
export interface ReconcileStore {
  unknown(request: {
    readonly accounts: readonly { readonly name: string; readonly sinceMs: number }[];
    /** Asked a short while ago. */
    readonly except: readonly number[];
    readonly limit: number;
  }): Promise<readonly UnknownDelivery[]>;
  /**
   * Sent it is; not sent it is planned again, or failed when its deadline or its run is over.
   *
   * @returns false if somebody else has settled it
   */
  settle(deliveryId: number, verdict: Verdict, now: number): Promise<boolean>;
}
