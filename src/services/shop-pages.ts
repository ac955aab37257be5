import type { CheckoutPages } from './picked-products.js';

export interface PagesInput {
  readonly mode: 'demo' | 'shop';
  /** Where this service is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** The shop's own front page. */
  readonly url: string | undefined;
}

/** The demo has a shop of its own; a real shop's products are where its catalogue says. */
export function shopPages({ mode, publicUrl, url }: PagesInput): CheckoutPages {
  if (mode === 'shop')
    return {
      shopUrl: url ?? null,
      productUrl: () => null,
      checkoutUrl: () => url ?? null,
      groupUrl: (id) => (url === undefined ? null : withGroup(url, id)),
    };
  const shopUrl = `${publicUrl}/demo/shop`;
  return {
    shopUrl,
    productUrl: (sku) => `${shopUrl}?product=${encodeURIComponent(sku)}`,
    checkoutUrl: (code) => `${shopUrl}?code=${encodeURIComponent(code)}`,
    groupUrl: (id, sku) =>
      withGroup(sku === null ? shopUrl : `${shopUrl}?product=${encodeURIComponent(sku)}`, id),
  };
}

function withGroup(url: string, groupBuyId: string): string {
  const page = new URL(url);
  page.searchParams.set('group', groupBuyId);
  return page.href;
}
