import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import type { ClaimedDelivery } from '../ports/outbox.js';
import type { PickStore } from '../ports/pick-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import { wishFilter } from './shelf.js';

export interface WantedDeps {
  readonly pickFacts: Pick<PickStore, 'wishes'>;
  readonly shelves: ShelfStore;
}

/**
 * Tells which frozen picks their customer still wants. "Only shoes" or "not this" said after the planning holds for
 * what was planned before.
 */
export async function wantedPicks(
  { pickFacts, shelves }: WantedDeps,
  deliveries: readonly ClaimedDelivery[],
): Promise<(delivery: ClaimedDelivery) => readonly ProductPick[]> {
  const customerIds = deliveries.flatMap(({ picks, customerId, purpose }) =>
    picks.length === 0 || purpose !== 'campaign' ? [] : (customerId ?? []),
  );
  const all = ({ picks }: ClaimedDelivery) => picks;
  if (customerIds.length === 0) return all;
  const wishes = await pickFacts.wishes([...new Set(customerIds)]);
  if (wishes.size === 0) return all;
  const isOfWish = await wishFilter(shelves);
  return ({ customerId, purpose, picks }) => {
    const wish = wishes.get(customerId ?? -1);
    if (wish === undefined || purpose !== 'campaign') return picks;
    return picks.filter(
      ({ productId }) => !wish.refused.includes(productId) && isOfWish(productId, wish),
    );
  };
}
