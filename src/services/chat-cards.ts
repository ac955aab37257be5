import type { CouponCard, PickCard } from '../domain/conversation/view.js';
import { formatMoney } from '../domain/money.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import type { Clock } from '../ports/clock.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { AnswerDeps } from './answer-chat.js';
import { couponsOf } from './coupons.js';
import { type PickDeps, pickProducts } from './pick-products.js';
import { type CheckoutPages, pickedProducts } from './picked-products.js';

export interface CardDeps extends PickDeps {
  readonly promotions: PromotionStore;
  readonly rendering: Pick<RenderStore, 'products'>;
  readonly clock: Clock;
  readonly shop: { readonly currency: string };
  readonly pages: CheckoutPages;
}

/** What the dialogue shows of the shop: picks and coupons, worded for one customer. */
export function chatCards(deps: CardDeps): Pick<AnswerDeps, 'picksFor' | 'couponsOf'> {
  return {
    picksFor: (customerId, count, locale) => pickCards(deps, customerId, count, locale),
    couponsOf: (customerId, locale) => couponCards(deps, customerId, locale),
  };
}

async function pickCards(
  deps: CardDeps,
  customerId: number,
  count: number,
  locale: string,
): Promise<PickCard[]> {
  const asOf = deps.clock.now();
  const picks =
    (await pickProducts(deps, { customerIds: [customerId], count, asOf })).get(customerId) ?? [];
  const products = await deps.rendering.products(picks.map(({ productId }) => productId));
  return pickedProducts(picks, products, deps.pages).map(({ name, priceMinor, reason, url }) => ({
    name,
    price: formatMoney(priceMinor, deps.shop.currency, locale),
    reason: reasonText(reason, locale),
    url,
  }));
}

async function couponCards(
  deps: CardDeps,
  customerId: number,
  locale: string,
): Promise<CouponCard[]> {
  const coupons = await couponsOf(deps, customerId, { at: deps.clock.now(), locale });
  return coupons.map(({ code, offer, validUntil }) => ({
    code,
    offer,
    validUntil,
    useUrl: deps.pages.checkoutUrl(code),
  }));
}
