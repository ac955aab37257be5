import { type Context, Hono } from 'hono';
import { displayCode } from '../domain/promotion/coupon-code.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import { checkCode } from '../services/coupons.js';
import { type CodeResult, type QuoteDeps, quoteCart } from '../services/quote-cart.js';
import { apiKeyIdOf, requireScope } from './api-key-auth.js';
import { cartBody, cartKeys, quoteRequestOf, shopperAddress } from './checkout-format.js';
import { errorResponse, refusalResponse } from './error-response.js';
import { readJson } from './json-body.js';
import { nearMissFormat, receiptFormat } from './quote-format.js';
import { type ReservationRouteDeps, reservationRoutes } from './reservation-routes.js';

export interface PromotionRouteDeps extends QuoteDeps, ReservationRouteDeps {
  readonly registry: {
    customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
}

/** What a shop's checkout calls: quote, then what src/http/reservation-routes.ts has; and whether a code is good. */
export function promotionRoutes(deps: PromotionRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'quotes:write');
  routes.post('/v1/quotes', guard, (context) => postQuote(deps, context));
  routes.get('/v1/coupons/:code', guard, (context) => getCoupon(deps, context));
  routes.route('/', reservationRoutes(deps));
  return routes;
}

async function postQuote(deps: PromotionRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, cartBody, cartKeys);
  if (body instanceof Response) return body;
  const customerId = await customerIdOf(deps, body.customer);
  if (customerId === undefined) return unknownCustomer(context, 'customer', body.customer);
  const typist = typistOf(context, body.shopper_address);
  const answer = await quoteCart(deps, { ...quoteRequestOf(body), customerId, typist });
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
