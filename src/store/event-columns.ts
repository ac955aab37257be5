import type { Events } from '../domain/profile/events.js';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';

/** In the order in which they are read; `place` says whose it is. */
export const eventColumns = [
  'place',
  'kind',
  'occurred_at',
  'quantity',
  'amount',
  'duration',
  'order_key',
  'product',
  'account',
  'has_coupon',
] as const;

const width = eventColumns.length;

/** @param values rows of `eventColumns`, one after the other, in any order */
export function eventsOf(
  values: Float64Array,
  people: number,
  shifts: readonly (readonly ZoneShift[])[],
): Events {
  const count = values.length / width;
  const cell = (row: number, at: number) => values[row * width + at] as number;
  const starts = new Int32Array(people + 1);
  for (let row = 0; row < count; row++) {
    const next = cell(row, 0) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let p = 0; p < people; p++)
    starts[p + 1] = (starts[p + 1] as number) + (starts[p] as number);
  const rows = inOrder(count, starts, cell);
  const filledFrom = <T extends Filled>(filled: T, from: number): T => {
    for (let at = 0; at < count; at++) filled[at] = cell(rows[at] as number, from);
    return filled;
  };
  const occurredAt = filledFrom(new Float64Array(count), 2);
  return {
    starts,
    kinds: filledFrom(new Uint8Array(count), 1),
    occurredAt,
    localAt: localTimes(occurredAt, starts, shifts),
    quantities: filledFrom(new Int32Array(count), 3),
    amountsMinor: filledFrom(new Float64Array(count), 4),
    durationsMs: filledFrom(new Int32Array(count), 5),
    orderKeys: filledFrom(new Float64Array(count), 6),
    products: filledFrom(new Int32Array(count), 7),
    accounts: filledFrom(new Uint8Array(count), 8),
    hasCoupon: filledFrom(new Uint8Array(count), 9),
  };
}

type Filled = Uint8Array | Int32Array | Float64Array;

/** Rows person by person, each person's ascending in time. */
function inOrder(
  count: number,
  starts: Int32Array,
  cell: (row: number, at: number) => number,
): Int32Array {
  const rows = new Int32Array(count);
  const next = starts.slice();
  for (let row = 0; row < count; row++) {
    const place = cell(row, 0);
    const at = next[place] as number;
    rows[at] = row;
    next[place] = at + 1;
  }
  for (let p = 0; p + 1 < starts.length; p++)
    rows.subarray(starts[p], starts[p + 1]).sort((a, b) => cell(a, 2) - cell(b, 2));
  return rows;
}

/** Each instant on its person's clock. */
function localTimes(
  occurredAt: Float64Array,
  starts: Int32Array,
  shifts: readonly (readonly ZoneShift[])[],
): Float64Array {
  const localAt = new Float64Array(occurredAt.length);
  for (let p = 0; p + 1 < starts.length; p++) {
    const own = shifts[p] ?? [];
    let shift = 0;
    for (let row = starts[p] as number; row < (starts[p + 1] as number); row++) {
      const at = occurredAt[row] as number;
      while ((own[shift + 1]?.from ?? Number.POSITIVE_INFINITY) <= at) shift++;
      localAt[row] = at + (own[shift]?.offsetMs ?? 0);
    }
  }
  return localAt;
}
