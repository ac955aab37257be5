import type { Minor } from '../money.js';
import { sumOf } from './allocation.js';
import { type ConditionFinding, findingOf, isMet } from './condition.js';
import { type Reduction, reductionOf } from './effect.js';
import { gateReason, type QuoteContext } from './gate.js';
import type { Budget, Promotion } from './promotion.js';
import type { RejectedPromotion, RejectionReason } from './receipt.js';
import type { Till } from './till.js';

/** What one promotion would do to the cart as it stands, or why it does nothing. */
export type Trial =
  | {
      readonly kind: 'gives';
      readonly promotion: Promotion;
      /** By line; more than nothing in all. */
      readonly discounts: readonly Minor[];
      readonly conditions: readonly ConditionFinding[];
    }
  | { readonly kind: 'refused'; readonly rejection: RejectedPromotion };

/** Looks, and changes nothing. */
export function tryOn(promotion: Promotion, till: Till, context: QuoteContext): Trial {
  const { id } = promotion;
  const closed = gateReason(promotion, context);
  if (closed !== null) return refused({ id, reason: closed, conditions: [] });
  const conditions = promotion.conditions.map((each) =>
    findingOf(each, till, context.customerTags),
  );
  const failed = conditions.find((each) => !isMet(each));
  if (failed) return refused({ id, ...unmet(failed), conditions });
  const eligible = till.inScope(promotion.scope);
  const reduction = reductionOf(promotion.effect, promotion.phase, till, eligible);
  if (sumOf(reduction.discounts) === 0)
    return refused({ id, reason: 'NOTHING_TO_DISCOUNT', conditions });
  const discounts = withinBudget(reduction, promotion.budget);
  if (discounts === null) return refused({ id, reason: 'BUDGET_EXCEEDED', conditions });
  return { kind: 'gives', promotion, discounts, conditions };
}

function refused(rejection: RejectedPromotion): Trial {
  return { kind: 'refused', rejection };
}

function unmet(finding: ConditionFinding): { reason: RejectionReason; missing?: number } {
  if (finding.type === 'customer_tag') return { reason: 'CUSTOMER_NOT_ELIGIBLE' };
  const { missing } = finding;
  if (finding.type === 'quantity_at_least') return { reason: 'QUANTITY_TOO_LOW', missing };
  return { reason: 'SUBTOTAL_TOO_LOW', missing };
}

function withinBudget(reduction: Reduction, budget: Budget | null): readonly Minor[] | null {
  if (budget === null || sumOf(reduction.discounts) <= budget.leftMinor) return reduction.discounts;
  if (!budget.partial || budget.leftMinor <= 0) return null;
  return reduction.atMost(budget.leftMinor);
}
