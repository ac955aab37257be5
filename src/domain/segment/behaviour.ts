import type { InteractionFact, ProductFact } from './customer-facts.js';
import { type BehaviourCondition, isInRange, type ProductFilter } from './rule.js';

/** What a person did of what a condition asks for. */
export interface Deeds {
  readonly times: number;
  readonly amountMinor: number;
}

export function deedsOf(
  interactions: readonly InteractionFact[],
  condition: BehaviourCondition,
  asOf: number,
): Deeds {
  const { did, products, withinMs } = condition;
  const matching = interactions.filter(
    (fact) =>
      fact.kind === did &&
      fact.occurredAt <= asOf &&
      (withinMs === null || fact.occurredAt > asOf - withinMs) &&
      (products === null || isAmong(fact.product, products)),
  );
  const isOrder = countsOrders(condition);
  return {
    times: isOrder ? new Set(matching.map(orderKey)).size : matching.length,
    amountMinor: matching.reduce((sum, fact) => sum + (fact.amountMinor ?? 0), 0),
  };
}

export function isEnough(deeds: Deeds, { times, amountMinor }: BehaviourCondition): boolean {
  const isRich = amountMinor === null || isInRange(deeds.amountMinor, amountMinor);
  return isRich && isInRange(deeds.times, times);
}

export function countsOrders({ did }: BehaviourCondition): boolean {
  return did === 'purchase' || did === 'refund';
}

/** The lines of one order are one purchase; a purchase without an order is one by itself. */
function orderKey({ id, orderId }: InteractionFact): number {
  return orderId ?? -id;
}

function isAmong(product: ProductFact | null, filter: ProductFilter): boolean {
  if (product === null) return false;
  const holds = (wanted: readonly string[] | undefined, own: string | null) =>
    wanted === undefined || (own !== null && wanted.includes(own));
  return (
    holds(filter.categories, product.category) &&
    holds(filter.brands, product.brand) &&
    holds(filter.skus, product.sku)
  );
}
