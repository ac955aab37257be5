import type { BrakeBands } from '../domain/campaign/error-brake.js';
import type { RunState } from './run-store.js';

export interface RunControl {
  /** A guarded change; one back to running is remembered, for the error brake. @returns false when the run was in none of the states `from` */
  changeState(change: {
    readonly runId: number;
    readonly from: readonly RunState[];
    readonly to: RunState;
    readonly reason: string | null;
    readonly now: number;
  }): Promise<boolean>;
  /** Cancels what is planned, one chunk per transaction, coupons returned. @returns how many; fewer than `limit` means no more */
  cancelPlanned(runId: number, limit: number): Promise<number>;
}

/** What a run's campaign version says about sending. */
export interface RunPolicy {
  /** Channel accounts in order of preference. */
  readonly channels: readonly string[];
  /** `on_unknown: resend` */
  readonly resendsUnknown: boolean;
  /** Absent: the usual ones. */
  readonly brake?: BrakeBands;
}

export type RunPolicies = (runIds: readonly number[]) => Promise<ReadonlyMap<number, RunPolicy>>;
