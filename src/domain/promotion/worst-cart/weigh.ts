import type { Minor } from '../../money.js';
import type { Promotion } from '../promotion.js';
import type { AppliedPromotion, Receipt } from '../receipt.js';
import {
  type AuditProduct,
  type AuditShop,
  piecesIn,
  quoteTrial,
  type TrialCart,
} from './trial-cart.js';

/** What a trial cart costs the shop. */
export interface WeighedCart {
  readonly cart: TrialCart;
  readonly receipt: Receipt;
  /** Goods and shipping before discounts. */
  readonly valueMinor: Minor;
  /** Discounts, gifts at their worth, points given back. */
  readonly givenMinor: Minor;
  /** Given of the value; gifts can make it more than 1. */
  readonly share: number;
  /** Cost of goods and gifts less what is paid for them; null where a cost is not known. */
  readonly belowCostMinor: Minor | null;
  /** The same before any promotion. */
  readonly belowCostBeforeMinor: Minor | null;
}

export interface AuditLimits {
  /** More than so much of the value must not be given, in basis points. */
  readonly mostShareBps: number;
  /** Carts worth less are nobody's worry. */
  readonly leastValueMinor: Minor;
  /**
   * What a promotion may add by rounding on each piece: half a minor unit, or 0 to hold all against it. Without this the
   * worst carts are heaps of the cheapest things, whose cents are rounded up.
   */
  readonly roundingMinor: number;
}

/** share: too much given, or nothing left to pay; below-cost: it was no loss before. */
export type Break = 'share' | 'below-cost';

/** Weighs carts of one shop; each is a quote. */
export class Scales {
  readonly #shop: AuditShop;
  readonly #limits: AuditLimits;
  readonly #promotionOf: ReadonlyMap<string, Promotion>;
  readonly #productOf: ReadonlyMap<string, AuditProduct>;

  constructor(shop: AuditShop, limits: AuditLimits) {
    this.#shop = shop;
    this.#limits = limits;
    this.#promotionOf = new Map(shop.promotions.map(({ promotion }) => [promotion.id, promotion]));
    this.#productOf = new Map(shop.products.map((product) => [product.sku, product]));
  }

  weigh(cart: TrialCart): WeighedCart {
    const receipt = quoteTrial(this.#shop, cart);
    const { subtotalMinor, shippingMinor, shippingDiscountMinor, discountMinor } = receipt;
    const extras = this.#extrasOf(receipt);
    const valueMinor = subtotalMinor + shippingMinor;
    const givenMinor = discountMinor + extras.worthMinor;
    const costMinor = costOf(cart);
    const paidMinor = subtotalMinor - (discountMinor - shippingDiscountMinor);
    return {
      cart,
      receipt,
      valueMinor,
      givenMinor,
      share: valueMinor === 0 ? 0 : givenMinor / valueMinor,
      belowCostMinor: costMinor === null ? null : costMinor + extras.costMinor - paidMinor,
      belowCostBeforeMinor: costMinor === null ? null : costMinor - subtotalMinor,
    };
  }

  breaks(weighed: WeighedCart): Break[] {
    const { valueMinor, givenMinor } = weighed;
    const { mostShareBps, leastValueMinor } = this.#limits;
    if (valueMinor < leastValueMinor || givenMinor === 0) return [];
    const surelyMinor = givenMinor - this.#roundingOf(weighed);
    const isTooMuch = surelyMinor * 10_000 > mostShareBps * valueMinor || givenMinor >= valueMinor;
    return [
      ...(isTooMuch ? (['share'] as const) : []),
      ...(this.#lossShare(weighed) > 0 ? (['below-cost'] as const) : []),
    ];
  }

  /** What the search makes as large as it can. */
  score(weighed: WeighedCart, kind: Break): number {
    const { valueMinor, givenMinor } = weighed;
    const score =
      kind === 'share'
        ? (givenMinor - this.#roundingOf(weighed)) / Math.max(1, valueMinor)
        : this.#lossShare(weighed);
    return valueMinor < this.#limits.leastValueMinor ? score - 1 : score;
  }

  /** The loss as a share of the value; what was a loss before any promotion is not theirs. */
  #lossShare(weighed: WeighedCart): number {
    const { belowCostMinor, belowCostBeforeMinor, valueMinor } = weighed;
    if (belowCostMinor === null || (belowCostBeforeMinor ?? 0) > 0) return -1;
    return (belowCostMinor - this.#roundingOf(weighed)) / Math.max(1, valueMinor);
  }

  #roundingOf({ cart, receipt }: WeighedCart): number {
    const { roundingMinor } = this.#limits;
    return roundingMinor === 0 ? 0 : roundingMinor * piecesIn(cart) * receipt.applied.length;
  }

  #extrasOf({ applied }: Receipt): { worthMinor: Minor; costMinor: Minor } {
    let [worthMinor, costMinor] = [0, 0];
    for (const each of applied) {
      const points = this.#pointsWorth(each);
      const gift = this.#giftOf(each);
      worthMinor += points + gift.worthMinor;
      costMinor += points + gift.costMinor;
    }
    return { worthMinor, costMinor };
  }

  #giftOf({ gift }: AppliedPromotion): { worthMinor: Minor; costMinor: Minor } {
    if (gift === null) return { worthMinor: 0, costMinor: 0 };
    const { sku, quantity, unitValueMinor } = gift;
    const product = this.#productOf.get(sku);
    const worth = unitValueMinor > 0 ? unitValueMinor : (product?.priceMinor ?? 0);
    return { worthMinor: quantity * worth, costMinor: quantity * (product?.costMinor ?? worth) };
  }

  #pointsWorth({ id, pointsBack }: AppliedPromotion): Minor {
    const effect = this.#promotionOf.get(id)?.effect;
    return effect?.type === 'points_back' ? pointsBack * effect.minorPerPoint : 0;
  }
}

function costOf({ lines }: TrialCart): Minor | null {
  let sum = 0;
  for (const { product, quantity } of lines) {
    if (product.costMinor === null) return null;
    sum += product.costMinor * quantity;
  }
  return sum;
}

/** By the promotions that had a hand in it. */
export function appliedKey({ receipt }: WeighedCart): string {
  return receipt.applied
    .map(({ id }) => id)
    .sort()
    .join(' ');
}
