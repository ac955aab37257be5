import type { RefundPolicy } from '../domain/promotion/offer.js';
import type { Receipt } from '../domain/promotion/receipt.js';

/** What a promotion that a quote applied needs of the ledger; `limit` is the one in force when it was quoted. */
export type Hold =
  /** Of the promotion: redemptions, money given away, pieces lowered or given. */
  | { readonly kind: 'uses' | 'budget' | 'stock'; readonly amount: number; readonly limit: number }
  /** Of the person, over all rows that are this person: redemptions, pieces. */
  | {
      readonly kind: 'customer-uses' | 'customer-units';
      readonly amount: number;
      readonly limit: number;
    }
  /** One seat of a group that buys together. */
  | { readonly kind: 'seat'; readonly amount: 1; readonly groupBuyId: string }
  /** Of the person's points, over all their rows. */
  | { readonly kind: 'points'; readonly amount: number }
  /** Of a gift card: minor units. */
  | { readonly kind: 'balance'; readonly amount: number; readonly couponId: number };

/** A promotion that a quote applied, and what becomes of it at checkout. */
export interface QuotedPromotion {
  readonly key: string;
  /** Null for what is no promotion of the shop's: points that a member pays with. */
  readonly promotionId: number | null;
  readonly versionId: number | null;
  readonly couponId: number | null;
  /** False for a gift card, whose coupon stays good while there is a balance. */
  readonly usesUpCoupon: boolean;
  readonly discountMinor: number;
  /** Pieces that it lowered or gave. */
  readonly unitCount: number;
  readonly holds: readonly Hold[];
  /** Who pays for it; empty: the shop alone. */
  readonly funding: readonly { readonly party: string; readonly amountMinor: number }[];
  /** Points it gives once the order is paid. */
  readonly pointsBack: number;
  readonly refundPolicy: RefundPolicy;
  /** Whether its uses and coupon are free again once the order is cancelled. */
  readonly isReusable: boolean;
}

export interface QuoteRecord {
  /** UUIDv7. */
  readonly id: string;
  /** The surviving row after a merge; null for a guest. */
  readonly customerId: number | null;
  /** Cart, promotions and context as they were counted: enough to count again. */
  readonly request: unknown;
  readonly receipt: Receipt;
  readonly promotions: readonly QuotedPromotion[];
  readonly createdAt: number;
}

/** What the catalogue knows of a thing in the cart. */
export interface ProductFacts {
  readonly sku: string;
  readonly priceMinor: number;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
}

export interface Shopper {
  /** The surviving row after a merge. */
  readonly customerId: number;
  /** `attributes.tags`, and `tier:GOLD` of a member. */
  readonly tags: readonly string[];
  /** Of membership; null for who is no member. */
  readonly tier: string | null;
}

export type CheckoutReason =
  | 'QUOTE_UNKNOWN'
  | 'QUOTE_EXPIRED'
  | 'COUPON_NOT_VALID'
  | 'ALREADY_RESERVED'
  | 'ALREADY_REDEEMED'
  | 'LIMIT_REACHED'
  | 'CUSTOMER_LIMIT_REACHED'
  | 'IDENTITY_REQUIRED'
  | 'BUDGET_EXCEEDED'
  | 'SOLD_OUT'
  | 'GROUP_UNKNOWN'
  | 'GROUP_CLOSED'
  | 'GROUP_FULL'
  | 'ALREADY_MEMBER'
  | 'POINTS_TOO_FEW'
  | 'BALANCE_TOO_LOW'
  | 'RESERVATION_UNKNOWN'
  | 'RESERVATION_EXPIRED'
  | 'RESERVATION_RELEASED'
  | 'RESERVATION_COMMITTED'
  | 'NO_DEPOSIT'
  | 'IDEMPOTENCY_MISMATCH';

export interface ReservationRecord {
  readonly id: string;
  readonly quoteId: string;
  readonly orderRef: string;
  readonly state: 'live' | 'paying' | 'committed' | 'released' | 'expired';
  readonly discountMinor: number;
  readonly payableMinor: number;
  readonly currency: string;
  readonly expiresAt: number;
  /** When its payment was said to be under way: from then on it does not lapse. */
  readonly payingAt: number | null;
  /** Of a presale: what is paid first; 0 without. */
  readonly depositMinor: number;
  /** From then on it holds until the rest is due. */
  readonly depositPaidAt: number | null;
  readonly committedAt: number | null;
}

export type CheckoutAnswer =
  | { readonly kind: 'ok'; readonly reservation: ReservationRecord }
  | {
      readonly kind: 'refused';
      readonly reason: CheckoutReason;
      /** The promotion in whose way something stood. */
      readonly promotion?: string;
    };

/** The same key with the same request gives the same answer again; with another request it is refused. */
export interface Idempotency {
  /** Which operation; the same key may be used again for another. */
  readonly scope: string;
  readonly key: string;
  /** Everything that makes two requests the same. */
  readonly request: string;
}

export interface ReserveDraft {
  /** UUIDv7. */
  readonly id: string;
  readonly quoteId: string;
  readonly orderRef: string;
  readonly expiresAt: number;
  readonly at: number;
  /** A quote made before this is too old. */
  readonly quotedSince: number;
  readonly idempotency: Idempotency | null;
}

export interface ReservationStep {
  readonly reservationId: string;
  readonly at: number;
  readonly idempotency: Idempotency | null;
}

export interface UnsettledQuestion {
  /** Payments under way since before this. */
  readonly payingBefore: number;
  /** Deposits whose rest was due after this. */
  readonly forfeitedSince: number;
}

/** What nobody but the shop can settle. */
export interface Unsettled {
  /** Payments that nobody told the end of, oldest first. */
  readonly paying: readonly ReservationRecord[];
  /** Deposits whose rest was not paid in time, newest first. */
  readonly forfeited: readonly ReservationRecord[];
}

/** Quotes, reservations and the escrow ledger. Each call is one transaction; the database keeps every limit. */
export interface CheckoutStore {
  products(skus: readonly string[]): Promise<ProductFacts[]>;
  /** Null if there is no such customer, or it was erased. */
  shopper(customerId: number): Promise<Shopper | null>;
  /**
   * Orders that a person has paid, over all their rows: sales that the shop told of, and reservations that were paid.
   *
   * @param exceptOrderRef the order that is being counted for
   */
  orderCount(customerId: number, exceptOrderRef: string | null): Promise<number>;
  /** A kept quote with its hash; null for an id that is none. */
  quote(quoteId: string): Promise<(QuoteRecord & { readonly hash: string }) | null>;
  /** @returns SHA-256 of the stored receipt, hex */
  saveQuote(quote: QuoteRecord): Promise<string>;
  /** Holds the quote's coupons and limits; a live hold of the same order is let go first. */
  reserve(draft: ReserveDraft): Promise<CheckoutAnswer>;
  /** Uses up what was held, and writes redemptions and their interactions. */
  commit(step: ReservationStep): Promise<CheckoutAnswer>;
  release(step: ReservationStep): Promise<CheckoutAnswer>;
  /** The payment is under way: it holds until it is committed or released. Refused once it has lapsed. */
  markPaying(step: ReservationStep): Promise<CheckoutAnswer>;
  /** A presale's deposit is paid: it holds until the rest is due. */
  markDepositPaid(step: ReservationStep): Promise<CheckoutAnswer>;
  /** `reserve` and `commit` in one, where the money is there already. */
  redeem(draft: ReserveDraft): Promise<CheckoutAnswer>;
  reservation(id: string): Promise<ReservationRecord | null>;
  unsettled(question: UnsettledQuestion): Promise<Unsettled>;
  /** Lets go of lapsed reservations, at most `limit`. @returns how many */
  sweep(at: number, limit: number): Promise<number>;
}
