import type { QuoteContext } from './context.js';
import type { Promotion } from './promotion.js';
import { isWithinHours } from './recurring.js';
import type { RejectionReason } from './rejection-reason.js';

/** Why a promotion may not even be looked at; null lets it pass. */
export function gateReason(promotion: Promotion, context: QuoteContext): RejectionReason | null {
  const { code, window, recurring } = promotion;
  if (code !== null && !context.codes.includes(code)) return 'CODE_REQUIRED';
  if (window.fromAt !== null && context.at < window.fromAt) return 'NOT_STARTED';
  if (window.untilAt !== null && context.at >= window.untilAt) return 'EXPIRED';
  if (recurring !== null && !isWithinHours(context.at, recurring)) return 'OUTSIDE_HOURS';
  return context.limited?.get(promotion.id) ?? null;
}
