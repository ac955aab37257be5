import type { AuditProduct } from '../domain/promotion/worst-cart/trial-cart.js';
import type { StoredPromotion } from './promotion-store.js';

/** What can lie in a cart, and what can be entered beside the promotions in force. */
export interface AuditStore {
  /** What is sold now, page by page, by rising id; content and things without a price are not. */
  products(): AsyncIterable<readonly AuditProduct[]>;
  /** Older versions, and those of paused promotions, behind coupons that are still good. */
  pinned(at: number): Promise<StoredPromotion[]>;
}
