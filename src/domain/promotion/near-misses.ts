import type { Minor } from '../money.js';
import type { Cart, CartLine } from './cart.js';
import type { QuoteContext } from './context.js';
import type { Promotion } from './promotion.js';
import { quote } from './quote.js';
import type { Receipt, RejectedPromotion } from './receipt.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';

/** What a cart lacks for a promotion: "add 1.20 and save 30.00". */
export interface NearMiss {
  readonly promotion: string;
  /** What is to be added: goods for so much, pieces, or people. */
  readonly kind: 'spend' | 'pieces' | 'people';
  /** Minor units, or a count. */
  readonly missing: number;
  /**
   * What everything before costs less once it is added, whatever else that moves, a gift at its worth; more than 0. What
   * points and gift cards pay is no saving.
   */
  readonly savesMinor: Minor;
}

/**
 * The promotions that little is missing for, the one that saves most first. Found by counting again with goods added:
 * so what a threshold sets off in other promotions is in the figure, and a promotion that would still not apply is not
 * named.
 */
export function nearMisses(
  cart: Cart,
  promotions: readonly Promotion[],
  context: QuoteContext,
): NearMiss[] {
  const before = quote(cart, promotions, context);
  return before.rejected
    .flatMap((rejected) => {
      const promotion = promotions.find(({ id }) => id === rejected.id);
      const more = promotion === undefined ? null : withMore(cart, context, promotion, rejected);
      if (more === null) return [];
      const after = quote(more.cart, promotions, more.context);
      if (!after.applied.some(({ id }) => id === rejected.id)) return [];
      const addedMinor = after.subtotalMinor - before.subtotalMinor;
      const savesMinor = costOf(before) + addedMinor - costOf(after);
      if (savesMinor <= 0) return [];
      const { kind, missing } = more;
      return [{ promotion: rejected.id, kind, missing, savesMinor }];
    })
    .sort((a, b) => b.savesMinor - a.savesMinor);
}

function costOf({ payableMinor, tenderMinor, applied }: Receipt): Minor {
  const gifts = applied.reduce(
    (sum, { gift }) => sum + (gift === null ? 0 : gift.quantity * gift.unitValueMinor),
    0,
  );
  return payableMinor + tenderMinor - gifts;
}

interface More extends Pick<NearMiss, 'kind' | 'missing'> {
  readonly cart: Cart;
  readonly context: QuoteContext;
}

function withMore(
  cart: Cart,
  context: QuoteContext,
  promotion: Promotion,
  { reason, missing }: RejectedPromotion,
): More | null {
  if (missing === undefined) return null;
  const scope = scopeToFill(promotion);
  switch (reason) {
    case 'SUBTOTAL_TOO_LOW': {
      const line = filler(scope, missing);
      if (line === null) return null;
      return { kind: 'spend', missing, context, cart: { ...cart, lines: [...cart.lines, line] } };
    }
    case 'QUANTITY_TOO_LOW': {
      const lines = withPieces(cart, scope, missing);
      return lines === null ? null : { kind: 'pieces', missing, context, cart: { ...cart, lines } };
    }
    case 'GROUP_TOO_SMALL': {
      const groupSize = (context.groupSize ?? 0) + missing;
      return { kind: 'people', missing, cart, context: { ...context, groupSize } };
    }
    default:
      return null;
  }
}

// The first condition that counts goods says where they are to be added; else the promotion itself.
function scopeToFill({ conditions, scope }: Promotion): Scope {
  const counting = conditions.find((each) => 'scope' in each);
  return counting !== undefined && 'scope' in counting ? counting.scope : scope;
}

// Goods that a scope would count, and that nothing is known of beside.
function filler(scope: Scope, priceMinor: Minor): CartLine | null {
  const { skus, categories, brands, tags, lines, minUnitPriceMinor = 0 } = scope;
  const line: CartLine = {
    id: lines?.[0] ?? ' added',
    unitPriceMinor: Math.max(priceMinor, minUnitPriceMinor),
    quantity: 1,
    ...(skus?.[0] !== undefined && { sku: skus[0] }),
    ...(categories?.[0] !== undefined && { category: categories[0] }),
    ...(brands?.[0] !== undefined && { brand: brands[0] }),
    ...(tags !== undefined && { tags }),
  };
  return isInScope(scope, line, false) ? line : null;
}

// More of the cheapest line that counts: what a customer would most easily take one more of.
function withPieces(cart: Cart, scope: Scope, missing: number): readonly CartLine[] | null {
  const counted = cart.lines.filter((line) => isInScope(scope, line, false));
  const [cheapest] = counted.toSorted((a, b) => a.unitPriceMinor - b.unitPriceMinor);
  if (cheapest === undefined) return null;
  return cart.lines.map((line) =>
    line === cheapest ? { ...line, quantity: line.quantity + missing } : line,
  );
}
