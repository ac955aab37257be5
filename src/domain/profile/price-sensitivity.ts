import { interactionKindCode } from '../behaviour/interaction-kind.js';
import type { Person } from './events.js';

export interface DiscountFigures {
  /** Orders that anything was taken off, or that a coupon belongs to. */
  readonly discountOrderCount: number;
  /** What was taken off, in all. */
  readonly discountMinor: number;
}

const { purchase } = interactionKindCode;

/** @param discounts order → what was taken off it; orders without a discount may be missing */
export function discountFigures(
  { events, from, until }: Person,
  discounts: ReadonlyMap<number, number>,
): DiscountFigures {
  const lowered = new Set<number>();
  for (let row = from; row < until; row++) {
    if (events.kinds[row] !== purchase) continue;
    const key = events.orderKeys[row] as number;
    if (events.hasCoupon[row] === 1 || (discounts.get(key) ?? 0) > 0) lowered.add(key);
  }
  let discountMinor = 0;
  for (const key of lowered) discountMinor += discounts.get(key) ?? 0;
  return { discountOrderCount: lowered.size, discountMinor };
}
