import { type Context, Hono } from 'hono';
import type { CheckoutAnswer, CheckoutReason, ReservationRecord } from '../ports/checkout-store.js';
import {
  type CheckoutDeps,
  commitReservation,
  markDepositPaid,
  markPaying,
  redeemQuote,
  releaseReservation,
  reserveQuote,
  unsettledReservations,
} from '../services/checkout.js';
import { requireScope } from './api-key-auth.js';
import {
  redemptionBody,
  redemptionKeys,
  reservationBody,
  reservationKeys,
} from './checkout-format.js';
import { type ErrorCode, errorResponse, refusalResponse } from './error-response.js';
import { keyOf } from './idempotency-key.js';
import { readJson } from './json-body.js';
import { type RefundRouteDeps, refundFormat, refundRoutes } from './refund-routes.js';

export interface ReservationRouteDeps extends CheckoutDeps, RefundRouteDeps {}

const steps = {
  commit: commitReservation,
  release: releaseReservation,
  paying: markPaying,
  deposit: markDepositPaid,
};

/** From the price that is held while a customer pays to the payment, or not. */
export function reservationRoutes(deps: ReservationRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'quotes:write');
  routes.post('/v1/reservations', guard, (context) => postReservation(deps, context));
  routes.post('/v1/redemptions', guard, (context) => postRedemption(deps, context));
  routes.get('/v1/reservations', guard, (context) => getUnsettled(deps, context));
  routes.get('/v1/reservations/:id', guard, (context) => getReservation(deps, context));
  for (const [name, take] of Object.entries(steps))
    routes.post(`/v1/reservations/:id/${name}`, guard, async (context) =>
      answered(context, await take(deps, step(context))),
    );
  routes.route('/', refundRoutes(deps));
  return routes;
}

async function postReservation(deps: ReservationRouteDeps, context: Context): Promise<Response> {
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

async function postRedemption(deps: ReservationRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, redemptionBody, redemptionKeys);
  if (body instanceof Response) return body;
  const { quote: quoteId, order: orderRef } = body;
  const answer = await redeemQuote(deps, { quoteId, orderRef, ...keyOf(context) });
  return answered(context, answer, 201);
}

async function getReservation(deps: ReservationRouteDeps, context: Context): Promise<Response> {
  const found = await deps.checkout.reservation(context.req.param('id') ?? '');
  if (found === null) return answered(context, { kind: 'refused', reason: 'RESERVATION_UNKNOWN' });
  const refunds = await deps.refunds.refunds(found.id);
  return context.json({ ...reservationFormat(found), refunds: refunds.map(refundFormat) });
}

async function getUnsettled(deps: ReservationRouteDeps, context: Context): Promise<Response> {
  const { state, older_minutes: minutes = '0' } = context.req.query();
  if (state !== 'paying')
    return errorResponse(context, 'invalid_request', 'say ?state=paying: no other list is kept', [
      { place: 'state', message: 'is not paying' },
    ]);
  if (!/^\d{1,6}$/.test(minutes))
    return errorResponse(context, 'invalid_request', 'older_minutes is no number of minutes', [
      { place: 'older_minutes', message: `"${minutes}" is no whole number` },
    ]);
  const { paying } = await unsettledReservations(deps, Number(minutes) * 60_000);
  return context.json({ reservations: paying.map(reservationFormat) });
}

function step(context: Context) {
  return { reservationId: context.req.param('id') ?? '', ...keyOf(context) };
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
  NO_DEPOSIT: ['conflict', 'nothing of this order is paid in advance'],
  IDEMPOTENCY_MISMATCH: ['refused', 'this Idempotency-Key came with another request before'],
};

function answered(context: Context, answer: CheckoutAnswer, status: 200 | 201 = 200): Response {
  if (answer.kind === 'refused') {
    const [code, text] = refusals[answer.reason];
    const message = answer.promotion === undefined ? text : `${answer.promotion}: ${text}`;
    return refusalResponse(context, code, { message, reason: answer.reason });
  }
  return context.json(reservationFormat(answer.reservation), status);
}

const instant = (at: number) => new Date(at).toISOString();

function reservationFormat(reservation: ReservationRecord) {
  const { payingAt, depositMinor, depositPaidAt, committedAt } = reservation;
  return {
    id: reservation.id,
    quote: reservation.quoteId,
    order: reservation.orderRef,
    state: reservation.state,
    currency: reservation.currency,
    discount_total: reservation.discountMinor,
    payable: reservation.payableMinor,
    expires_at: instant(reservation.expiresAt),
    ...(payingAt !== null && { paying_since: instant(payingAt) }),
    ...(depositMinor > 0 && { deposit: depositMinor }),
    ...(depositPaidAt !== null && { deposit_paid_at: instant(depositPaidAt) }),
    ...(committedAt !== null && { committed_at: instant(committedAt) }),
  };
}
