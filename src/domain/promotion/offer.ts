import type { Minor } from '../money.js';
import type { Promotion } from './promotion.js';

/** How often, by whom and how much in all; null is without limit. */
export interface PromotionLimits {
  readonly uses: number | null;
  /** Counted over all chats and merged rows of a person; a guest cannot use such a promotion. */
  readonly perCustomer: number | null;
  readonly budgetMinor: Minor | null;
  /** Whether the last money is given although it is less than the discount. */
  readonly partialBudget: boolean;
}

/** coupon: only with a coupon of one's own; code: whoever knows `promotion.code`; automatic: everybody. */
export type Trigger = 'coupon' | 'code' | 'automatic';

/** A promotion as promotions.yaml has it: the rule, and what the shop says and limits around it. */
export interface PromotionDefinition {
  /** `code` is set for trigger code only; `budget` never (it is counted by the ledger). */
  readonly promotion: Promotion;
  readonly trigger: Trigger;
  /** In front of a coupon's own code, such as `SAVE`. */
  readonly codePrefix: string;
  readonly limits: PromotionLimits;
  /** What customers read, by locale. */
  readonly names: Readonly<Record<string, string>>;
}

export const noLimits: PromotionLimits = {
  uses: null,
  perCustomer: null,
  budgetMinor: null,
  partialBudget: false,
};
