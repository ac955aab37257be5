import type { Minor } from '../money.js';
import { percentOf } from '../promotion/allocation.js';
import type { PromotionDefinition } from '../promotion/offer.js';

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
  const { effect } = promotion;
  if (effect.type === 'amount_off') return Math.min(effect.amountMinor, basketMinor);
  return Math.min(percentOf(basketMinor, effect.bps), effect.capMinor ?? basketMinor);
}

function smallestBasket({ promotion }: PromotionDefinition): Minor {
  const least = promotion.conditions.map((condition) =>
    condition.type === 'subtotal_at_least' ? condition.amountMinor : 0,
  );
  return Math.max(0, ...least);
}
