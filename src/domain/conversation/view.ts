import type { Language } from './language.js';

/** A picked product, ready to be shown. */
export interface PickCard {
  readonly name: string;
  /** `£12.50`. */
  readonly price: string;
  /** `because you bought …`, in the customer's language. */
  readonly reason: string;
  readonly url: string | null;
}

/** A coupon of this customer that can be used now. */
export interface CouponCard {
  readonly code: string;
  /** `15 % off from £20`, in the customer's language. */
  readonly offer: string;
  /** Exclusive. */
  readonly validUntil: number;
  /** Where it can be used at once, if anywhere. */
  readonly useUrl: string | null;
}

interface ShareCard {
  /** Null where the platform has no links that open a chat. */
  readonly link: string | null;
  /** New people who came through it. */
  readonly joinCount: number;
}

/** What the dialogue may know of this customer, and of nobody else. */
export interface ConversationView {
  readonly language: Language;
  readonly shopName: string;
  readonly timezone: string;
  readonly customerName: string | null;
  readonly consent: 'granted' | 'withdrawn' | 'none';
  readonly maxPerWeek: number | null;
  /** As many as `needsOf` asked for, or fewer if there are no more. */
  readonly picks: readonly PickCard[];
  readonly coupons: readonly CouponCard[];
  readonly share: ShareCard | null;
}
