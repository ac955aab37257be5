import { interactionKindCode } from '../behaviour/interaction-kind.js';

/**
 * What several people did, a column for each fact: a million customers have too many interactions for an object each.
 * Rows of one person stand together, ascending in time.
 */
export interface Events {
  /** Person p has the rows from starts[p] to starts[p + 1], exclusive. */
  readonly starts: Int32Array;
  /** Codes of `interactionKindCode`. */
  readonly kinds: Uint8Array;
  readonly occurredAt: Float64Array;
  /** The same instant on the person's own clock, as if it were UTC. */
  readonly localAt: Float64Array;
  readonly quantities: Int32Array;
  /** 0 where there is none; of a refund with either sign. */
  readonly amountsMinor: Float64Array;
  readonly durationsMs: Int32Array;
  /** The lines of one order share one; a purchase without an order has one of its own, below 0. */
  readonly orderKeys: Float64Array;
  /** Product ids, 0 for none. */
  readonly products: Int32Array;
  /** Which channel account it came by, from 1 on; 0 for none. */
  readonly accounts: Uint8Array;
  /** 1 where a coupon belongs to it. */
  readonly hasCoupon: Uint8Array;
}

/** One person's rows of `events`. */
export interface Person {
  readonly events: Events;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

const { purchase, refund } = interactionKindCode;

export function personAt(events: Events, place: number): Person {
  const { starts } = events;
  return { events, from: starts[place] as number, until: starts[place + 1] as number };
}

/** Money that a row left with the shop: a refund takes away, whichever sign it came with. */
export function moneyAt({ kinds, amountsMinor }: Events, row: number): number {
  const amount = amountsMinor[row] as number;
  if (kinds[row] === purchase) return amount;
  return kinds[row] === refund ? -Math.abs(amount) : 0;
}

const dayMs = 86_400_000;

export function localDayAt({ localAt }: Events, row: number): number {
  return Math.floor((localAt[row] as number) / dayMs);
}

/**
 * Distinct local days of those of a person's rows that count. Clocks put back over midnight return to the day before, never
 * further: two days are remembered.
 */
export function dayCount(
  { events, from, until }: Person,
  counts: (row: number) => boolean,
): number {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let before = Number.NEGATIVE_INFINITY;
  for (let row = from; row < until; row++) {
    if (!counts(row)) continue;
    const day = localDayAt(events, row);
    if (day === last || day === before) continue;
    count++;
    before = Math.min(day, last);
    last = Math.max(day, last);
  }
  return count;
}

/** The nearest whole percent; halves up, also where adding up left a hair less than a half. */
export function sharePercent(part: number, whole: number): number {
  return Math.floor((part / whole) * 100 + 0.5 + 1e-9);
}
