import type { Minor } from '../money.js';
import type { ConditionFinding } from './condition.js';
import type { UnitRun } from './unit-split.js';

/** Limits that only the ledger knows. */
export type LimitReason = 'LIMIT_REACHED' | 'CUSTOMER_LIMIT_REACHED' | 'IDENTITY_REQUIRED';

export type RejectionReason =
  | LimitReason
  | 'CODE_REQUIRED'
  | 'NOT_STARTED'
  | 'EXPIRED'
  | 'SUBTOTAL_TOO_LOW'
  | 'QUANTITY_TOO_LOW'
  | 'CUSTOMER_NOT_ELIGIBLE'
  | 'NOTHING_TO_DISCOUNT'
  | 'BUDGET_EXCEEDED'
  | 'EXCLUDED_BY'
  | 'BETTER_EXISTS';

export interface RejectedPromotion {
  readonly id: string;
  readonly reason: RejectionReason;
  /** The smallest amount (minor units) or quantity still needed. */
  readonly missing?: number;
  /** The promotion that stood in the way. */
  readonly by?: string;
  /** Every condition, met or not; empty where it was refused before they were looked at. */
  readonly conditions: readonly ConditionFinding[];
}

export interface AppliedLine {
  readonly lineId: string;
  readonly beforeMinor: Minor;
  readonly discountMinor: Minor;
  readonly afterMinor: Minor;
}

export interface AppliedPromotion {
  readonly id: string;
  readonly discountMinor: Minor;
  /** Only the lines it lowered. */
  readonly lines: readonly AppliedLine[];
  readonly conditions: readonly ConditionFinding[];
}

export interface ReceiptLine {
  readonly lineId: string;
  readonly quantity: number;
  readonly unitPriceMinor: Minor;
  readonly subtotalMinor: Minor;
  readonly discountMinor: Minor;
  readonly totalMinor: Minor;
  readonly units: readonly UnitRun[];
}

/** What a cart costs, with what applied, what did not, and why: the same inputs give the same receipt. */
export interface Receipt {
  readonly currency: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** In cart order. */
  readonly lines: readonly ReceiptLine[];
  /** In order of application. */
  readonly applied: readonly AppliedPromotion[];
  readonly rejected: readonly RejectedPromotion[];
  readonly subtotalMinor: Minor;
  readonly shippingMinor: Minor;
  /** Of all lines. */
  readonly discountMinor: Minor;
  readonly payableMinor: Minor;
}
