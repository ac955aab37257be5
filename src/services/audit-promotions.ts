import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type {
  AuditProduct,
  AuditPromotion,
  AuditShop,
} from '../domain/promotion/worst-cart/trial-cart.js';
import type { AuditLimits } from '../domain/promotion/worst-cart/weigh.js';
import {
  type AuditResult,
  findWorstCarts,
  type SearchPlan,
} from '../domain/promotion/worst-cart/worst-cart.js';
import type { AuditStore } from '../ports/audit-store.js';
import type { Clock } from '../ports/clock.js';
import type { PromotionStore } from '../ports/promotion-store.js';

export interface AuditDeps {
  readonly audits: AuditStore;
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly clock: Clock;
  readonly shop: { readonly currency: string };
}

export interface AuditRequest extends Omit<SearchPlan, 'now' | 'bounds'> {
  readonly limits: AuditLimits;
  readonly shippingMinor: number;
  /** none: only what needs neither code nor coupon. */
  readonly codes: 'all' | 'none';
  /** In place of the promotions in force; null for those. */
  readonly draft: readonly PromotionDefinition[] | null;
}

export interface PromotionAudit {
  readonly result: AuditResult;
  readonly products: number;
  readonly withoutCost: number;
  /** Sold at a loss before any promotion. */
  readonly belowCostBefore: number;
  /** Ids of the promotions, as `entered` of a cart counts them. */
  readonly promotions: readonly string[];
  readonly automatic: number;
  readonly byCode: number;
  /** Older terms that coupons out there still have. */
  readonly olderTerms: number;
  readonly now: number;
}

const bounds = { mostLines: 8, mostPieces: 500 };

/** Looks in the shop's own catalogue for carts in which promotions together give too much. */
export async function auditPromotions(
  deps: AuditDeps,
  request: AuditRequest,
): Promise<PromotionAudit> {
  const now = deps.clock.now();
  const { codes, shippingMinor, limits } = request;
  const terms = await termsOf(deps, request, now);
  const promotions = terms.all.filter(({ needsCode }) => codes === 'all' || !needsCode);
  const products = await allProducts(deps.audits);
  const shop: AuditShop = { currency: deps.shop.currency, shippingMinor, products, promotions };
  const result = findWorstCarts(shop, limits, { ...request, now, bounds });
  return {
    result,
    products: products.length,
    withoutCost: products.filter(({ costMinor }) => costMinor === null).length,
    belowCostBefore: products.filter((each) => (each.costMinor ?? 0) > each.priceMinor).length,
    promotions: promotions.map(({ promotion }) => promotion.id),
    automatic: promotions.filter(({ needsCode }) => !needsCode).length,
    byCode: promotions.filter(({ needsCode }) => needsCode).length,
    olderTerms: codes === 'all' ? terms.older : 0,
    now,
  };
}

interface Terms {
  readonly all: readonly AuditPromotion[];
  readonly older: number;
}

async function termsOf(
  { promotions, audits }: AuditDeps,
  { draft }: AuditRequest,
  now: number,
): Promise<Terms> {
  if (draft !== null) return { all: draft.flatMap(auditable), older: 0 };
  const active = (await promotions.all()).filter(({ state }) => state === 'active');
  const inForce = active.map(({ definition }) => definition);
  const automatic = new Set(
    inForce.filter(({ trigger }) => trigger === 'automatic').map(({ promotion }) => promotion.id),
  );
  // A coupon keeps the terms it was given; where its promotion has become automatic, a cart refuses it.
  const older = (await audits.pinned(now))
    .map(({ definition }) => definition)
    .filter(({ promotion }) => !automatic.has(promotion.id))
    .map((each): PromotionDefinition => ({ ...each, trigger: 'coupon' }));
  const olderTerms = older.flatMap(auditable);
  return { all: [...inForce.flatMap(auditable), ...olderTerms], older: olderTerms.length };
}

/** As a cart meets it while nothing of its limits is used; what customers pay with gives nothing away. */
function auditable({ promotion, trigger, limits }: PromotionDefinition): AuditPromotion[] {
  if (promotion.phase === 'tender') return [];
  const { budgetMinor, partialBudget, stock, unitsPerCustomer } = limits;
  const unitsLeft = leastOf(stock, unitsPerCustomer);
  const met: Promotion = {
    ...promotion,
    code: null,
    unitsLeft,
    budget: budgetMinor === null ? null : { leftMinor: budgetMinor, partial: partialBudget },
  };
  return [{ promotion: met, needsCode: trigger !== 'automatic' }];
}

function leastOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

async function allProducts(audits: AuditStore): Promise<AuditProduct[]> {
  const products: AuditProduct[] = [];
  for await (const page of audits.products()) products.push(...page);
  return products;
}
