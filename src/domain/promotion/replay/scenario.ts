import type { Minor } from '../../money.js';
import type { QuoteContext } from '../context.js';
import type { PromotionDefinition } from '../offer.js';
import type { Promotion } from '../promotion.js';
import { quote } from '../quote.js';
import type { AppliedPromotion, Receipt } from '../receipt.js';
import type { LimitReason } from '../rejection-reason.js';
import { cartOf, type PastOrder } from './past-order.js';

/**
 * Which codes and coupons the customers are taken to enter. all: every code in every order, and each known customer has one
 * coupon of each promotion; observed: what the order really redeemed; none: only what needs no code.
 */
export type ReplayCodes = 'all' | 'observed' | 'none';

/** What a promotion gave away in one order. */
export interface GivenBy {
  readonly id: string;
  /** Discount, gift at its worth, points given back. */
  readonly minor: Minor;
}

export interface Replayed {
  readonly receipt: Receipt;
  readonly given: readonly GivenBy[];
  readonly givenMinor: Minor;
}

interface Used {
  uses: number;
  units: number;
}

/** A set of promotions over past orders, in the order of time; their limits count from the first of them. */
export class Scenario {
  readonly #currency: string;
  readonly #codes: ReplayCodes;
  readonly #all: readonly Replayable[];

  constructor(
    definitions: readonly PromotionDefinition[],
    { currency, codes }: { readonly currency: string; readonly codes: ReplayCodes },
  ) {
    this.#currency = currency;
    this.#codes = codes;
    this.#all = definitions.filter(isReplayable).map((each) => new Replayable(each));
  }

  replay(order: PastOrder): Replayed {
    const tried = this.#all.filter((each) => each.isEntered(order, this.#codes));
    const limited = new Map<string, LimitReason>();
    for (const each of tried) {
      const reason = each.limitReason(order, this.#codes);
      if (reason !== null) limited.set(each.id, reason);
    }
    const promotions = tried.map((each) => each.promotionFor(order));
    const receipt = quote(cartOf(order, this.#currency), promotions, contextOf(order, limited));
    return this.#counted(receipt, tried, order);
  }

  #counted(receipt: Receipt, tried: readonly Replayable[], order: PastOrder): Replayed {
    const byId = new Map(tried.map((each) => [each.id, each]));
    let givenMinor = 0;
    const given = receipt.applied.map((applied) => {
      const minor = byId.get(applied.id)?.count(applied, order) ?? 0;
      givenMinor += minor;
      return { id: applied.id, minor };
    });
    return { receipt, given, givenMinor };
  }
}

/** What customers pay with is their own: it is not given away, and nobody knows what they had at the time. */
export function isReplayable({ promotion }: PromotionDefinition): boolean {
  return promotion.phase !== 'tender';
}

class Replayable {
  readonly #definition: PromotionDefinition;
  readonly #promotion: Promotion;
  readonly #byCustomer = new Map<number, Used>();
  #uses = 0;
  #units = 0;
  #givenMinor = 0;

  constructor(definition: PromotionDefinition) {
    this.#definition = definition;
    // What if it had been in force all the time: its dates are set aside, its hours and weekdays are not.
    const window = { fromAt: null, untilAt: null };
    this.#promotion = { ...definition.promotion, code: null, window };
  }

  get id(): string {
    return this.#promotion.id;
  }

  isEntered({ redeemed }: PastOrder, codes: ReplayCodes): boolean {
    if (this.#definition.trigger === 'automatic' || codes === 'all') return true;
    return codes === 'observed' && redeemed.includes(this.id);
  }

  limitReason({ customerId }: PastOrder, codes: ReplayCodes): LimitReason | null {
    const { limits, trigger } = this.#definition;
    const { uses, unitsPerCustomer } = limits;
    if (uses !== null && this.#uses >= uses) return 'LIMIT_REACHED';
    const isOwn = trigger === 'coupon' && codes === 'all';
    const perCustomer = isOwn ? 1 : limits.perCustomer;
    if (perCustomer === null && unitsPerCustomer === null) return null;
    if (customerId === null) return 'IDENTITY_REQUIRED';
    const used = this.#byCustomer.get(customerId)?.uses ?? 0;
    return perCustomer !== null && used >= perCustomer ? 'CUSTOMER_LIMIT_REACHED' : null;
  }

  promotionFor({ customerId }: PastOrder): Promotion {
    const { budgetMinor, partialBudget, stock, unitsPerCustomer } = this.#definition.limits;
    const own = customerId === null ? 0 : (this.#byCustomer.get(customerId)?.units ?? 0);
    const unitsLeft = Math.min(
      stock === null ? Number.POSITIVE_INFINITY : stock - this.#units,
      unitsPerCustomer === null ? Number.POSITIVE_INFINITY : unitsPerCustomer - own,
    );
    return {
      ...this.#promotion,
      ...(budgetMinor !== null && {
        budget: { leftMinor: budgetMinor - this.#givenMinor, partial: partialBudget },
      }),
      ...(unitsLeft !== Number.POSITIVE_INFINITY && { unitsLeft }),
    };
  }

  /** @returns what it gave away */
  count(applied: AppliedPromotion, { customerId }: PastOrder): Minor {
    const minor = givenAway(applied, this.#promotion);
    this.#uses++;
    this.#units += applied.unitCount;
    this.#givenMinor += minor;
    if (customerId !== null && this.#countsCustomers()) {
      const used = this.#byCustomer.get(customerId) ?? { uses: 0, units: 0 };
      this.#byCustomer.set(customerId, {
        uses: used.uses + 1,
        units: used.units + applied.unitCount,
      });
    }
    return minor;
  }

  // A row for each customer is kept only where a limit needs it.
  #countsCustomers(): boolean {
    const { limits, trigger } = this.#definition;
    return trigger === 'coupon' || limits.perCustomer !== null || limits.unitsPerCustomer !== null;
  }
}

function givenAway(
  { discountMinor, gift, pointsBack }: AppliedPromotion,
  { effect }: Promotion,
): Minor {
  const giftMinor = gift === null ? 0 : gift.quantity * gift.unitValueMinor;
  const pointsMinor = effect.type === 'points_back' ? pointsBack * effect.minorPerPoint : 0;
  return discountMinor + giftMinor + pointsMinor;
}

function contextOf(order: PastOrder, limited: ReadonlyMap<string, LimitReason>): QuoteContext {
  const { at, customerTags, tier, segments, orderCount } = order;
  return {
    at,
    codes: [],
    customerTags,
    tier,
    segments,
    ...(orderCount !== null && { orderCount }),
    channel: 'shop',
    limited,
  };
}
