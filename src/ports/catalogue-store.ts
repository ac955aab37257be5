import type { ProductDraft } from '../domain/behaviour/product-draft.js';

export interface ProductsSaved {
  readonly created: number;
  readonly updated: number;
  /** Skus that are new and came without a name or a price; nothing was written for them. */
  readonly incomplete: readonly string[];
}

/** Products as the shop describes them. */
export interface CatalogueStore {
  /**
   * @param asOf the instant at which the drafts were true; a product that was changed later keeps its facts
   */
  saveProducts(
    drafts: readonly ProductDraft[],
    asOf: number,
    options?: { readonly bulk?: boolean },
  ): Promise<ProductsSaved>;
  /** @returns sku → id of those that exist */
  productIds(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
