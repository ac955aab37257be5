import type { Promotion } from './promotion.js';
import type { LimitReason, RejectionReason } from './receipt.js';

/** Everything about a quote but the cart and the promotions. */
export interface QuoteContext {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What the customer entered, as `foldCode` leaves it. */
  readonly codes: readonly string[];
  readonly customerTags: readonly string[];
  /** Promotions whose limits are used up, by id. */
  readonly limited?: ReadonlyMap<string, LimitReason>;
}

/** Why a promotion may not even be looked at; null lets it pass. */
export function gateReason(promotion: Promotion, context: QuoteContext): RejectionReason | null {
  const { code, window } = promotion;
  if (code !== null && !context.codes.includes(code)) return 'CODE_REQUIRED';
  if (window.fromAt !== null && context.at < window.fromAt) return 'NOT_STARTED';
  if (window.untilAt !== null && context.at >= window.untilAt) return 'EXPIRED';
  return context.limited?.get(promotion.id) ?? null;
}
