import type { Minor } from '../money.js';
import type { SegmentRule } from '../segment/rule.js';
import type { GroupTerms } from './group-buy.js';
import type { Promotion } from './promotion.js';

/** How often, by whom and how much in all; null is without limit. */
export interface PromotionLimits {
  readonly uses: number | null;
  /** Counted over all chats and merged rows of a person; a guest cannot use such a promotion. */
  readonly perCustomer: number | null;
  readonly budgetMinor: Minor | null;
  /** Whether the last money is given although it is less than the discount. */
  readonly partialBudget: boolean;
  /** Pieces that it lowers or gives in all. */
  readonly stock: number | null;
  /** Pieces for one person, over all orders; a guest cannot use such a promotion. */
  readonly unitsPerCustomer: number | null;
}

/** coupon: only with a coupon of one's own; code: whoever knows `promotion.code`; automatic: everybody. */
export type Trigger = 'coupon' | 'code' | 'automatic';

/** What a partial refund gives back. proportional: what was paid for the pieces; reevaluate: the order is counted again without them. */
export type RefundPolicy = 'proportional' | 'reevaluate';

/** A promotion as promotions.yaml has it: the rule, and what the shop says and limits around it. */
export interface PromotionDefinition {
  /** `code` is set for trigger code only; `budget` and `unitsLeft` never (the ledger counts them). */
  readonly promotion: Promotion;
  readonly trigger: Trigger;
  /** In front of a coupon's own code, such as `SAVE`. */
  readonly codePrefix: string;
  readonly limits: PromotionLimits;
  /** What customers read, by locale. */
  readonly names: Readonly<Record<string, string>>;
  /** A line more for cards and the checkout, by locale; `{}` for none. */
  readonly notes: Readonly<Record<string, string>>;
  /** Set for a group price. */
  readonly groupBuy: GroupTerms | null;
  /** The rules of the segments that its conditions name, and of those that these need, as they were applied. */
  readonly segments: Readonly<Record<string, SegmentRule>>;
  readonly refundPolicy: RefundPolicy;
  /** Whether its uses and the coupon are free again once a paid order is cancelled. */
  readonly isReusable: boolean;
}

/**
 * The limits with those that its conditions imply: what is for a person's first order is for one order of theirs. The
 * condition alone would let two carts that are paid at the same time both be the first.
 */
export function limitsInForce({ limits, promotion }: PromotionDefinition): PromotionLimits {
  const most = promotion.conditions.flatMap((each) =>
    each.type === 'order_number' && each.to !== null ? [each.to - each.from + 1] : [],
  );
  const { perCustomer } = limits;
  const least = Math.min(perCustomer ?? Number.POSITIVE_INFINITY, ...most);
  return { ...limits, perCustomer: Number.isFinite(least) ? least : null };
}

export const noLimits: PromotionLimits = {
  uses: null,
  perCustomer: null,
  budgetMinor: null,
  partialBudget: false,
  stock: null,
  unitsPerCustomer: null,
};

/** What a definition is where nothing else is said; those stored before a field was there lack it. */
export const definitionDefaults = {
  notes: {},
  groupBuy: null,
  segments: {},
  refundPolicy: 'proportional',
  isReusable: true,
} as const satisfies Partial<PromotionDefinition>;
