import type { Minor } from '../money.js';
import type { ConditionFinding } from './condition.js';
import type { Phase } from './phase.js';
import type { RejectionReason } from './rejection-reason.js';
import type { UnitRun } from './unit-split.js';

export interface RejectedPromotion {
  readonly id: string;
  readonly version: number | null;
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

/** Units of a thing that is added for nothing. */
export interface GiftGiven {
  readonly promotion: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitValueMinor: Minor;
}

export interface Tendered {
  readonly amountMinor: Minor;
  /** Points spent; null for a gift card. */
  readonly points: number | null;
}

/** What is to be paid when, where it is not all at once. */
export interface DepositDue {
  readonly promotion: string;
  /** Now. */
  readonly depositMinor: Minor;
  readonly balanceFromAt: number;
  /** Exclusive. */
  readonly balanceUntilAt: number;
}

export interface FundedPart {
  readonly party: string;
  readonly amountMinor: Minor;
}

export interface AppliedPromotion {
  readonly id: string;
  readonly version: number | null;
  readonly phase: Phase;
  /** Off goods and shipping together. */
  readonly discountMinor: Minor;
  /** Only the lines it lowered. */
  readonly lines: readonly AppliedLine[];
  readonly shippingDiscountMinor: Minor;
  /** Pieces that it lowered or gave. */
  readonly unitCount: number;
  readonly tendered: Tendered | null;
  readonly gift: GiftGiven | null;
  /** Points it gives once the order is paid. */
  readonly pointsBack: number;
  readonly deposit: DepositDue | null;
  /** Who pays for it; adds up to the discount and the gift's value. Empty: the shop alone. */
  readonly funding: readonly FundedPart[];
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
  /** Before discounts. */
  readonly shippingMinor: Minor;
  readonly shippingDiscountMinor: Minor;
  /** Of all lines and of shipping. */
  readonly discountMinor: Minor;
  /** Paid by points and gift cards. */
  readonly tenderMinor: Minor;
  /** What is left to pay in money, now and later. */
  readonly payableMinor: Minor;
  /** Of a presale, what is paid now; equal to `payableMinor` without one. */
  readonly dueNowMinor: Minor;
}
