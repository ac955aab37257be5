import type { Minor } from '../money.js';

export interface CartLine {
  /** Unique in the cart. */
  readonly id: string;
  readonly sku?: string;
  readonly unitPriceMinor: Minor;
  /** Whole units, at least 1. */
  readonly quantity: number;
  /** No promotion lowers a unit below this. */
  readonly minUnitPriceMinor?: Minor;
  readonly category?: string;
  readonly brand?: string;
  readonly tags?: readonly string[];
}

/** What somebody wants to buy, in cart order; the order decides ties. */
export interface Cart {
  readonly currency: string;
  readonly lines: readonly CartLine[];
  readonly shippingMinor: Minor;
}
