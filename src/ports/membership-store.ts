import type { Membership } from '../domain/membership/membership.js';

export interface Member {
  /** Null: not a member. */
  readonly tier: string | null;
  readonly since: number | null;
  /** Points for joining, under any of their rows. */
  readonly hadJoinPoints: boolean;
}

export interface JoinDraft {
  readonly customerId: number;
  readonly tier: string;
  /** For joining; a person gets them once, whatever rows they have. */
  readonly points: number;
  readonly expiresAt: number | null;
  readonly at: number;
}

/** Who is a member, and how far each has come. A person is always meant with all their rows. */
export interface MembershipStore {
  member(customerId: number): Promise<Member | null>;
  /** @returns whether they became one now; null for nobody or somebody erased */
  join(draft: JoinDraft): Promise<{ readonly isNew: boolean; readonly points: number } | null>;
  /** Points stay, and cannot be spent. @returns whether they were a member */
  leave(customerId: number): Promise<boolean>;
  /** Purchases less refunds after `from`, up to `at`. */
  spendMinor(customerId: number, from: number, at: number): Promise<number>;
  /**
   * Sets everybody's tier by their spend, up and down, some people at a time. Tiers that were imported stay: they are
   * the shop's own.
   *
   * @param afterId from behind this customer
   * @returns the last one looked at; null at the end
   */
  refreshTiers(membership: Membership, at: number, afterId: number): Promise<number | null>;
  /** The local day for which something was done last. */
  dayDone(what: string): Promise<string | null>;
  markDay(what: string, day: string): Promise<void>;
}
