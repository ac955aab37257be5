import type { ReferralRefusal } from '../domain/membership/referral.js';

export interface ShareFigures {
  /** Those that count. */
  readonly joinCount: number;
  /** Points that they have brought. */
  readonly earnedPoints: number;
}

/** Personal links handed on, and who came through them. */
export interface ShareStore {
  /** Makes the customer's share with this token if absent; counts who joined through any link of theirs. */
  open(token: string, sharerId: number, at: number): Promise<ShareFigures>;
  /** @returns whether this person was counted now: once in all, and never for a link of their own */
  recordJoin(token: string, customerId: number, at: number): Promise<boolean>;
  /** Somebody who will never count, and why; the first thing known of a person stays. */
  recordRefused(
    token: string,
    customerId: number,
    reason: Extract<ReferralRefusal, 'self-referral' | 'known-customer'>,
    at: number,
  ): Promise<void>;
}
