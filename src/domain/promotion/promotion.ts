import type { Minor } from '../money.js';
import type { Scope } from './scope.js';

/** Phases follow each other in this order, whatever the priorities. A new kind of phase is one entry here. */
export const phases = ['item', 'order'] as const;
export type Phase = (typeof phases)[number];

/** remaining: amounts after everything applied before; original: the cart's own prices. */
export type Basis = 'remaining' | 'original';

export interface PercentOff {
  readonly type: 'percent_off';
  /** Basis points: 1500 is 15 %. */
  readonly bps: number;
  /** The most that the promotion gives in one cart. */
  readonly capMinor: Minor | null;
  /** In phase item: rounded once for each line, or on the unit and multiplied. */
  readonly rounding: 'line' | 'unit';
  readonly basis: Basis;
}

export interface AmountOff {
  readonly type: 'amount_off';
  readonly amountMinor: Minor;
  readonly per: 'order' | 'line' | 'unit';
}

export type Effect = PercentOff | AmountOff;

export type Condition =
  | {
      readonly type: 'subtotal_at_least' | 'subtotal_more_than';
      readonly amountMinor: Minor;
      /** Which lines count; all unless given. */
      readonly scope: Scope;
      readonly basis: Basis;
    }
  | { readonly type: 'quantity_at_least'; readonly quantity: number; readonly scope: Scope }
  | { readonly type: 'customer_tag'; readonly tag: string };

export type Stack =
  | { readonly kind: 'combine' }
  /** Applies alone, or not at all. */
  | { readonly kind: 'exclusive' }
  /** Of one group only the largest discount stays. */
  | { readonly kind: 'best_of'; readonly group: string };

/** UTC instants; null is open. */
export interface Window {
  readonly fromAt: number | null;
  /** Exclusive. */
  readonly untilAt: number | null;
}

/** Money that the promotion may still give away. */
export interface Budget {
  readonly leftMinor: Minor;
  /** Whether what is left is given when it is less than the discount; else the promotion is refused whole. */
  readonly partial: boolean;
}

/** A rule that lowers a price. */
export interface Promotion {
  readonly id: string;
  readonly phase: Phase;
  readonly effect: Effect;
  readonly conditions: readonly Condition[];
  /** Which lines are lowered. */
  readonly scope: Scope;
  /** Higher goes first within a phase. */
  readonly priority: number;
  readonly stack: Stack;
  /** As `foldCode` leaves it; null applies by itself. */
  readonly code: string | null;
  readonly window: Window;
  readonly budget: Budget | null;
}

/** What a promotion is where nothing else is said. */
export const promotionDefaults = {
  conditions: [],
  scope: {},
  priority: 0,
  stack: { kind: 'combine' },
  code: null,
  window: { fromAt: null, untilAt: null },
  budget: null,
} as const satisfies Omit<Promotion, 'id' | 'phase' | 'effect'>;
