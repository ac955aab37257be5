import type { DeliveryState } from '../domain/campaign/delivery-state.js';
import type { ClaimedDelivery, Outbox } from './outbox.js';
import type { GivenBack, SendLimits } from './send-limits.js';

export interface ClaimRequest {
  readonly channelAccount: string;
  readonly worker: string;
  readonly limit: number;
  readonly now: number;
  readonly leaseMs: number;
  /** Leaves the runs for later. */
  readonly repliesOnly?: boolean;
  /** Leaves what is older. */
  readonly createdSince?: number;
}

/** `isReachable` is false when the identity was blocked or lost since planning: it is not tried again. */
export interface HeldDelivery extends ClaimedDelivery {
  readonly isReachable: boolean;
}

export interface Intent {
  readonly deliveryId: number;
  /** Platform calls this message takes. */
  readonly parts: readonly { readonly part: number; readonly key: string }[];
}

/** An intent that is committed: from here on a crash leaves `unknown`. */
export interface Begun {
  readonly attempt: number;
  /** Parts the platform took on an earlier attempt: not sent again. */
  readonly acceptedParts: ReadonlySet<number>;
}

export interface PartResult {
  readonly part: number;
  readonly attempt: number;
  /** One of the nine outcomes, or `not_tried`. */
  readonly outcome: string;
  readonly ref: string | null;
  readonly detail: string | null;
  readonly at: number;
}

/** Words in src/domain/campaign/decision-reason.ts. */
export type InboundReason = 'needs-inbound' | 'needs-consent';

/** How a held delivery leaves this worker's hands. */
export type Ending =
  | { readonly kind: 'sent'; readonly at: number; readonly contentHash: string }
  /** Back to planned. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly reason: string }
  /** Back to planned, until this identity writes again; the sweep ends it at its deadline. */
  | {
      readonly kind: 'wait_inbound';
      readonly identityId: number;
      readonly deadlineAt: number;
      /** Whoever wrote since then is waited for no longer. */
      readonly lookedAt: number;
      readonly reason: InboundReason;
    }
  /** Back to planned, on another channel of the same customer. */
  | { readonly kind: 'rerouted'; readonly to: Route; readonly reason: string }
  /** Back to planned, at the address the platform gave. */
  | { readonly kind: 'moved'; readonly to: string }
  | {
      readonly kind: 'failed' | 'unknown' | 'skipped' | 'expired';
      readonly reason: string;
    };

export interface Finished {
  readonly deliveryId: number;
  readonly ending: Ending;
  readonly parts: readonly PartResult[];
  /** The platform says that this identity is not to be tried again. */
  readonly identity?: { readonly id: number; readonly state: 'blocked' | 'unreachable' };
  /** Of the account's limits. */
  readonly givenBack?: GivenBack;
}

/** One way to reach a customer. */
export interface Route {
  readonly channelAccount: string;
  readonly identityId: number;
}

/** What may be sent once more although its outcome is unknown. */
export interface ResendRight {
  readonly runIds: readonly number[];
  /** Accounts whose platform folds a repeat with the same key into one, for attempts begun since. */
  readonly accounts: readonly { readonly name: string; readonly sinceMs: number }[];
}

export interface RecoverRequest {
  readonly now: number;
  readonly resend: ResendRight;
  /** This worker alone serves the account: what any other one holds there is orphaned, whatever its lease says. */
  readonly sole?: { readonly channelAccount: string; readonly worker: string };
}

export interface Recovered {
  /** Were only claimed: planned again. */
  readonly released: number;
  /** Were being sent: perhaps they arrived. */
  readonly unknown: number;
  /** Were being sent, and may be sent again. */
  readonly resent: number;
}

export type StateCounts = Readonly<Record<DeliveryState, number>>;

/** The outbox from the dispatcher's side. Every method is one transaction. */
export interface DeliveryStore extends Outbox, SendLimits {
  /**
   * Leases due deliveries to a worker: answers and tests first, then the running runs in turn, each by due time.
   * Never those of a run that is not running, nor past their deadline.
   */
  claim(request: ClaimRequest): Promise<HeldDelivery[]>;
  /**
   * Commits the intent of a whole grant, before the platform is called.
   *
   * @returns what this worker may send now; absent are those whose lease was lost or whose run was paused or cancelled
   */
  beginSending(
    worker: string,
    intents: readonly Intent[],
    times: { readonly now: number; readonly leaseUntil: number },
  ): Promise<ReadonlyMap<number, Begun>>;
  /**
   * Ends what this worker holds; a coupon of a message that will not arrive goes back in the same transaction.
   *
   * @returns the deliveries that were still this worker's and have ended or gone back
   */
  finish(worker: string, finished: readonly Finished[], now: number): Promise<ReadonlySet<number>>;
  /** Takes back what dead workers hold. */
  recover(request: RecoverRequest): Promise<Recovered>;
  /** Ends what is past its deadline or left over in a cancelled run. @returns how many */
  sweep(now: number): Promise<number>;
  /** Running runs with nothing open become done. @returns their ids */
  closeRuns(now: number): Promise<number[]>;
  /** When the next delivery that may be sent is due; null if there is none. */
  nextDueAt(channelAccount: string): Promise<number | null>;
  /** Of answers this worker holds, those behind an earlier one to the same chat that it does not hold and that is due. */
  behindOthers(ids: readonly number[], worker: string, now: number): Promise<ReadonlySet<number>>;
  countByState(runId: number): Promise<StateCounts>;
  /** Runs that have something `sending` with a lease that ran out, or held by another worker than `sole`'s. */
  runsToRecover(request: Pick<RecoverRequest, 'now' | 'sole'>): Promise<number[]>;
  /** Other active identities of the delivery's customer, on accounts that were not tried for it yet. */
  otherRoutes(deliveryIds: readonly number[]): Promise<ReadonlyMap<number, readonly Route[]>>;
}
