import { type GroupTerms, type SeatRefusal, seatRefusal } from '../domain/promotion/group-buy.js';
import type { Clock } from '../ports/clock.js';
import type { GroupBuyRecord, GroupBuyStore } from '../ports/group-buy-store.js';
import type { PromotionStore, StoredPromotion } from '../ports/promotion-store.js';
import type { Random } from '../ports/random.js';
import type { CartGroup } from './group-candidates.js';

export interface GroupBuyDeps {
  readonly groupBuys: GroupBuyStore;
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly random: Random;
  readonly clock: Clock;
}

/** Why no group can be opened. */
export type OpenRefusal =
  | 'PROMOTION_UNKNOWN'
  /** There is such a promotion, but it has no group price. */
  | 'NO_GROUP_PRICE'
  | 'NOT_STARTED'
  | 'EXPIRED';

export type OpenAnswer =
  | { readonly kind: 'open'; readonly group: GroupBuyRecord; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: OpenRefusal };

/** A promotion that groups can be opened for. */
export interface GroupOffer extends StoredPromotion {
  readonly terms: GroupTerms;
}

/** Opens a group of a promotion for a customer, or finds the one that they have open; it ends with the promotion at the latest. */
export async function openGroup(
  deps: GroupBuyDeps,
  { promotionKey, customerId }: { readonly promotionKey: string; readonly customerId: number },
): Promise<OpenAnswer> {
  const at = deps.clock.now();
  const promotions = await deps.promotions.all();
  const promotion = promotions.find(({ key, state }) => key === promotionKey && state === 'active');
  if (promotion === undefined) return { kind: 'refused', reason: 'PROMOTION_UNKNOWN' };
  const offer = offerOf(promotion);
  if (offer === null) return { kind: 'refused', reason: 'NO_GROUP_PRICE' };
  const reason = closedReason(promotion, at);
  if (reason !== null) return { kind: 'refused', reason };
  const { id, isNew } = await deps.groupBuys.open({
    id: deps.random.uuid(),
    promotionId: offer.promotionId,
    versionId: offer.versionId,
    openerId: customerId,
    seats: offer.terms.seats,
    deadlineAt: deadlineOf(offer, at),
    at,
  });
  const group = await deps.groupBuys.group(id, at);
  if (group === null) throw new Error(`the group ${id} was opened and is not there`);
  return { kind: 'open', group, isNew };
}

/** Promotions that a group can be opened for now. */
export async function groupOffers(
  deps: Pick<GroupBuyDeps, 'promotions'>,
  at: number,
): Promise<GroupOffer[]> {
  const promotions = await deps.promotions.all();
  return promotions
    .filter((each) => each.state === 'active' && closedReason(each, at) === null)
    .flatMap((each) => offerOf(each) ?? []);
}

function offerOf(promotion: StoredPromotion): GroupOffer | null {
  const terms = promotion.definition.groupBuy ?? null;
  return terms === null ? null : { ...promotion, terms };
}

function closedReason(
  { definition }: StoredPromotion,
  at: number,
): 'NOT_STARTED' | 'EXPIRED' | null {
  const { fromAt, untilAt } = definition.promotion.window;
  if (fromAt !== null && at < fromAt) return 'NOT_STARTED';
  return untilAt !== null && at >= untilAt ? 'EXPIRED' : null;
}

function deadlineOf({ terms, definition }: GroupOffer, at: number): number {
  const { untilAt } = definition.promotion.window;
  return Math.min(at + terms.openForMs, untilAt ?? Number.POSITIVE_INFINITY);
}

export type SeatAnswer =
  /** Its price holds if the group fills; if it does not, the money goes back. */
  | { readonly kind: 'group'; readonly group: CartGroup }
  | { readonly kind: 'refused'; readonly reason: SeatRefusal };

/** Whether a customer can have a seat in a group now; the seat itself is taken with the reservation. */
export async function groupFor(
  { groupBuys }: Pick<GroupBuyDeps, 'groupBuys'>,
  groupBuyId: string,
  customerId: number | null,
  { at, orderRef }: { readonly at: number; readonly orderRef?: string | undefined },
): Promise<SeatAnswer> {
  const group = await groupBuys.group(groupBuyId, at);
  if (group === null) return { kind: 'refused', reason: 'GROUP_UNKNOWN' };
  const own = customerId === null ? null : await groupBuys.seatOf(groupBuyId, customerId, at);
  // What this very order holds is not in its own way.
  const isOwnHold = own?.state === 'holding' && own.orderRef === orderRef;
  const facts = isOwnHold ? { ...group, held: group.held - 1 } : group;
  const isMember = own !== null && !isOwnHold;
  const reason = seatRefusal(facts, { isKnown: customerId !== null, isMember, at });
  if (reason !== null) return { kind: 'refused', reason };
  const { seats, promotion } = group;
  const { promotionId } = promotion;
  return { kind: 'group', group: { id: groupBuyId, promotionId, seats, promotion } };
}
