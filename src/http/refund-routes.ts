import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { RefundAnswer, RefundReason, RefundRecord } from '../ports/refund-store.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import { cancelOrder, type RefundDeps, refundPieces } from '../services/refunds.js';
import { requireScope } from './api-key-auth.js';
import { type ErrorCode, refusalResponse } from './error-response.js';
import { keyOf } from './idempotency-key.js';
import { readJson } from './json-body.js';

export interface RefundRouteDeps extends RefundDeps, ApiKeyDeps {}

const refundBody = z.strictObject({
  lines: z
    .record(z.string().min(1), z.int('is not a whole number').min(1, 'is less than 1'))
    .refine((lines) => Object.keys(lines).length > 0, 'names no line')
    .optional(),
  policy: z.enum(['proportional', 'reevaluate']).optional(),
});

const refundKeys = { 'the body': Object.keys(refundBody.shape) };

/** Of a paid order: some pieces back, or all of it. */
export function refundRoutes(deps: RefundRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'quotes:write');
  routes.post('/v1/reservations/:id/refunds', guard, (context) => postRefund(deps, context));
  routes.post('/v1/reservations/:id/cancel', guard, async (context) =>
    answered(context, await cancelOrder(deps, idOf(context))),
  );
  return routes;
}

async function postRefund(deps: RefundRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, refundBody, refundKeys);
  if (body instanceof Response) return body;
  const { lines, policy } = body;
  const answer = await refundPieces(deps, {
    ...idOf(context),
    ...(lines !== undefined && { lines: new Map(Object.entries(lines)) }),
    ...(policy !== undefined && { policy }),
  });
  return answered(context, answer);
}

function idOf(context: Context) {
  return { reservationId: context.req.param('id') ?? '', ...keyOf(context) };
}

const refusals: Readonly<Record<RefundReason, readonly [ErrorCode, string]>> = {
  RESERVATION_UNKNOWN: ['not_found', 'there is no such reservation'],
  NOT_PAID: ['conflict', 'the reservation is not paid: release it instead'],
  ALREADY_CANCELLED: ['conflict', 'the order is cancelled already'],
  LINE_UNKNOWN: ['refused', 'the order has no such line'],
  TOO_MANY_PIECES: ['conflict', 'the line has fewer pieces that are not given back yet'],
  NOTHING_LEFT: ['conflict', 'every piece of the order is given back already'],
  IDEMPOTENCY_MISMATCH: ['refused', 'this Idempotency-Key came with another request before'],
};

function answered(context: Context, answer: RefundAnswer): Response {
  if (answer.kind === 'refused') {
    const [code, message] = refusals[answer.reason];
    return refusalResponse(context, code, { message, reason: answer.reason });
  }
  const { points, giftCards, reversed } = answer.effects;
  const body = {
    ...refundFormat(answer.refund),
    points,
    gift_cards: giftCards.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    reversed,
  };
  return context.json(body, 201);
}

export function refundFormat(refund: RefundRecord) {
  return {
    id: refund.id,
    kind: refund.kind,
    policy: refund.policy,
    lines: refund.lines,
    currency: refund.currency,
    refund: refund.refundMinor,
    clawback: refund.clawbackMinor,
    tender: refund.tenderMinor,
    at: new Date(refund.at).toISOString(),
  };
}
