export interface DemoCounts {
  readonly customers: number;
  readonly products: number;
  readonly orders: number;
  readonly interactions: number;
  readonly fromAt: number | null;
  readonly untilAt: number | null;
}

export interface DemoCustomer {
  readonly customerId: number;
  /** The shop's own id. */
  readonly externalId: string;
  readonly name: string | null;
  readonly country: string | null;
  /** Quintiles 1 to 5. */
  readonly recencyScore: number | null;
  readonly frequencyScore: number | null;
  readonly monetaryScore: number | null;
  readonly orders: number;
  readonly spentMinor: number;
  readonly lastBoughtAt: number | null;
  /** Best first. */
  readonly favourites: readonly string[];
  /** Has a message of a campaign waiting in the chat. */
  readonly hasMessage: boolean;
}

export interface ShelfProduct {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly imageUrl: string | null;
  readonly stock: number | null;
}

/** What only the demo's pages look at. */
export interface DemoStore {
  counts(): Promise<DemoCounts>;
  /** Whether a step of making the demo was done before. */
  isDone(step: string): Promise<boolean>;
  markDone(step: string): Promise<void>;
  /** Those with a campaign message first, then who bought last. */
  customers(limit: number): Promise<DemoCustomer[]>;
  /** Ids of customers who have no chat on this account yet. */
  withoutChat(channelAccount: string): Promise<{ id: number; externalId: string }[]>;
  /** The address of a customer's chat; null if there is none. */
  chatOf(customerId: number, channelAccount: string): Promise<string | null>;
  productsBySku(skus: readonly string[]): Promise<ShelfProduct[]>;
  /** Those with one of these SKUs first, then those of these categories, the oldest in the catalogue first. */
  productsAmong(
    goods: { readonly skus: readonly string[]; readonly categories: readonly string[] },
    limit: number,
  ): Promise<ShelfProduct[]>;
}
