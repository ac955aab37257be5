import { basePrices } from './base-prices.js';
import { type ConditionFinding, findingOf, isMet, unmetReason } from './condition.js';
import type { QuoteContext } from './context.js';
import { give } from './effects/give.js';
import { gateReason } from './gate.js';
import { type Given, type Giving, givenMinor, isNothing, isShort } from './giving.js';
import type { Budget, Promotion } from './promotion.js';
import type { RejectedPromotion } from './receipt.js';
import type { RejectionReason } from './rejection-reason.js';
import type { Till } from './till.js';

/** What one promotion would do to the cart as it stands, or why it does nothing. */
export type Trial =
  | {
      readonly kind: 'gives';
      readonly promotion: Promotion;
      /** More than nothing. */
      readonly giving: Giving;
      readonly conditions: readonly ConditionFinding[];
    }
  | { readonly kind: 'refused'; readonly rejection: RejectedPromotion };

/** Looks, and changes nothing. */
export function tryOn(promotion: Promotion, till: Till, context: QuoteContext): Trial {
  const entry = examine(promotion, till, context);
  return entry.kind === 'refused' ? entry : settle(entry, givenTo(promotion, till));
}

function givenTo(promotion: Promotion, till: Till): Given {
  const { effect, phase, scope, unitsLeft } = promotion;
  if (phase === 'base') return basePrices([promotion], till)[0]?.giving as Giving;
  return give(effect, { till, phase, eligible: till.inScope(scope), unitsLeft });
}

/** A promotion that may be looked at, its conditions met. */
export interface Entry {
  readonly kind: 'enters';
  readonly promotion: Promotion;
  readonly conditions: readonly ConditionFinding[];
}

export function examine(
  promotion: Promotion,
  till: Till,
  context: QuoteContext,
): Entry | Extract<Trial, { kind: 'refused' }> {
  const closed = gateReason(promotion, context);
  if (closed !== null) return refused(promotion, { reason: closed }, []);
  const conditions = promotion.conditions.map((each) => findingOf(each, till, context));
  const failed = conditions.find((each) => !isMet(each));
  if (failed === undefined) return { kind: 'enters', promotion, conditions };
  const missing = 'missing' in failed ? { missing: failed.missing } : {};
  return refused(promotion, { reason: unmetReason(failed), ...missing }, conditions);
}

/** @param beatenBy the promotion that left nothing to lower */
export function settle(
  { promotion, conditions }: Entry,
  given: Given,
  beatenBy: Promotion | null = null,
): Trial {
  if (isShort(given)) return refused(promotion, given, conditions);
  if (isNothing(given)) {
    const why =
      beatenBy === null
        ? ({ reason: 'NOTHING_TO_DISCOUNT' } as const)
        : ({ reason: 'BETTER_EXISTS', by: beatenBy.id } as const);
    return refused(promotion, why, conditions);
  }
  const giving = withinBudget(given, promotion.budget);
  if (giving === null) return refused(promotion, { reason: 'BUDGET_EXCEEDED' }, conditions);
  return { kind: 'gives', promotion, giving, conditions };
}

interface Why {
  readonly reason: RejectionReason;
  readonly missing?: number;
  readonly by?: string;
}

function refused(
  { id, version }: Promotion,
  { reason, missing, by }: Why,
  conditions: readonly ConditionFinding[],
): Extract<Trial, { kind: 'refused' }> {
  const why = {
    reason,
    ...(missing !== undefined && { missing }),
    ...(by !== undefined && { by }),
  };
  return { kind: 'refused', rejection: { id, version, ...why, conditions } };
}

function withinBudget(giving: Giving, budget: Budget | null): Giving | null {
  if (budget === null || givenMinor(giving) <= budget.leftMinor) return giving;
  if (!budget.partial || budget.leftMinor <= 0) return null;
  const lowered = giving.atMost(budget.leftMinor);
  return isNothing(lowered) ? null : lowered;
}
