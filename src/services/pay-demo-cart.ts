import type { SeatRefusal } from '../domain/promotion/group-buy.js';
import type { NearMiss } from '../domain/promotion/near-misses.js';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { CheckoutAnswer, CheckoutReason } from '../ports/checkout-store.js';
import type { CodeResult, QuoteRequest } from './quote-cart.js';

export interface DemoCart {
  /** Null for a guest. */
  readonly customerId: number | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** As entered. */
  readonly codes: readonly string[];
  readonly typist: NonNullable<QuoteRequest['typist']>;
  /** The group that is bought in. */
  readonly groupBuyId?: string;
  /** Whether the customer's points pay as much as they may. */
  readonly paysWithPoints: boolean;
}

export interface DemoPurchase {
  readonly customerId: number | null;
  readonly orderRef: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
    /** After discounts. */
    readonly amountMinor: number;
  }[];
  readonly discountMinor: number;
  readonly totalMinor: number;
  readonly at: number;
}

export interface DemoQuote {
  readonly quoteId: string;
  readonly receipt: Receipt;
  /** What customers read, by promotion. */
  readonly names: Readonly<Record<string, string>>;
  /** A line more on some, by promotion. */
  readonly notes: Readonly<Record<string, string>>;
  readonly codes: readonly CodeResult[];
  /** What little more would save. */
  readonly nearMisses: readonly NearMiss[];
  /** What the customer could pay with; null for who is no member. */
  readonly ownPoints: { readonly points: number; readonly worthMinor: number } | null;
  /** Why there is no seat in the group that was asked for; null where there is, or none was. */
  readonly seatRefusal: SeatRefusal | null;
}

/** What a real shop does over HTTP: quote, reserve, say that it is being paid, commit, tell of the purchase. */
export interface DemoTill {
  quote(cart: DemoCart): Promise<DemoQuote>;
  reserve(quoteId: string, orderRef: string): Promise<CheckoutAnswer>;
  markPaying(reservationId: string): Promise<CheckoutAnswer>;
  markDepositPaid(reservationId: string): Promise<CheckoutAnswer>;
  commit(reservationId: string): Promise<CheckoutAnswer>;
  /** What a reservation was made for; null if there is none. */
  reserved(reservationId: string): Promise<ReservedCart | null>;
  /** The same order twice is one purchase. */
  recordPurchase(purchase: DemoPurchase): Promise<void>;
}

export interface ReservedCart {
  readonly customerId: number | null;
  readonly orderRef: string;
  readonly receipt: Receipt;
}

export type DemoPayment =
  | { readonly kind: 'paid'; readonly orderRef: string; readonly quote: DemoQuote }
  /** Of a presale: the rest is paid by `payDemoBalance`. */
  | {
      readonly kind: 'deposit-paid';
      readonly orderRef: string;
      readonly reservationId: string;
      readonly quote: DemoQuote;
    }
  | { readonly kind: 'refused'; readonly reason: CheckoutReason; readonly quote: DemoQuote };

/** The demo shop's checkout; the money is only pretended. */
export async function payDemoCart(
  till: DemoTill,
  cart: DemoCart,
  orderRef: string,
): Promise<DemoPayment> {
  const quote = await till.quote(cart);
  // Nobody who came for a group's price pays another without having been told.
  if (quote.seatRefusal !== null) return { kind: 'refused', reason: quote.seatRefusal, quote };
  const reserved = await till.reserve(quote.quoteId, orderRef);
  if (reserved.kind === 'refused') return { kind: 'refused', reason: reserved.reason, quote };
  const reservationId = reserved.reservation.id;
  // From here on the price does not lapse, however long the payment takes.
  const paying = await till.markPaying(reservationId);
  if (paying.kind === 'refused') return { kind: 'refused', reason: paying.reason, quote };
  const { receipt } = quote;
  const isDeposit = receipt.dueNowMinor < receipt.payableMinor;
  const paid = await (isDeposit ? till.markDepositPaid : till.commit)(reservationId);
  if (paid.kind === 'refused') return { kind: 'refused', reason: paid.reason, quote };
  if (isDeposit) return { kind: 'deposit-paid', orderRef, reservationId, quote };
  await till.recordPurchase(purchaseOf({ customerId: cart.customerId, orderRef, receipt }));
  return { kind: 'paid', orderRef, quote };
}

export type BalancePayment =
  | ({ readonly kind: 'paid' } & ReservedCart)
  | { readonly kind: 'refused'; readonly reason: CheckoutReason };

/** The rest of a presale: with it the order is bought. */
export async function payDemoBalance(
  till: DemoTill,
  reservationId: string,
): Promise<BalancePayment> {
  const reserved = await till.reserved(reservationId);
  if (reserved === null) return { kind: 'refused', reason: 'RESERVATION_UNKNOWN' };
  const committed = await till.commit(reservationId);
  if (committed.kind === 'refused') return { kind: 'refused', reason: committed.reason };
  await till.recordPurchase(purchaseOf(reserved));
  return { kind: 'paid', ...reserved };
}

function purchaseOf({ customerId, orderRef, receipt }: ReservedCart): DemoPurchase {
  const lines = receipt.lines.map((line) => ({
    // Lines that are sent by their SKU alone are called by it.
    sku: line.lineId,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    amountMinor: line.totalMinor,
  }));
  const { discountMinor, payableMinor: totalMinor, at } = receipt;
  return { customerId, orderRef, lines, discountMinor, totalMinor, at };
}
