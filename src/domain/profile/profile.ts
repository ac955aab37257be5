import type { InteractionKind } from '../behaviour/interaction-kind.js';
import { type CategoryShare, categoryShares } from './category-share.js';
import { quintileScores } from './score.js';
import { offsetAt, type ZoneShift } from './zone-shifts.js';

/** One interaction, with what a profile looks at. */
export interface ProfileEvent {
  readonly id: number;
  readonly kind: InteractionKind;
  readonly occurredAt: number;
  readonly quantity: number;
  readonly amountMinor: number | null;
  readonly orderId: number | null;
  readonly category: string | null;
}

/** What one customer's own interactions say. */
export interface ProfileFigures {
  readonly firstPurchaseAt: number | null;
  readonly lastPurchaseAt: number | null;
  /** Orders, not lines. A later refund does not undo a purchase. */
  readonly purchaseCount: number;
  readonly unitCount: number;
  /** Purchases less refunds. */
  readonly monetaryMinor: number;
  readonly topCategories: readonly CategoryShare[];
  /** Distinct local days with any interaction. */
  readonly activeDays: number;
  readonly lastActiveAt: number | null;
}

/** Standing among all who bought: 1 (worst) to 5 (best); null for who never did. */
export interface ProfileScores {
  readonly recencyScore: number | null;
  readonly frequencyScore: number | null;
  readonly monetaryScore: number | null;
}

export interface CustomerProfile extends ProfileFigures, ProfileScores {
  readonly customerId: number;
  readonly computedAt: number;
}

const dayMs = 86_400_000;

/** @param shifts of the zone in which the customer's days begin */
export function profileFigures(
  events: readonly ProfileEvent[],
  shifts: readonly ZoneShift[],
  asOf: number,
): ProfileFigures {
  const known = events.filter((event) => event.occurredAt <= asOf);
  const purchases = known.filter((event) => event.kind === 'purchase');
  const boughtAt = purchases.map((event) => event.occurredAt);
  const days = known.map(({ occurredAt }) =>
    Math.floor((occurredAt + offsetAt(shifts, occurredAt)) / dayMs),
  );
  return {
    firstPurchaseAt: boughtAt.length > 0 ? Math.min(...boughtAt) : null,
    lastPurchaseAt: boughtAt.length > 0 ? Math.max(...boughtAt) : null,
    purchaseCount: new Set(purchases.map(orderKey)).size,
    unitCount: purchases.reduce((sum, event) => sum + event.quantity, 0),
    monetaryMinor: known.reduce((sum, event) => sum + moneyOf(event), 0),
    topCategories: categoryShares(known.flatMap(spendOf)),
    activeDays: new Set(days).size,
    lastActiveAt: known.length > 0 ? Math.max(...known.map((event) => event.occurredAt)) : null,
  };
}

/** Scores of all customers at once, in their order: only who bought is ranked. */
export function profileScores(all: readonly ProfileFigures[]): ProfileScores[] {
  const buyers = all.filter((figures) => figures.purchaseCount > 0);
  const recency = quintileScores(buyers.map((figures) => figures.lastPurchaseAt ?? 0));
  const frequency = quintileScores(buyers.map((figures) => figures.purchaseCount));
  const monetary = quintileScores(buyers.map((figures) => figures.monetaryMinor));
  const places = new Map(buyers.map((figures, place) => [figures, place]));
  return all.map((figures) => {
    const place = places.get(figures) ?? -1;
    return {
      recencyScore: recency[place] ?? null,
      frequencyScore: frequency[place] ?? null,
      monetaryScore: monetary[place] ?? null,
    };
  });
}

/** The lines of one order are one purchase; a purchase without an order is one by itself. */
export function orderKey(event: { readonly id: number; readonly orderId: number | null }): number {
  return event.orderId ?? -event.id;
}

/** Money a customer left with the shop: a refund takes away, whichever sign it came with. */
function moneyOf({ kind, amountMinor }: ProfileEvent): number {
  if (kind === 'purchase') return amountMinor ?? 0;
  return kind === 'refund' ? -Math.abs(amountMinor ?? 0) : 0;
}

function spendOf(event: ProfileEvent) {
  const isMoney = event.kind === 'purchase' || event.kind === 'refund';
  if (!isMoney || event.category === null) return [];
  return [{ category: event.category, amountMinor: moneyOf(event) }];
}
