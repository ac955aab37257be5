import type { StoredPromotion } from '../ports/promotion-store.js';
import { type Candidate, candidateOf } from './entered-codes.js';

/** The group that a cart is bought in. */
export interface CartGroup {
  readonly id: string;
  readonly promotionId: number;
  readonly seats: number;
  /** As it was when the group was opened, whatever the shop has changed or paused since. */
  readonly promotion: StoredPromotion;
}

/** What a cart of a group looks at: this group's price as it was promised, and no other group's. */
export function candidatesOfGroup(
  candidates: readonly Candidate[],
  group: CartGroup | undefined,
): Candidate[] {
  if (group === undefined) return [...candidates];
  const promised = candidateOf(group.promotion);
  const others = candidates.filter((each) => !isGroupPrice(each));
  const own = candidates.find((each) => each.promotionId === group.promotionId);
  // A coupon of one's own is still needed where the price asks for one.
  if (own === undefined && promised.definition.trigger !== 'automatic') return others;
  const { promotion } = promised;
  const code = own?.promotion.code ?? promotion.code;
  const couponId = own?.couponId ?? null;
  return [...others, { ...promised, promotion: { ...promotion, code }, couponId }];
}

function isGroupPrice({ promotion }: Candidate): boolean {
  return promotion.conditions.some(({ type }) => type === 'group_size_at_least');
}
