import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Clock } from '../ports/clock.js';
import type { AppliedPromotions, PromotionStore } from '../ports/promotion-store.js';

export interface PromotionDeps {
  readonly promotions: PromotionStore;
  readonly clock: Clock;
}

/**
 * Puts promotions.yaml into force: a new version of each promotion that changed, none of those that did not. What the
 * list no longer names is paused; coupons that are out stay good.
 */
export function applyPromotions(
  deps: PromotionDeps,
  definitions: readonly PromotionDefinition[],
): Promise<AppliedPromotions> {
  return deps.promotions.apply(definitions, deps.clock.now());
}
