import type { GroupFacts, GroupState } from '../domain/promotion/group-buy.js';
import type { StoredPromotion } from './promotion-store.js';

/** A group as it stands; `promotion` is the version that was in force when it was opened. */
export interface GroupBuyRecord extends GroupFacts {
  /** UUIDv7. */
  readonly id: string;
  readonly promotion: StoredPromotion;
  /** The surviving row after a merge. */
  readonly openerId: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export interface GroupBuyMember {
  /** The surviving row after a merge. */
  readonly customerId: number;
  readonly externalId: string | null;
  readonly reservationId: string;
  readonly orderRef: string;
  readonly state: 'holding' | 'paid' | 'refunded';
  readonly joinedAt: number;
}

export interface Seat {
  readonly state: 'holding' | 'paid';
  readonly reservationId: string;
  readonly orderRef: string;
}

export interface GroupDraft {
  readonly id: string;
  readonly promotionId: number;
  readonly versionId: number;
  readonly openerId: number;
  readonly seats: number;
  readonly deadlineAt: number;
  readonly at: number;
}

export interface GroupQuery {
  /** All states unless given. */
  readonly state?: GroupState;
  /** Of this promotion; of all unless given. */
  readonly promotionId?: number;
  /** Those that this person, under any of their rows, opened or is in. */
  readonly customerId?: number;
  /** Those whose deadline is after this. */
  readonly endingAfter?: number;
  readonly limit: number;
}

/** A paid order of a group that failed: its money goes back. */
export interface OwedRefund {
  readonly groupBuyId: string;
  readonly reservationId: string;
  readonly customerId: number;
}

/** Somebody in a group that has ended, or who opened it. */
export interface GroupNews {
  readonly groupBuyId: string;
  readonly customerId: number;
  readonly state: 'complete' | 'failed';
  readonly endedAt: number;
}

/** The key of the message that tells somebody how their group ended. */
export function groupNewsKey(groupBuyId: string, customerId: number): string {
  return `group:${groupBuyId}:${customerId}`;
}

/** Groups that buy together. Seats are taken, paid and given back inside a reservation's own transactions. */
export interface GroupBuyStore {
  /**
   * Opens a group, with its account of seats in the ledger. A person has one open group of a promotion at a time: asked
   * again, that one is the answer.
   */
  open(draft: GroupDraft): Promise<{ readonly id: string; readonly isNew: boolean }>;
  /** Holds that have lapsed at `at` are not counted. */
  group(id: string, at: number): Promise<GroupBuyRecord | null>;
  /** Those that end first in front. */
  groups(query: GroupQuery, at: number): Promise<GroupBuyRecord[]>;
  /** In the order they joined. */
  members(id: string): Promise<GroupBuyMember[]>;
  /** The seat of this person, under any of their rows; null where they have none, or it has lapsed. */
  seatOf(id: string, customerId: number, at: number): Promise<Seat | null>;
  /** Ends open groups whose deadline has come, at most `limit`. @returns how many */
  failDue(at: number, limit: number): Promise<number>;
  /** Ends one open group. @returns false where it was not open */
  close(id: string, at: number): Promise<boolean>;
  /** Lets go of what members of failed groups still hold, at most `limit` reservations. @returns how many */
  releaseFailed(at: number, limit: number): Promise<number>;
  /** Paid orders of failed groups whose money has not gone back, oldest first. */
  owed(at: number, limit: number): Promise<OwedRefund[]>;
  /** Openers and members of groups that ended since then and who were not told, at most `limit`. */
  news(since: number, limit: number): Promise<GroupNews[]>;
}
