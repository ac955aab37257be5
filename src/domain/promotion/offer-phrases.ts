import type { Minor } from '../money.js';
import type { PromotionDefinition } from './offer.js';
import type { Promotion } from './promotion.js';
import type { Scope } from './scope.js';

/** How a language speaks of offers. */
export interface OfferPhrases {
  worth(offer: Offer): string;
  offer(offer: Offer): string;
}

export interface Offer extends Pick<PromotionDefinition, 'promotion' | 'limits' | 'groupBuy'> {
  /** `£20`, `£19.99`: no decimals where there are none. */
  readonly money: (amount: Minor) => string;
  /** Without the sign where everybody knows the currency: 满200减30. */
  readonly plainMoney: (amount: Minor) => string;
}

/** The smallest cart, of anything, that a promotion is good for; null where any will do. */
export function minimumSpend({ conditions }: Promotion): Minor | null {
  const amounts = conditions.flatMap((each) => {
    if (each.type === 'subtotal_at_least') return [each.amountMinor];
    return each.type === 'subtotal_more_than' ? [each.amountMinor + 1] : [];
  });
  return amounts.length === 0 ? null : Math.max(...amounts);
}

/** Pieces that a promotion asks for; null where one will do. */
export function minimumPieces({ conditions }: Promotion): number | null {
  const counts = conditions.flatMap((each) =>
    each.type === 'quantity_at_least' ? [each.quantity] : [],
  );
  return counts.length === 0 ? null : Math.max(...counts);
}

/** Categories and brands mean something to a customer; SKUs, tags and bounds of price are only said to be there. */
export function scopeNames(
  { categories = [], brands = [], ...scope }: Scope,
  selected: string,
): string[] {
  const { lines, skus, tags, minUnitPriceMinor, maxUnitPriceMinor } = scope;
  const others = [lines, skus, tags, minUnitPriceMinor, maxUnitPriceMinor];
  const isSelected = others.some((each) => each !== undefined);
  return [...categories, ...brands, ...(isSelected ? [selected] : [])];
}

export type UnitPriceKind = 'group' | 'flash' | 'member' | 'sample' | 'special';

/** What a price for a piece is called: it lies in what stands around it. */
export function unitPriceKind({ promotion, limits, groupBuy }: Offer): UnitPriceKind {
  if (groupBuy !== null) return 'group';
  const { effect, conditions } = promotion;
  const isPrice = effect.type === 'set_unit_price';
  const mostUnits = isPrice ? effect.mostUnits : null;
  const isOnce = limits.perCustomer === 1 || limits.unitsPerCustomer === 1;
  if (isPrice && (effect.priceMinor === 0 || (mostUnits === 1 && isOnce && limits.stock === null)))
    return 'sample';
  if (limits.stock !== null) return 'flash';
  return conditions.some(({ type }) => type === 'customer_tier') ? 'member' : 'special';
}
