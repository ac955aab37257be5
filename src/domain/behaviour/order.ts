/** One line of a sale or refund. */
export interface OrderLineDraft {
  /** charge: postage, bank charges, a manual correction: money, but nothing to recommend. */
  readonly kind: 'product' | 'charge';
  /** Absent for a charge, and for goods that the catalogue does not know. */
  readonly productId?: number;
  readonly sku: string;
  /** Whole units; negative in a refund. */
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** What was paid for the line after discounts; negative in a refund. */
  readonly amountMinor: number;
  /** Any text that is the same when the same line is sent again, and no other line's within the source. */
  readonly key: string;
}

/** A sale or a refund, or more lines of one that is there already. */
export interface OrderDraft {
  readonly source: string;
  /** The shop's own number of it, unique within the source. */
  readonly externalId: string;
  /** Null for a guest: counts for popularity and revenue, not for profiles. */
  readonly customerId: number | null;
  readonly kind: 'sale' | 'refund';
  /** For a refund: the number of the sale, where that is known. */
  readonly refundOf?: string;
  /** How much the lines were lowered in all; their amounts are what is left. */
  readonly discountMinor?: number;
  readonly occurredAt: number;
  /** What led to it, where that is known: goes to its interactions. */
  readonly deliveryId?: number;
  readonly couponId?: number;
  readonly lines: readonly OrderLineDraft[];
}
