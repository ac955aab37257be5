import type { Minor } from '../money.js';
import type { Cart, CartLine } from './cart.js';
import type { Basis } from './phase.js';
import { isInScope, type Scope } from './scope.js';
import { spreadOverUnits, takeFromParts, type UnitPart, type UnitRun } from './unit-split.js';

/** One line while promotions go over it. */
export interface TillLine {
  readonly line: CartLine;
  readonly originalMinor: Minor;
  readonly remainingMinor: Minor;
  readonly units: readonly UnitRun[];
}

/** What is taken off a cart at once. */
export interface Taking {
  /** By line, each at most that line's room. */
  readonly discounts: readonly Minor[];
  /** By line, where its units are not all meant alike. */
  readonly parts: readonly (readonly UnitPart[] | undefined)[] | null;
  readonly shippingMinor: Minor;
  readonly tenderMinor: Minor;
}

/** What a line can still give without a unit falling below its floor. */
export function roomOf({ line, remainingMinor }: TillLine): Minor {
  return Math.max(0, remainingMinor - line.quantity * (line.minUnitPriceMinor ?? 0));
}

/** The most that all promotions together may take off one unit. */
export function unitLimitOf({ unitPriceMinor, minUnitPriceMinor = 0 }: CartLine): Minor {
  return Math.max(0, unitPriceMinor - minUnitPriceMinor);
}

export function amountOf(line: TillLine, basis: Basis): Minor {
  return basis === 'original' ? line.originalMinor : line.remainingMinor;
}

/** The cart on its way through the promotions; `take` is its only change. */
export class Till {
  readonly currency: string;
  readonly shippingMinor: Minor;
  readonly #lines: TillLine[];
  #shippingLeftMinor: Minor;
  #tenderMinor: Minor = 0;

  constructor(cart: Cart) {
    this.currency = cart.currency;
    this.shippingMinor = cart.shippingMinor;
    this.#shippingLeftMinor = cart.shippingMinor;
    this.#lines = cart.lines.map((line) => {
      const originalMinor = line.unitPriceMinor * line.quantity;
      const units = [{ count: line.quantity, discountMinor: 0 }];
      return { line, originalMinor, remainingMinor: originalMinor, units };
    });
  }

  get lines(): readonly TillLine[] {
    return this.#lines;
  }

  get shippingLeftMinor(): Minor {
    return this.#shippingLeftMinor;
  }

  /** Paid by points and gift cards so far. */
  get tenderMinor(): Minor {
    return this.#tenderMinor;
  }

  /** Goods and shipping, less what points and gift cards pay. */
  get leftToPayMinor(): Minor {
    let sum = this.#shippingLeftMinor - this.#tenderMinor;
    for (const { remainingMinor } of this.#lines) sum += remainingMinor;
    return sum;
  }

  inScope(scope: Scope): boolean[] {
    return this.#lines.map((each) =>
      isInScope(scope, each.line, each.remainingMinor < each.originalMinor),
    );
  }

  subtotal(scope: Scope, basis: Basis): Minor {
    let sum = 0;
    for (const each of this.#lines) {
      const isDiscounted = each.remainingMinor < each.originalMinor;
      if (isInScope(scope, each.line, isDiscounted)) sum += amountOf(each, basis);
    }
    return sum;
  }

  quantity(scope: Scope): number {
    let sum = 0;
    for (const { line, remainingMinor, originalMinor } of this.#lines)
      if (isInScope(scope, line, remainingMinor < originalMinor)) sum += line.quantity;
    return sum;
  }

  take({ discounts, parts, shippingMinor, tenderMinor }: Taking): void {
    this.#shippingLeftMinor -= shippingMinor;
    this.#tenderMinor += tenderMinor;
    for (let i = 0; i < this.#lines.length; i++) {
      const before = this.#lines[i];
      const discountMinor = discounts[i] ?? 0;
      const named = parts?.[i];
      if (before === undefined || (discountMinor === 0 && named === undefined)) continue;
      const { line, originalMinor, units } = before;
      // Written out: copying with `...` took a third of a quote's time.
      this.#lines[i] = {
        line,
        originalMinor,
        remainingMinor: before.remainingMinor - discountMinor,
        units:
          named === undefined
            ? spreadOverUnits(units, discountMinor, unitLimitOf(line))
            : takeFromParts(units, named, discountMinor),
      };
    }
  }
}
