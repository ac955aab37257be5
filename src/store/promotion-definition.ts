import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
} from '../domain/promotion/offer.js';
import { promotionDefaults } from '../domain/promotion/promotion.js';

/** Reads a kept definition; what it says nothing of, because it is older than the word for it, is as by default. */
export function definitionOf(text: string): PromotionDefinition {
  const kept = JSON.parse(text) as PromotionDefinition;
  return {
    ...definitionDefaults,
    ...kept,
    promotion: { ...promotionDefaults, ...kept.promotion },
    limits: { ...noLimits, ...kept.limits },
  };
}
