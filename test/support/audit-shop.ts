import { type Effect, phasesOf } from '../../src/domain/promotion/effect.js';
import { type Promotion, promotionDefaults } from '../../src/domain/promotion/promotion.js';
import type {
  AuditProduct,
  AuditPromotion,
  AuditShop,
} from '../../src/domain/promotion/worst-cart/trial-cart.js';
import {
  type AuditResult,
  findWorstCarts,
  type SearchPlan,
} from '../../src/domain/promotion/worst-cart/worst-cart.js';

/** A Monday noon. */
export const auditAt = Date.parse('2026-11-30T12:00:00Z');

export function product(
  sku: string,
  priceMinor: number,
  more: Partial<AuditProduct> = {},
): AuditProduct {
  const none = { costMinor: null, category: null, brand: null, tags: [] };
  return { sku, name: sku, priceMinor, ...none, ...more };
}

export function promotion(
  id: string,
  effect: Effect,
  more: Partial<Promotion> & { readonly needsCode?: boolean } = {},
): AuditPromotion {
  const { needsCode = false, ...own } = more;
  const [phase] = phasesOf[effect.type];
  return { promotion: { ...promotionDefaults, id, phase, effect, ...own }, needsCode };
}

export function percentOff(percent: number): Effect {
  return {
    type: 'percent_off',
    bps: percent * 100,
    capMinor: null,
    rounding: 'line',
    basis: 'remaining',
  };
}

export const fromMinor = (amountMinor: number) =>
  ({ type: 'subtotal_at_least', amountMinor, scope: {}, basis: 'remaining' }) as const;

export interface AuditCase {
  readonly products: readonly AuditProduct[];
  readonly promotions: readonly AuditPromotion[];
  readonly shippingMinor?: number;
  readonly mostShareBps?: number;
  readonly leastValueMinor?: number;
  readonly roundingMinor?: number;
  readonly plan?: Partial<SearchPlan>;
}

const shopOf = ({ products, promotions, shippingMinor = 0 }: AuditCase): AuditShop => ({
  currency: 'GBP',
  shippingMinor,
  products,
  promotions,
});

export function audit(given: AuditCase): AuditResult {
  const { mostShareBps = 4_000, leastValueMinor = 0, roundingMinor = 0, plan = {} } = given;
  return findWorstCarts(
    shopOf(given),
    { mostShareBps, leastValueMinor, roundingMinor },
    {
      seed: 7,
      now: auditAt,
      mostCarts: 400_000,
      bounds: { mostLines: 8, mostPieces: 500 },
      isOver: () => false,
      onProgress: () => undefined,
      ...plan,
    },
  );
}
