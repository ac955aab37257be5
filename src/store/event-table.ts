import type { Events } from '../domain/profile/events.js';
import type { ZoneShift } from '../domain/profile/zone-shifts.js';
import { parseIntegerLists, putNumbers } from './integer-list.js';

/** What is read of an interaction, in this order; `owner` is its customer, by id or by place. */
export const eventColumns = [
  'owner',
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

/** As read: of each column the comma-separated numbers of all rows in one order; null without a row. */
export type EventTexts = Readonly<Record<(typeof eventColumns)[number], string | null>>;

type Columns = Omit<Events, 'starts' | 'localAt'> & { readonly places: Int32Array };

const columnOf = [
  ['kind', 'kinds'],
  ['occurred_at', 'occurredAt'],
  ['quantity', 'quantities'],
  ['amount', 'amountsMinor'],
  ['duration', 'durationsMs'],
  ['order_key', 'orderKeys'],
  ['product', 'products'],
  ['account', 'accounts'],
  ['has_coupon', 'hasCoupon'],
] as const satisfies readonly (readonly [keyof EventTexts, keyof Columns])[];

/** Interactions as they come, to be given out person by person. About 43 bytes for each. */
export class EventTable {
  readonly #people: number;
  #columns = emptyColumns(1_024);
  #count = 0;
  /** Rows of person p stand in `#rows` from #starts[p] on; null while rows are still coming. */
  #order: { readonly starts: Int32Array; readonly rows: Int32Array } | null = null;

  constructor(people: number) {
    this.#people = people;
  }

  /** @param placeOf owner → the person's place, or -1 to leave the row out */
  append(texts: EventTexts, placeOf: (owner: number) => number): void {
    const places = parseIntegerLists([texts.owner ?? '']);
    for (let row = 0; row < places.length; row++) places[row] = placeOf(places[row] as number);
    const kept = places.filter((place) => place !== -1);
    this.#makeRoom(kept.length);
    const columns = this.#columns;
    columns.places.set(kept, this.#count);
    for (const [name, column] of columnOf)
      putNumbers(texts[name] ?? '', places, columns[column], this.#count);
    this.#count += kept.length;
    this.#order = null;
  }

  /**
   * The people at the places from … until, exclusive.
   *
   * @param shifts of each one's zone
   */
  events(from: number, until: number, shifts: readonly (readonly ZoneShift[])[]): Events {
    this.#order ??= this.#ordered();
    const { starts, rows } = this.#order;
    const own = rows.slice(starts[from], starts[until]);
    const first = starts[from] as number;
    const ownStarts = starts.slice(from, until + 1).map((start) => start - first);
    const { places: _, ...columns } = this.#columns;
    const { occurredAt } = columns;
    for (let p = 0; p < until - from; p++)
      sortByTime(
        own,
        { from: ownStarts[p] as number, until: ownStarts[p + 1] as number },
        occurredAt,
      );
    const picked = <T extends Filled>(column: T, into: T): T => {
      for (let at = 0; at < own.length; at++) into[at] = column[own[at] as number] as number;
      return into;
    };
    const count = own.length;
    const times = picked(occurredAt, new Float64Array(count));
    return {
      starts: ownStarts,
      kinds: picked(columns.kinds, new Uint8Array(count)),
      occurredAt: times,
      localAt: localTimes(times, ownStarts, shifts),
      quantities: picked(columns.quantities, new Int32Array(count)),
      amountsMinor: picked(columns.amountsMinor, new Float64Array(count)),
      durationsMs: picked(columns.durationsMs, new Int32Array(count)),
      orderKeys: picked(columns.orderKeys, new Float64Array(count)),
      products: picked(columns.products, new Int32Array(count)),
      accounts: picked(columns.accounts, new Uint8Array(count)),
      hasCoupon: picked(columns.hasCoupon, new Uint8Array(count)),
    };
  }

  #makeRoom(more: number): void {
    const { length } = this.#columns.places;
    if (this.#count + more <= length) return;
    const larger = emptyColumns(Math.max(this.#count + more, Math.ceil(length * 1.5)));
    for (const name of Object.keys(larger) as (keyof Columns)[])
      larger[name].set(this.#columns[name].subarray(0, this.#count));
    this.#columns = larger;
  }

  // A counting sort: one walk to count each person's rows, one to put them down.
  #ordered() {
    const { places } = this.#columns;
    const starts = new Int32Array(this.#people + 1);
    for (let row = 0; row < this.#count; row++) {
      const next = (places[row] as number) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let p = 0; p < this.#people; p++)
      starts[p + 1] = (starts[p + 1] as number) + (starts[p] as number);
    const rows = new Int32Array(this.#count);
    const next = starts.slice();
    for (let row = 0; row < this.#count; row++) {
      const place = places[row] as number;
      const at = next[place] as number;
      rows[at] = row;
      next[place] = at + 1;
    }
    return { starts, rows };
  }
}

/** Rows of one person who did this much are few enough to put each in its place. */
const fewRows = 40;

/** Rows that happened at the same instant stay in their order. */
function sortByTime(
  rows: Int32Array,
  { from, until }: { readonly from: number; readonly until: number },
  occurredAt: Float64Array,
): void {
  if (until - from > fewRows) {
    rows
      .subarray(from, until)
      .sort((a, b) => (occurredAt[a] as number) - (occurredAt[b] as number));
    return;
  }
  for (let next = from + 1; next < until; next++) {
    const row = rows[next] as number;
    const time = occurredAt[row] as number;
    let at = next;
    for (; at > from && (occurredAt[rows[at - 1] as number] as number) > time; at--)
      rows[at] = rows[at - 1] as number;
    rows[at] = row;
  }
}

type Filled = Uint8Array | Int32Array | Float64Array;

function emptyColumns(length: number): Columns {
  return {
    places: new Int32Array(length),
    kinds: new Uint8Array(length),
    occurredAt: new Float64Array(length),
    quantities: new Int32Array(length),
    amountsMinor: new Float64Array(length),
    durationsMs: new Int32Array(length),
    orderKeys: new Float64Array(length),
    products: new Int32Array(length),
    accounts: new Uint8Array(length),
    hasCoupon: new Uint8Array(length),
  };
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
