import type { CheckoutReason, Hold, QuotedPromotion } from '../ports/checkout-store.js';
import {
  balanceKey,
  budgetKey,
  customerKey,
  customerUnitsKey,
  pointsKey,
  seatsKey,
  stockKey,
  usesKey,
} from './account-keys.js';
import { type AccountRow, type Entry, roomIn, usedIn } from './escrow.js';

/** Something that a reservation has to hold, by the accounts that can give it. */
export interface Want {
  readonly promotion: string;
  /** What it is called when there is too little. */
  readonly reason: CheckoutReason;
  readonly amount: number;
  /** Together they give it, in the order in which they are taken from. */
  readonly keys: readonly string[];
  /** A person's limit counts over all keys together, and is held on one. */
  readonly personal: { readonly limit: number; readonly on: string } | null;
}

/** Who a quote is for: the row that lives, and all rows that are this person, by id. */
export interface Person {
  readonly customerId: number;
  readonly people: readonly number[];
}

export const isPersonal = ({ kind }: Hold): boolean =>
  kind === 'customer-uses' || kind === 'customer-units' || kind === 'points';

const reasons: Readonly<Record<Hold['kind'], CheckoutReason>> = {
  uses: 'LIMIT_REACHED',
  budget: 'BUDGET_EXCEEDED',
  stock: 'SOLD_OUT',
  'customer-uses': 'CUSTOMER_LIMIT_REACHED',
  'customer-units': 'CUSTOMER_LIMIT_REACHED',
  seat: 'GROUP_FULL',
  points: 'POINTS_TOO_FEW',
  balance: 'BALANCE_TOO_LOW',
};

// A member's own points are of no promotion, and hold nothing of one.
const noPromotion = 0;

/** @param person null only where no hold is personal */
export function wantsOf(promotions: readonly QuotedPromotion[], person: Person | null): Want[] {
  return promotions.flatMap(({ key, promotionId, holds }) =>
    holds
      .filter(({ amount }) => amount > 0)
      .map((hold) => ({
        promotion: key,
        reason: reasons[hold.kind],
        amount: hold.amount,
        keys: keysOf(hold, promotionId ?? noPromotion, person?.people ?? []),
        personal: personalOf(hold, promotionId ?? noPromotion, person),
      })),
  );
}

function keysOf(hold: Hold, promotionId: number, people: readonly number[]): string[] {
  switch (hold.kind) {
    case 'uses':
      return [usesKey(promotionId)];
    case 'budget':
      return [budgetKey(promotionId)];
    case 'stock':
      return [stockKey(promotionId)];
    case 'customer-uses':
      return people.map((id) => customerKey(promotionId, id));
    case 'customer-units':
      return people.map((id) => customerUnitsKey(promotionId, id));
    case 'seat':
      return [seatsKey(hold.groupBuyId)];
    case 'points':
      return people.map(pointsKey);
    case 'balance':
      return [balanceKey(hold.couponId)];
  }
  return hold satisfies never;
}

function personalOf(hold: Hold, promotionId: number, person: Person | null): Want['personal'] {
  if (person === null) return null;
  const { customerId } = person;
  if (hold.kind === 'customer-uses')
    return { limit: hold.limit, on: customerKey(promotionId, customerId) };
  if (hold.kind === 'customer-units')
    return { limit: hold.limit, on: customerUnitsKey(promotionId, customerId) };
  return null;
}

export type Taking =
  | { readonly kind: 'taken'; readonly entries: readonly Entry[] }
  | { readonly kind: 'short'; readonly want: Want };

/**
 * What to take from which row, one entry for each; or what there is too little of.
 *
 * @param rows of all accounts that are wanted, or of one pool of each
 * @param start which pool of an account is asked first; the others follow in a circle
 */
export function takeFrom(
  rows: readonly AccountRow[],
  wants: readonly Want[],
  start: number,
): Taking {
  const taken = new Map<number, number>();
  for (const want of wants) {
    const pools = want.keys.flatMap((key) =>
      turned(
        rows.filter((row) => row.key === key),
        start,
      ),
    );
    const parts = partsOf(pools, want, taken);
    if (parts === null) return { kind: 'short', want };
    for (const { accountId, amount } of parts)
      taken.set(accountId, (taken.get(accountId) ?? 0) + amount);
  }
  return {
    kind: 'taken',
    entries: [...taken].map(([accountId, amount]) => ({ accountId, amount })),
  };
}

function turned(rows: readonly AccountRow[], start: number): AccountRow[] {
  const byPool = rows.toSorted((a, b) => a.pool - b.pool);
  const first = byPool.length === 0 ? 0 : start % byPool.length;
  return [...byPool.slice(first), ...byPool.slice(0, first)];
}

function partsOf(
  rows: readonly AccountRow[],
  { amount, personal }: Want,
  taken: ReadonlyMap<number, number>,
): Entry[] | null {
  if (personal !== null) {
    const used = rows.reduce((sum, row) => sum + usedIn(row) + (taken.get(row.id) ?? 0), 0);
    const own = rows.find(({ key }) => key === personal.on);
    if (own === undefined || used + amount > personal.limit) return null;
    return [{ accountId: own.id, amount }];
  }
  const parts: Entry[] = [];
  let left = amount;
  if (signedRoom(rows, taken) < amount) return null;
  for (const row of rows) {
    const part = Math.min(left, roomIn(row) - (taken.get(row.id) ?? 0));
    if (part <= 0) continue;
    parts.push({ accountId: row.id, amount: part });
    left -= part;
    if (left === 0) return parts;
  }
  return null;
}

// A pool over its limit takes from what the others of its account have left.
function signedRoom(rows: readonly AccountRow[], taken: ReadonlyMap<number, number>): number {
  const byKey = new Map<string, number>();
  for (const row of rows) {
    const room = row.limit - usedIn(row) - (taken.get(row.id) ?? 0);
    byKey.set(row.key, (byKey.get(row.key) ?? 0) + room);
  }
  return [...byKey.values()].reduce((sum, room) => sum + Math.max(0, room), 0);
}
