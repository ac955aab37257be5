import {
  type InteractionKind,
  interactionKindCode,
} from '../../src/domain/behaviour/interaction-kind.js';
import type { Events, Person } from '../../src/domain/profile/events.js';
import { offsetAt, type ZoneShift } from '../../src/domain/profile/zone-shifts.js';

/** One interaction, with what a profile looks at. */
export interface ProfileEvent {
  readonly kind: InteractionKind;
  readonly occurredAt: number;
  readonly quantity: number;
  readonly amountMinor: number | null;
  readonly durationMs: number | null;
  readonly orderKey: number;
  readonly productId: number | null;
  /** From 1 on; 0 for none. */
  readonly account: number;
  readonly hasCoupon: boolean;
}

export const asOf = Date.UTC(2026, 6, 10, 12);
export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

let lastKey = 0;

/** A purchase for 1.00 a day ago, by itself, changed as said. */
export function event(own: Partial<ProfileEvent>): ProfileEvent {
  lastKey--;
  return {
    kind: 'purchase',
    occurredAt: asOf - dayMs,
    quantity: 1,
    amountMinor: 100,
    durationMs: null,
    orderKey: lastKey,
    productId: null,
    account: 0,
    hasCoupon: false,
    ...own,
  };
}

export function personOf(
  events: readonly ProfileEvent[],
  shifts: readonly ZoneShift[] = [],
): Person {
  const rows = events.toSorted((a, b) => a.occurredAt - b.occurredAt);
  const columns: Events = {
    starts: Int32Array.of(0, rows.length),
    kinds: Uint8Array.from(rows, ({ kind }) => interactionKindCode[kind]),
    occurredAt: Float64Array.from(rows, ({ occurredAt }) => occurredAt),
    localAt: Float64Array.from(rows, ({ occurredAt: at }) => at + offsetAt(shifts, at)),
    quantities: Int32Array.from(rows, ({ quantity }) => quantity),
    amountsMinor: Float64Array.from(rows, ({ amountMinor }) => amountMinor ?? 0),
    durationsMs: Int32Array.from(rows, ({ durationMs }) => durationMs ?? 0),
    orderKeys: Float64Array.from(rows, ({ orderKey }) => orderKey),
    products: Int32Array.from(rows, ({ productId }) => productId ?? 0),
    accounts: Uint8Array.from(rows, ({ account }) => account),
    hasCoupon: Uint8Array.from(rows, ({ hasCoupon }) => (hasCoupon ? 1 : 0)),
  };
  return { events: columns, from: 0, until: rows.length };
}
