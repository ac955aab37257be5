import type { LimitReason } from './rejection-reason.js';

/** Everything about a quote but the cart and the promotions. */
export interface QuoteContext {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What the customer entered, as `foldCode` leaves it. */
  readonly codes: readonly string[];
  readonly customerTags: readonly string[];
  /** The customer's tier of membership. */
  readonly tier?: string | null;
  /** Segments that the customer is in; of those that promotions ask for. */
  readonly segments?: readonly string[];
  /** Orders that the customer has paid before this one; absent where nobody knows. */
  readonly orderCount?: number;
  /** Where the cart was filled: a channel account's name, or `shop`. */
  readonly channel?: string;
  /** People who buy together, this one included. */
  readonly groupSize?: number;
  /** Promotions whose limits are used up, by id. */
  readonly limited?: ReadonlyMap<string, LimitReason>;
}
