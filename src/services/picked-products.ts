import type { PickedProduct } from '../domain/campaign/message-values.js';
import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import type { ProductFacts } from '../ports/render-store.js';

/** Where a message's links lead when the catalogue does not say. */
export interface ShopPages {
  /** The shop's own front page; null if it has none. */
  readonly shopUrl: string | null;
  /** Where a product without a URL is shown; null if nowhere. */
  readonly productUrl: (sku: string) => string | null;
}

export interface CheckoutPages extends ShopPages {
  /** Where a coupon is used, its code already entered where the shop can; null if nowhere. */
  readonly checkoutUrl: (code: string) => string | null;
  /** Where a seat in a group is paid for; null if nowhere. */
  readonly groupUrl: (groupBuyId: string, sku: string | null) => string | null;
}

/** Frozen picks as they are today: what is sold out or gone since is left out. */
export function pickedProducts(
  picks: readonly ProductPick[],
  products: ReadonlyMap<number, ProductFacts>,
  pages: ShopPages,
): PickedProduct[] {
  return picks.flatMap((pick) => {
    const product = products.get(pick.productId);
    if (product === undefined || !product.isAvailable) return [];
    const url = product.url ?? pages.productUrl(product.sku);
    return [{ ...product, url, reason: pick.reason }];
  });
}
