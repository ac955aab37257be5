import { interactionKindCode } from '../behaviour/interaction-kind.js';
import { dayCount, localDayAt, moneyAt, type Person } from './events.js';

export interface PurchaseFigures {
  readonly firstPurchaseAt: number | null;
  readonly lastPurchaseAt: number | null;
  /** Orders, not lines. A later refund does not undo a purchase. */
  readonly purchaseCount: number;
  readonly unitCount: number;
  /** Purchases less refunds. */
  readonly monetaryMinor: number;
  /** Distinct local days with a purchase: two orders on one day are one decision to buy. */
  readonly purchaseDays: number;
  /** Money of the purchases after the first such day, before refunds. */
  readonly repeatMinor: number;
  /** The middle one of the orders' sums (the lower of two), which one huge order does not move. */
  readonly medianBasketMinor: number | null;
}

const { purchase } = interactionKindCode;

/** @param orders what `ordersOf` gives for the same person */
export function purchaseFigures(
  person: Person,
  orders: ReadonlyMap<number, number>,
): PurchaseFigures {
  const { events, from, until } = person;
  const { kinds, occurredAt, quantities } = events;
  let [first, last, units, money, repeatMinor] = [-1, -1, 0, 0, 0];
  for (let row = from; row < until; row++) {
    const worth = moneyAt(events, row);
    money += worth;
    if (kinds[row] !== purchase) continue;
    if (first === -1) first = row;
    last = row;
    units += quantities[row] as number;
    if (localDayAt(events, row) > localDayAt(events, first)) repeatMinor += worth;
  }
  return {
    firstPurchaseAt: first === -1 ? null : (occurredAt[first] as number),
    lastPurchaseAt: last === -1 ? null : (occurredAt[last] as number),
    purchaseCount: orders.size,
    unitCount: units,
    monetaryMinor: money,
    purchaseDays: first === -1 ? 0 : dayCount(person, (row) => kinds[row] === purchase),
    repeatMinor,
    medianBasketMinor: lowerMedian(worths(orders)),
  };
}

// Not `Float64Array.from`, which makes a list of what an iterator gives first.
function worths(orders: ReadonlyMap<number, number>): Float64Array {
  const values = new Float64Array(orders.size);
  let at = 0;
  for (const value of orders.values()) values[at++] = value;
  return values;
}

/** Each order's key → what was paid for its goods. */
export function ordersOf({ events, from, until }: Person): Map<number, number> {
  const orders = new Map<number, number>();
  for (let row = from; row < until; row++) {
    if (events.kinds[row] !== purchase) continue;
    const key = events.orderKeys[row] as number;
    orders.set(key, (orders.get(key) ?? 0) + (events.amountsMinor[row] as number));
  }
  return orders;
}

/** The middle value, of an even count the lower one of the two. Sorts what it is given. */
export function lowerMedian(values: Float64Array): number | null {
  return values.sort()[(values.length - 1) >> 1] ?? null;
}
