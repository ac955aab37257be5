import { type Promotion, promotionDefaults } from '../domain/promotion/promotion.js';

/** What a receipt calls the points that a member pays with; no promotion of a shop is called so. */
export const pointsPromotionId = 'points:own';

/** On which terms a person's points pay. */
export interface PointsOffer {
  readonly available: number;
  /** What a point is worth. */
  readonly minorPerPoint: number;
  /** The most of what is left to pay. */
  readonly maxShareBps: number;
}

/** @param most how many the customer wants to spend; all that may be unless given */
export function pointsTender(offer: PointsOffer, most: number | null): Promotion {
  const { minorPerPoint, maxShareBps } = offer;
  const available = Math.min(offer.available, most ?? offer.available);
  return {
    ...promotionDefaults,
    id: pointsPromotionId,
    phase: 'tender',
    effect: { type: 'points', available, minorPerPoint, maxShareBps },
  };
}
