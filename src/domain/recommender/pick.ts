/** Why a product was picked; `src/domain/recommender/reason-text.ts` puts it into words. */
export type PickReason =
  /** By one thing the customer bought, looked at, or read. */
  | {
      readonly kind: 'bought' | 'together' | 'similar' | 'looked';
      readonly productId: number;
      readonly productName: string;
    }
  /** It sells; the customer buys it again and again; those with the same taste do; those alike do. */
  | { readonly kind: 'popular' | 'again' | 'taste' | 'peers' }
  | { readonly kind: 'category'; readonly category: string };

/** A recommended product for one customer. */
export interface Pick {
  readonly productId: number;
  readonly sku: string;
  readonly score: number;
  readonly reason: PickReason;
}
