import type { RefundPolicy } from '../domain/promotion/offer.js';
import type { Idempotency } from './checkout-store.js';

export interface RefundDraft {
  /** UUIDv7. */
  readonly id: string;
  readonly reservationId: string;
  readonly what: /** Where it is the shop's doing, uses and coupons are free again whatever the promotion says. */
    | { readonly kind: 'cancel'; readonly isShopsDoing: boolean }
    /** Null lines: every piece that is left; null policy: as the promotions have it. */
    | {
        readonly kind: 'partial';
        readonly lines: ReadonlyMap<string, number> | null;
        readonly policy: RefundPolicy | null;
      };
  readonly at: number;
  readonly idempotency: Idempotency | null;
}

export interface RefundRecord {
  readonly id: string;
  readonly reservationId: string;
  readonly kind: 'cancel' | 'partial';
  readonly policy: RefundPolicy;
  /** Pieces given back, by line. */
  readonly lines: Readonly<Record<string, number>>;
  readonly currency: string;
  /** In money. */
  readonly refundMinor: number;
  /** What discounts that no longer hold took off it. */
  readonly clawbackMinor: number;
  /** Worth of the points and of the gift-card money that came back. */
  readonly tenderMinor: number;
  readonly at: number;
}

/** What came of a refund beside its money. */
export interface RefundEffects {
  readonly points: number;
  readonly giftCards: readonly { readonly couponId: number; readonly amountMinor: number }[];
  /** Promotions that no longer hold, by key. */
  readonly reversed: readonly string[];
}

export type RefundReason =
  | 'RESERVATION_UNKNOWN'
  | 'NOT_PAID'
  | 'ALREADY_CANCELLED'
  | 'LINE_UNKNOWN'
  | 'TOO_MANY_PIECES'
  | 'NOTHING_LEFT'
  | 'IDEMPOTENCY_MISMATCH';

export type RefundAnswer =
  | { readonly kind: 'ok'; readonly refund: RefundRecord; readonly effects: RefundEffects }
  | { readonly kind: 'refused'; readonly reason: RefundReason };

/** Gives back what a committed reservation used. Each call is one transaction. */
export interface RefundStore {
  refund(draft: RefundDraft): Promise<RefundAnswer>;
  /** Of a reservation, oldest first. */
  refunds(reservationId: string): Promise<RefundRecord[]>;
}
