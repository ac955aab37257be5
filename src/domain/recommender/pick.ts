/** Why a product was picked; `src/domain/recommender/reason-text.ts` puts it into words. */
export type PickReason =
  | { readonly kind: 'bought'; readonly productId: number; readonly productName: string }
  | { readonly kind: 'popular' }
  | { readonly kind: 'category'; readonly category: string };

/** A recommended product for one customer. */
export interface Pick {
  readonly productId: number;
  readonly sku: string;
  readonly score: number;
  readonly reason: PickReason;
}
