import { type Context, Hono } from 'hono';
import { displayCode } from '../domain/promotion/coupon-code.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import type { CheckoutAnswer, CheckoutReason } from '../ports/checkout-store.js';
import type { GroupBuyStore } from '../ports/group-buy-store.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import { commitReservation, releaseReservation, reserveQuote } from '../services/checkout.js';
import { checkCode } from '../services/coupons.js';
import { groupFor } from '../services/group-buys.js';
import { type CodeResult, type QuoteDeps, quoteCart } from '../services/quote-cart.js';
import { apiKeyIdOf, requireScope } from './api-key-auth.js';
import {
  type CartBody,
  cartBody,
  cartKeys,
  reservationBody,
  reservationKeys,
  shopperAddress,
} from './checkout-format.js';
import { type ErrorCode, errorResponse, refusalResponse } from './error-response.js';
import { seatRefused } from './group-buy-routes.js';
import { readJson } from './json-body.js';
import { nearMissFormat, receiptFormat } from './quote-format.js';

export interface PromotionRouteDeps extends QuoteDeps, ApiKeyDeps {
  readonly groupBuys: GroupBuyStore;
  readonly registry: {
    customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
}

/** What a shop's checkout calls: quote, reserve, commit, release; and whether a code is good. */
export function promotionRoutes(deps: PromotionRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'quotes:write');
  routes.post('/v1/quotes', guard, (context) => postQuote(deps, context));
  routes.post('/v1/reservations', guard, (context) => postReservation(deps, context));
  routes.post('/v1/reservations/:id/commit', guard, async (context) =>
    answered(context, await commitReservation(deps, step(context))),
  );
  routes.post('/v1/reservations/:id/release', guard, async (context) =>
    answered(context, await releaseReservation(deps, step(context))),
  );
  routes.get('/v1/coupons/:code', guard, (context) => getCoupon(deps, context));
  return routes;
}

async function postQuote(deps: PromotionRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, cartBody, cartKeys);
  if (body instanceof Response) return body;
  const customerId = await customerIdOf(deps, body.customer);
  if (customerId === undefined) return unknownCustomer(context, 'customer', body.customer);
  const seat =
    body.group === undefined
      ? null
      : await groupFor(deps, body.group, customerId, {
          at: deps.clock.now(),
          orderRef: body.order,
        });
  if (seat?.kind === 'refused') return seatRefused(context, seat.reason);
  const group = seat === null ? {} : { group: seat.group };
  const typist = typistOf(context, body.shopper_address);
  const answer = await quoteCart(deps, { ...toRequest(body), ...group, customerId, typist });
  if (answer.kind === 'refused') {
    const problems = answer.problems.map(({ line, message }) => ({
      place: `cart.lines[${line}]`,
      message,
    }));
    return errorResponse(context, 'invalid_request', 'the cart cannot be priced', problems);
  }
  const { quoteId, hash, receipt, codes, nearMisses } = answer;
  const { currency } = receipt;
  const results = codes.map(codeFormat);
  const near = nearMissFormat(nearMisses);
  return context.json(
    {
      id: quoteId,
      currency,
      hash,
      ...receiptFormat(receipt),
      near_misses: near,
      codes: results,
    },
    201,
  );
}

function typistOf(context: Context, address: string | undefined) {
  return { apiKeyId: apiKeyIdOf(context), ...(address !== undefined && { address }) };
}

// A cart keeps its price while its codes are locked: the order must not wait for a guesser's penance.
function codeFormat({ code, promotion, outcome, reason, lockedUntil }: CodeResult) {
  return {
    code,
    promotion,
    outcome,
    reason,
    ...(lockedUntil !== undefined && { locked_until: new Date(lockedUntil).toISOString() }),
  };
}

function toRequest({ cart, codes, order, channel, points }: CartBody) {
  const lines = cart.lines.map((line) => {
    const { id, sku, unit_price: unitPriceMinor, qty: quantity, min_unit_price: floor } = line;
    return {
      quantity,
      ...(id !== undefined && { id }),
      ...(sku !== undefined && { sku }),
      ...(unitPriceMinor !== undefined && { unitPriceMinor }),
      ...(floor !== undefined && { minUnitPriceMinor: floor }),
      ...(line.category !== undefined && { category: line.category }),
      ...(line.brand !== undefined && { brand: line.brand }),
      ...(line.tags !== undefined && { tags: line.tags }),
    };
  });
  return {
    lines,
    shippingMinor: cart.shipping,
    codes,
    ...(order !== undefined && { orderRef: order }),
    ...(channel !== undefined && { channel }),
    ...(points !== undefined && { points }),
  };
}

async function postReservation(deps: PromotionRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, reservationBody, reservationKeys);
  if (body instanceof Response) return body;
  const { quote: quoteId, order: orderRef, ttl_seconds: ttlSeconds } = body;
  const answer = await reserveQuote(deps, {
    quoteId,
    orderRef,
    ...(ttlSeconds !== undefined && { ttlMs: ttlSeconds * 1_000 }),
    ...keyOf(context),
  });
  return answered(context, answer, 201);
}

function step(context: Context) {
  return { reservationId: context.req.param('id') ?? '', ...keyOf(context) };
}

function keyOf(context: Context): { idempotencyKey?: string } {
  const key = context.req.header('idempotency-key');
  return key === undefined || key === '' ? {} : { idempotencyKey: key.slice(0, 200) };
}

const refusals: Readonly<Record<CheckoutReason, readonly [ErrorCode, string]>> = {
  QUOTE_UNKNOWN: ['not_found', 'there is no such quote'],
  QUOTE_EXPIRED: ['gone', 'the quote is too old: ask for a new one'],
  COUPON_NOT_VALID: ['conflict', 'the coupon is no longer valid: ask for a new quote'],
  ALREADY_RESERVED: ['conflict', 'another checkout holds the coupon'],
  ALREADY_REDEEMED: ['conflict', 'the coupon has been used'],
  LIMIT_REACHED: ['conflict', 'the promotion has been used as often as it may be'],
  CUSTOMER_LIMIT_REACHED: ['conflict', 'the customer has used the promotion as often as allowed'],
  IDENTITY_REQUIRED: ['conflict', 'the promotion is limited per customer: say who it is'],
  BUDGET_EXCEEDED: ['conflict', 'the promotion has given away all it may'],
  SOLD_OUT: ['conflict', 'there are too few pieces left'],
  GROUP_UNKNOWN: ['not_found', 'there is no such group'],
  GROUP_CLOSED: ['gone', 'the group is over'],
  ALREADY_MEMBER: ['conflict', 'the customer is in the group already'],
  GROUP_FULL: ['conflict', 'the group has no seat left'],
  POINTS_TOO_FEW: ['conflict', 'the customer has too few points'],
  BALANCE_TOO_LOW: ['conflict', 'the gift card has too little left'],
  RESERVATION_UNKNOWN: ['not_found', 'there is no such reservation'],
  RESERVATION_EXPIRED: ['gone', 'the reservation has run out'],
  RESERVATION_RELEASED: ['conflict', 'the reservation was let go'],
  RESERVATION_COMMITTED: ['conflict', 'the reservation is paid already'],
  IDEMPOTENCY_MISMATCH: ['refused', 'this Idempotency-Key came with another request before'],
};

function answered(context: Context, answer: CheckoutAnswer, status: 200 | 201 = 200): Response {
  if (answer.kind === 'refused') {
    const [code, text] = refusals[answer.reason];
    const message = answer.promotion === undefined ? text : `${answer.promotion}: ${text}`;
    return refusalResponse(context, code, { message, reason: answer.reason });
  }
  const { id, quoteId, orderRef, state, currency, expiresAt } = answer.reservation;
  return context.json(
    {
      id,
      quote: quoteId,
      order: orderRef,
      state,
      currency,
      discount_total: answer.reservation.discountMinor,
      payable: answer.reservation.payableMinor,
      expires_at: new Date(expiresAt).toISOString(),
    },
    status,
  );
}

async function getCoupon(deps: PromotionRouteDeps, context: Context): Promise<Response> {
  const { customer, locale = 'en', shopper_address: address } = context.req.query();
  if (address !== undefined && !shopperAddress.safeParse(address).success) {
    const message = `"${address}" is not an IP address`;
    return errorResponse(context, 'invalid_request', message, [
      { place: 'shopper_address', message },
    ]);
  }
  const customerId = await customerIdOf(deps, customer);
  if (customerId === undefined) return unknownCustomer(context, 'customer', customer);
  const typist = { ...typistOf(context, address), customerId };
  const answer = await checkCode(deps, context.req.param('code') ?? '', typist);
  if (answer.kind === 'locked') return lockedOut(deps, context, answer.until);
  if (answer.kind === 'mistyped')
    return errorResponse(
      context,
      'invalid_request',
      'the code is mistyped: its last character disagrees',
    );
  // One and the same for an unknown, a used and somebody else's code.
  if (answer.kind === 'not-valid' || answer.coupon === null)
    return errorResponse(context, 'not_found', 'the code is not valid');
  const { coupon } = answer;
  const { name, offer } = offerWords(coupon.promotion.definition, deps.shop.currency, locale);
  return context.json({
    code: displayCode(coupon.code),
    promotion: coupon.promotion.key,
    name,
    offer,
    usable: answer.kind === 'usable',
    ...(answer.kind === 'refused' && { reason: answer.reason }),
    valid_from: new Date(coupon.validFrom).toISOString(),
    valid_until: new Date(coupon.validUntil).toISOString(),
  });
}

function lockedOut({ clock }: PromotionRouteDeps, context: Context, until: number): Response {
  context.header('Retry-After', String(Math.ceil((until - clock.now()) / 1_000)));
  const message = `too many wrong codes: locked until ${new Date(until).toISOString()}`;
  return refusalResponse(context, 'busy', { message, reason: 'LOCKED' });
}

/** Null for a guest, undefined for a customer that we do not know. */
async function customerIdOf(
  deps: PromotionRouteDeps,
  externalId: string | null | undefined,
): Promise<number | null | undefined> {
  if (externalId === null || externalId === undefined) return null;
  return (await deps.registry.customerIds([externalId])).get(externalId);
}

function unknownCustomer(
  context: Context,
  place: string,
  externalId: string | null | undefined,
): Response {
  const message = `there is no customer "${externalId}": send it to /v1/customers first`;
  return errorResponse(context, 'invalid_request', message, [{ place, message }]);
}
