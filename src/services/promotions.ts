import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { neededNames } from '../domain/segment/references.js';
import type { NamedRules, SegmentRule } from '../domain/segment/rule.js';
import type { Clock } from '../ports/clock.js';
import type { AppliedPromotions, PromotionStore } from '../ports/promotion-store.js';

export interface PromotionDeps {
  readonly promotions: PromotionStore;
  readonly clock: Clock;
}

/**
 * Puts promotions.yaml into force: a new version of each promotion that changed, none of those that did not. What the
 * list no longer names is paused; coupons that are out stay good.
 *
 * @param segments what conditions name; a version keeps their rules, so that a later edit of the file changes nothing
 */
export function applyPromotions(
  deps: PromotionDeps,
  definitions: readonly PromotionDefinition[],
  segments: NamedRules = new Map(),
): Promise<AppliedPromotions> {
  const resolved = definitions.map((each) => ({ ...each, segments: rulesOf(each, segments) }));
  return deps.promotions.apply(resolved, deps.clock.now());
}

function rulesOf(
  { promotion }: PromotionDefinition,
  named: NamedRules,
): PromotionDefinition['segments'] {
  const rules = promotion.conditions.flatMap((each): SegmentRule[] =>
    each.type === 'segment' ? [{ kind: 'segment', name: each.segment }] : [],
  );
  const needed = rules.length === 0 ? [] : neededNames({ kind: 'any', rules }, named);
  return Object.fromEntries(
    needed.flatMap((name) => {
      const rule = named.get(name);
      return rule === undefined ? [] : [[name, rule]];
    }),
  );
}
