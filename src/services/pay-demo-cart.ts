import type { SeatRefusal } from '../domain/promotion/group-buy.js';
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
  readonly codes: readonly CodeResult[];
  /** Why there is no seat in the group that was asked for; null where there is, or none was. */
  readonly seatRefusal: SeatRefusal | null;
}

/** What a real shop does over HTTP: quote, reserve, take the money, commit, tell of the purchase. */
export interface DemoTill {
  quote(cart: DemoCart): Promise<DemoQuote>;
  reserve(quoteId: string, orderRef: string): Promise<CheckoutAnswer>;
  commit(reservationId: string): Promise<CheckoutAnswer>;
  /** The same order twice is one purchase. */
  recordPurchase(purchase: DemoPurchase): Promise<void>;
}

export type DemoPayment =
  | { readonly kind: 'paid'; readonly orderRef: string; readonly quote: DemoQuote }
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
  const committed = await till.commit(reserved.reservation.id);
  if (committed.kind === 'refused') return { kind: 'refused', reason: committed.reason, quote };
  await till.recordPurchase(purchaseOf(cart, orderRef, quote.receipt));
  return { kind: 'paid', orderRef, quote };
}

function purchaseOf(cart: DemoCart, orderRef: string, receipt: Receipt): DemoPurchase {
  const { customerId } = cart;
  const lines = receipt.lines.map((line, index) => ({
    // Receipt lines stand in cart order.
    sku: cart.lines[index]?.sku ?? line.lineId,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    amountMinor: line.totalMinor,
  }));
  const { discountMinor, payableMinor: totalMinor, at } = receipt;
  return { customerId, orderRef, lines, discountMinor, totalMinor, at };
}
