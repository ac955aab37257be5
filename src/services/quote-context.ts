import type { QuoteContext } from '../domain/promotion/context.js';
import type { Shopper } from '../ports/checkout-store.js';
import type { Candidate } from './entered-codes.js';
import type { QuoteDeps, QuoteRequest } from './quote-cart.js';
import { segmentsHolding } from './segments.js';

/** What the candidates' conditions ask of the customer; nothing is looked up that none of them asks for. */
export async function contextOf(
  deps: Pick<QuoteDeps, 'checkout' | 'segments' | 'shop'>,
  candidates: readonly Candidate[],
  {
    request,
    shopper,
    at,
  }: { readonly request: QuoteRequest; readonly shopper: Shopper | null; readonly at: number },
): Promise<QuoteContext> {
  const isAsked = asked(candidates);
  const { group, channel, orderRef = null } = request;
  const orderCount =
    shopper !== null && isAsked('order_number')
      ? await deps.checkout.orderCount(shopper.customerId, orderRef)
      : null;
  return {
    at,
    codes: candidates.flatMap(({ promotion }) => promotion.code ?? []),
    customerTags: shopper?.tags ?? [],
    tier: shopper?.tier ?? null,
    segments:
      shopper !== null && isAsked('segment')
        ? await segmentsOf(deps, candidates, shopper.customerId, at)
        : [],
    ...(orderCount !== null && { orderCount }),
    ...(channel !== undefined && { channel }),
    // The price of a group is asked for before it is full: whoever pays has it once the last seat is taken.
    ...(group !== undefined && { groupSize: group.seats }),
  };
}

function asked(candidates: readonly Candidate[]) {
  const types = new Set(
    candidates.flatMap(({ promotion }) => promotion.conditions.map(({ type }) => type)),
  );
  return (type: Candidate['promotion']['conditions'][number]['type']) => types.has(type);
}

async function segmentsOf(
  deps: Pick<QuoteDeps, 'segments' | 'shop'>,
  candidates: readonly Candidate[],
  customerId: number,
  at: number,
): Promise<string[]> {
  const named = new Map(
    candidates.flatMap(({ definition }) => Object.entries(definition.segments)),
  );
  return segmentsHolding(deps, customerId, named, at);
}
