import type { InteractionFact, ProductFact } from './customer-facts.js';
import { type BehaviourCondition, type FollowUp, isInRange, type ProductFilter } from './rule.js';

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
  const { did, products, withinMs, followUp } = condition;
  const known = interactions.filter((fact) => fact.occurredAt <= asOf);
  const matching = known.filter(
    (fact) =>
      fact.kind === did &&
      (withinMs === null || fact.occurredAt > asOf - withinMs) &&
      (products === null || isAmong(fact.product, products)) &&
      (followUp === undefined || isFollowed(fact, followUp, { known, asOf })),
  );
  const isOrder = countsOrders(condition);
  return {
    times: isOrder ? new Set(matching.map(orderKey)).size : matching.length,
    amountMinor: matching.reduce((sum, fact) => sum + (fact.amountMinor ?? 0), 0),
  };
}

function isFollowed(
  deed: InteractionFact,
  { did, products, withinMs, isSameProduct, isWanted }: FollowUp,
  { known, asOf }: { readonly known: readonly InteractionFact[]; readonly asOf: number },
): boolean {
  const until = withinMs === null ? asOf : deed.occurredAt + withinMs;
  const came = known.some(
    (next) =>
      next.kind === did &&
      next.occurredAt > deed.occurredAt &&
      next.occurredAt <= until &&
      (products === null || isAmong(next.product, products)) &&
      (!isSameProduct || (deed.product !== null && next.product?.sku === deed.product.sku)),
  );
  return isWanted ? came : !came && until <= asOf;
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
