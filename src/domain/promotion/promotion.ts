import type { Minor } from '../money.js';
import type { Condition } from './condition.js';
import type { Effect } from './effect.js';
import type { Phase } from './phase.js';
import type { Recurring } from './recurring.js';
import type { Scope } from './scope.js';

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

/** Who pays which part of the discount; the shares of one promotion add up to 10000. */
export interface FundingShare {
  readonly party: string;
  /** Basis points. */
  readonly bps: number;
}

/** A rule that lowers a price. */
export interface Promotion {
  readonly id: string;
  /** Which version of the stored promotion this is; null for one that is not stored. */
  readonly version: number | null;
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
  readonly recurring: Recurring | null;
  readonly budget: Budget | null;
  /** Pieces that stock and the customer's own share still allow; null without limit. */
  readonly unitsLeft: number | null;
  /** Empty: the shop pays all of it. */
  readonly funding: readonly FundingShare[];
}

/** What a promotion is where nothing else is said. */
export const promotionDefaults = {
  version: null,
  conditions: [],
  scope: {},
  priority: 0,
  stack: { kind: 'combine' },
  code: null,
  window: { fromAt: null, untilAt: null },
  recurring: null,
  budget: null,
  unitsLeft: null,
  funding: [],
} as const satisfies Omit<Promotion, 'id' | 'phase' | 'effect'>;
