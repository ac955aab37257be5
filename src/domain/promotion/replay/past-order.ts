import type { Minor } from '../../money.js';
import type { Cart } from '../cart.js';

export interface PastLine {
  readonly sku: string;
  /** Whole units, at least 1. */
  readonly quantity: number;
  /** As it was sold. */
  readonly unitPriceMinor: Minor;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
  /** Of one unit, as the catalogue has it today; null where the shop has not said. */
  readonly costMinor: Minor | null;
}

/** An order that was paid, and its customer as known today. */
export interface PastOrder {
  /** The shop's own number. */
  readonly ref: string;
  readonly at: number;
  /** The surviving row after a merge; null for a guest. */
  readonly customerId: number | null;
  readonly lines: readonly PastLine[];
  /** Postage and other charges. */
  readonly shippingMinor: Minor;
  readonly customerTags: readonly string[];
  readonly tier: string | null;
  /** Of those that promotions ask for. */
  readonly segments: readonly string[];
  /** Orders before this one; null where nobody counted. */
  readonly orderCount: number | null;
  /** Ids of the promotions that it redeemed. */
  readonly redeemed: readonly string[];
}

export function cartOf({ lines, shippingMinor }: PastOrder, currency: string): Cart {
  return {
    currency,
    shippingMinor,
    lines: lines.map(({ sku, quantity, unitPriceMinor, category, brand, tags }, index) => ({
      id: `${index}`,
      sku,
      quantity,
      unitPriceMinor,
      ...(category !== null && { category }),
      ...(brand !== null && { brand }),
      tags,
    })),
  };
}
