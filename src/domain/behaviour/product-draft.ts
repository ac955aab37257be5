/** What is known of a product; a fact that is absent keeps what is stored. A new product needs a name and a price. */
export interface ProductDraft {
  readonly sku: string;
  readonly kind?: 'product' | 'content';
  readonly name?: string;
  readonly description?: string;
  readonly category?: string;
  readonly brand?: string;
  readonly tags?: readonly string[];
  readonly priceMinor?: number;
  readonly costMinor?: number;
  readonly stock?: number;
  readonly imageUrl?: string;
  readonly url?: string;
  readonly active?: boolean;
}
