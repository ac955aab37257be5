/** What makes a promotion a group price (团购): how many have to pay, and how long a group stays open for them. */
export interface GroupTerms {
  /** How many have to pay; at least 2. */
  readonly seats: number;
  readonly openForMs: number;
}

/** open → complete once all seats are paid, or → failed at the deadline or by the shop's hand; both are final. */
export type GroupState = 'open' | 'complete' | 'failed';

export interface GroupFacts {
  readonly state: GroupState;
  readonly seats: number;
  /** Members who have paid. */
  readonly paid: number;
  /** Members who are at the checkout; lapsed ones are not among them. */
  readonly held: number;
  /** Exclusive: who pays at this instant is too late. */
  readonly deadlineAt: number;
}

export type GroupEvent =
  /** A member's payment, already counted in `paid`. */
  | { readonly kind: 'paid'; readonly at: number }
  | { readonly kind: 'minute'; readonly at: number }
  | { readonly kind: 'closed' };

/** What a group is after something happened; a complete or failed one stays so, whatever happens. */
export function groupStateAfter(group: GroupFacts, event: GroupEvent): GroupState {
  if (group.state !== 'open') return group.state;
  switch (event.kind) {
    case 'paid':
      return group.paid >= group.seats && event.at < group.deadlineAt ? 'complete' : 'open';
    case 'minute':
      return event.at >= group.deadlineAt ? 'failed' : 'open';
    case 'closed':
      return 'failed';
  }
  return event satisfies never;
}

/** Why somebody gets no seat. */
export type SeatRefusal =
  | 'GROUP_UNKNOWN'
  | 'GROUP_CLOSED'
  | 'GROUP_FULL'
  | 'ALREADY_MEMBER'
  | 'IDENTITY_REQUIRED';

export interface SeatAsker {
  /** False for a guest. */
  readonly isKnown: boolean;
  /** This person, under whichever of their rows, has a seat already. */
  readonly isMember: boolean;
  readonly at: number;
}

/** @returns null where a seat can be taken */
export function seatRefusal(group: GroupFacts, asker: SeatAsker): SeatRefusal | null {
  if (!asker.isKnown) return 'IDENTITY_REQUIRED';
  if (group.state !== 'open' || asker.at >= group.deadlineAt) return 'GROUP_CLOSED';
  if (asker.isMember) return 'ALREADY_MEMBER';
  return seatsLeft(group) === 0 ? 'GROUP_FULL' : null;
}

/** Seats that nobody has paid for or holds. */
export function seatsLeft({ seats, paid, held }: GroupFacts): number {
  return Math.max(0, seats - paid - held);
}
