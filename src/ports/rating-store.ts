/** A redemption whose customer may be asked how it was. */
export interface Redeemed {
  readonly reservationId: string;
  /** The surviving one of merged customers. */
  readonly customerId: number;
  readonly redeemedAt: number;
}

/** What a rating is about. */
export interface RatedRedemption {
  readonly id: string;
  readonly rating: number | null;
  readonly orderId: number | null;
  readonly couponId: number | null;
  /** The campaign's message that brought the coupon. */
  readonly deliveryId: number | null;
}

export interface RatingStore {
  /** Redemptions of known customers since an instant and until another that nobody was asked about; oldest first. */
  unasked(since: number, until: number, limit: number): Promise<Redeemed[]>;
  /** Null if it is none of this person's. A rating that `exceptEventKey` itself gave does not count. */
  redemption(
    reservationId: string,
    customerId: number,
    exceptEventKey?: string,
  ): Promise<RatedRedemption | null>;
  /** The last one that this chat was asked about since an instant. */
  lastAsked(identityId: number, since: number): Promise<string | null>;
  /** Questions and news of groups for this person that have not gone out yet. @returns how many were taken back */
  cancelQuestions(customerId: number): Promise<number>;
}

/** The key of the question about a redemption. */
export function questionKey(reservationId: string): string {
  return `rate:${reservationId}`;
}
