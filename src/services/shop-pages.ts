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
    return { shopUrl: url ?? null, productUrl: () => null, checkoutUrl: () => url ?? null };
  const shopUrl = `${publicUrl}/demo/shop`;
  return {
    shopUrl,
    productUrl: (sku) => `${shopUrl}?product=${encodeURIComponent(sku)}`,
    checkoutUrl: (code) => `${shopUrl}?code=${encodeURIComponent(code)}`,
  };
}
