import type { Minor } from '../money.js';
import type { Cart } from '../promotion/cart.js';
import type { Effect } from '../promotion/effect.js';
import type { PromotionDefinition } from '../promotion/offer.js';
import { promotionDefaults } from '../promotion/promotion.js';
import { quote } from '../promotion/quote.js';

export interface Baskets {
  readonly averageMinor: Minor;
  readonly largestMinor: Minor;
}

/** What coupons would cost if every one of them were used. */
export interface CouponExposure {
  readonly coupons: number;
  /** On an average basket, or on the smallest that the promotion asks for if that is more. */
  readonly expectedMinor: Minor;
  readonly expectedEachMinor: Minor;
  /** On the largest basket so far, but for the promotion's cap and budget. */
  readonly worstMinor: Minor;
  readonly worstEachMinor: Minor;
}

export function couponExposure(
  definition: PromotionDefinition,
  coupons: number,
  baskets: Baskets,
): CouponExposure {
  const usual = Math.max(baskets.averageMinor, smallestBasket(definition));
  const expectedEachMinor = discountOn(definition, usual);
  const worstEachMinor = discountOn(definition, Math.max(usual, baskets.largestMinor));
  const budget = definition.limits.budgetMinor ?? Number.MAX_SAFE_INTEGER;
  return {
    coupons,
    expectedEachMinor,
    expectedMinor: Math.min(budget, coupons * expectedEachMinor),
    worstEachMinor,
    worstMinor: Math.min(budget, coupons * worstEachMinor),
  };
}

function discountOn({ promotion }: PromotionDefinition, basketMinor: Minor): Minor {
  const { id, phase, effect } = promotion;
  const { applied } = quote(
    basketOf(basketMinor, setSize(effect)),
    [{ ...promotionDefaults, id, phase, effect }],
    { at: 0, codes: [], customerTags: [] },
  );
  return applied.reduce((sum, { discountMinor, gift, tendered }) => {
    const giftMinor = gift === null ? 0 : gift.quantity * gift.unitValueMinor;
    return sum + discountMinor + giftMinor + (tendered?.amountMinor ?? 0);
  }, 0);
}

// As many pieces as a set of the promotion has; the first takes what does not divide.
function basketOf(basketMinor: Minor, pieces: number): Cart {
  const each = Math.floor(basketMinor / pieces);
  const lines = Array.from({ length: pieces }, (_, i) => ({
    id: `piece-${i}`,
    unitPriceMinor: i === 0 ? basketMinor - each * (pieces - 1) : each,
    quantity: 1,
  }));
  return { currency: '', lines, shippingMinor: 0 };
}

function setSize(effect: Effect): number {
  if (effect.type === 'buy_get') return effect.buy.quantity + effect.get.quantity;
  if (effect.type === 'bundle_price')
    return effect.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return effect.type === 'gift' ? (effect.perQuantity ?? 1) : 1;
}

function smallestBasket({ promotion }: PromotionDefinition): Minor {
  const least = promotion.conditions.map((condition) =>
    condition.type === 'subtotal_at_least' ? condition.amountMinor : 0,
  );
  return Math.max(0, ...least);
}
