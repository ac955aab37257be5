import type { OpenRight } from '../domain/campaign/rights-to-try.js';
import type { Begun, Intent } from './delivery-store.js';

export interface RightTake {
  readonly id: number;
  /** Platform calls, each of which uses it once. */
  readonly count: number;
}

/** So many units of a quota in one period. */
export interface QuotaTake {
  /** Names the quota within its account; of a chat's quota, the chat too. */
  readonly quota: string;
  readonly periodStart: number;
  readonly count: number;
  /** Refused beyond this. */
  readonly max: number;
  readonly periodEnd: number;
  /** Nobody else of this purpose fits either until the period ends. */
  readonly isForAll: boolean;
}

/** What one delivery uses up of what the platform counts. */
export interface LimitTakes {
  readonly right: RightTake | null;
  readonly quotas: readonly QuotaTake[];
}

export interface LimitedIntent extends Intent, LimitTakes {
  readonly channelAccount: string;
}

export type Refusal =
  /** Used up or closed since it was looked at. */
  { readonly kind: 'right' } | { readonly kind: 'quota'; readonly take: QuotaTake };

export interface LimitedBegun extends Begun {
  /** How often the right had been used before; null without a right. */
  readonly sequence: number | null;
}

/** Of what was taken and is certainly not used up. */
export interface GivenBack {
  readonly channelAccount: string;
  readonly right: (RightTake & { readonly isClosed: boolean }) | null;
  readonly quotas: readonly Pick<QuotaTake, 'quota' | 'periodStart' | 'count'>[];
}

/** Rights and quotas as the outbox keeps them; only accounts that have such limits pay for it. */
export interface SendLimits {
  openRights(
    identityIds: readonly number[],
    now: number,
  ): Promise<ReadonlyMap<number, readonly OpenRight[]>>;
  /** `beginSending` that takes rights and quotas in the same transaction; what is refused stays claimed. */
  beginLimited(
    worker: string,
    intents: readonly LimitedIntent[],
    times: { readonly now: number; readonly leaseUntil: number },
  ): Promise<{
    readonly begun: ReadonlyMap<number, LimitedBegun>;
    readonly refused: ReadonlyMap<number, Refusal>;
  }>;
  /** Forgets closed windows, past periods, and waits that are over. */
  tidyLimits(now: number): Promise<void>;
}
