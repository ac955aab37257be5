import { offerWords } from '../domain/promotion/offer-words.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { Scope } from '../domain/promotion/scope.js';
import type { PromotionStore, StoredPromotion } from '../ports/promotion-store.js';
import { countCart } from './count-cart.js';
import { type CouponDeps, couponsOf, issueCoupons } from './coupons.js';
import type { QuoteDeps } from './quote-cart.js';

/** Which products a promotion is about; empty lists mean any. */
export interface OfferGoods {
  readonly skus: readonly string[];
  readonly categories: readonly string[];
}

/** A promotion that anybody can try in the demo shop. */
export interface DemoOffer {
  readonly id: string;
  readonly name: string;
  /** What it gives, in words. */
  readonly offer: string;
  readonly note: string | null;
  /** A code for everybody; null where none is needed. */
  readonly code: string | null;
  /** Bought in a group, which is opened in the chat. */
  readonly isForGroups: boolean;
  readonly goods: OfferGoods;
}

export interface DemoOffersDeps {
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly shop: { readonly currency: string };
}

/** What is on for everybody at this moment; coupons of one's own are not listed. */
export async function demoOffers(
  { promotions, shop }: DemoOffersDeps,
  at: number,
): Promise<DemoOffer[]> {
  const found = await promotions.all();
  return found
    .filter(({ definition, state }) => state === 'active' && definition.trigger !== 'coupon')
    .filter(({ definition }) => isOpen(definition.promotion, at))
    .map(({ key, definition }) => {
      const { name, offer } = offerWords(definition, shop.currency, 'en');
      const { code } = definition.promotion;
      const note = definition.notes['en'] ?? null;
      const isForGroups = definition.groupBuy !== null;
      return {
        id: key,
        name,
        offer,
        note,
        code,
        isForGroups,
        goods: goodsOf(definition.promotion),
      };
    });
}

function isOpen({ window }: Promotion, at: number): boolean {
  return (window.fromAt ?? at) <= at && at < (window.untilAt ?? at + 1);
}

/** The products that have to be in a cart for it, as far as it names some. */
function goodsOf({ effect, scope, conditions }: Promotion): OfferGoods {
  const counted = conditions.flatMap((each) => ('scope' in each ? [each.scope] : []));
  switch (effect.type) {
    case 'buy_get':
      return named([scope, effect.buy.scope, effect.get.scope]);
    case 'bundle_price':
      return named(effect.items.map((item) => item.scope));
    case 'gift':
      return named([scope, ...counted]);
    default:
      return named([scope]);
  }
}

function named(scopes: readonly Scope[]): OfferGoods {
  return {
    skus: [...new Set(scopes.flatMap(({ skus = [] }) => skus))],
    categories: [...new Set(scopes.flatMap(({ categories = [] }) => categories))],
  };
}

/** What a piece costs this customer before any cart: a flash sale, a member's price, a sample. */
export interface ShelfPrice {
  readonly priceMinor: number;
  readonly promotion: string;
  /** Pieces that are still to be had at it; null without limit. */
  readonly left: number | null;
}

/** By SKU; those with no price of their own are absent. One count over all of them, nothing is kept. */
export async function shelfPrices(
  deps: Omit<QuoteDeps, 'random'>,
  customerId: number | null,
  skus: readonly string[],
): Promise<ReadonlyMap<string, ShelfPrice>> {
  if (skus.length === 0) return new Map();
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const count = await countCart(deps, { lines, shippingMinor: 0, codes: [], customerId });
  if (count.kind === 'refused') return new Map();
  const { promotions } = count.counted;
  const prices = count.receipt.applied
    .filter(({ phase }) => phase === 'base')
    .flatMap(({ id, lines: lowered }) => {
      const left = promotions.find((each) => each.id === id)?.unitsLeft ?? null;
      return lowered.map(
        ({ lineId, afterMinor }) =>
          [lineId, { priceMinor: afterMinor, promotion: id, left }] as const,
      );
    });
  return new Map(prices);
}

const giftCardLifeMs = 365 * 86_400_000;

/** The gift card that a customer has, or a new one; null where the shop has none. @returns its code */
export async function giveGiftCard(deps: CouponDeps, customerId: number): Promise<string | null> {
  const card = (await deps.promotions.all()).find(isGiftCard);
  if (card === undefined) return null;
  const at = deps.clock.now();
  const own = await couponsOf(deps, customerId, { at, locale: 'en' });
  const held = own.find(({ promotionKey }) => promotionKey === card.key);
  if (held !== undefined) return held.code;
  const [code] = await issueCoupons(deps, {
    promotionKey: card.key,
    customerIds: [customerId],
    validFrom: at,
    validUntil: at + giftCardLifeMs,
  });
  return code ?? null;
}

function isGiftCard({ definition, state }: StoredPromotion): boolean {
  return state === 'active' && definition.promotion.effect.type === 'gift_card';
}
