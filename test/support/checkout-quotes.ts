import { quote } from '../../src/domain/promotion/quote.js';
import type { Receipt } from '../../src/domain/promotion/receipt.js';
import type { QuotedPromotion } from '../../src/ports/checkout-store.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { commitReservation } from '../../src/services/checkout.js';
import { reservationOf, startAt, type tillOn } from './promotions.js';

type Till = ReturnType<typeof tillOn>;

export interface QuoteParts {
  readonly customerId?: number | null;
  readonly promotions?: readonly Partial<QuotedPromotion>[];
  /** Put over the receipt of one thing at 30.00. */
  readonly receipt?: object;
  readonly request?: unknown;
}

const plainCart = {
  currency: 'GBP',
  lines: [{ id: 'bag', unitPriceMinor: 1500, quantity: 2 }],
  shippingMinor: 0,
};

const quotedDefaults: QuotedPromotion = {
  key: 'p',
  promotionId: 0,
  versionId: 1,
  couponId: null,
  usesUpCoupon: true,
  discountMinor: 0,
  unitCount: 0,
  holds: [],
  funding: [],
  pointsBack: 0,
  refundPolicy: 'proportional',
  isReusable: true,
};

/** A quote as it is kept, made of parts: for what a cart and promotions.yaml would take long to arrange. */
export async function keepQuote(till: Till, parts: QuoteParts = {}): Promise<string> {
  const { customerId = null, promotions = [], receipt = {}, request = {} } = parts;
  const id = systemRandom.uuid();
  const plain = quote(plainCart, [], { at: startAt, codes: [], customerTags: [] });
  await till.checkout.saveQuote({
    id,
    customerId,
    request,
    receipt: { ...plain, ...receipt } as Receipt,
    promotions: promotions.map((each) => ({ ...quotedDefaults, ...each })),
    createdAt: till.clock.now(),
  });
  return id;
}

/** Reserved and paid. */
export async function pay(till: Till, quoteId: string, orderRef: string): Promise<string> {
  const reservationId = reservationOf(await till.reserve(quoteId, orderRef));
  const answer = await commitReservation(till, { reservationId });
  return reservationOf(answer);
}
