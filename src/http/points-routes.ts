import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { PointsHistoryEntry } from '../ports/points-store.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import {
  adjustPoints,
  type PointsDeps,
  type PointsStanding,
  pointsStanding,
} from '../services/points.js';
import { requireScope } from './api-key-auth.js';
import { errorResponse, refusalResponse } from './error-response.js';
import { readJson } from './json-body.js';

export interface PointsRouteDeps extends PointsDeps, ApiKeyDeps {
  readonly registry: {
    customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
}

const most = 1_000_000;

const adjustment = z.strictObject({
  customer: z.union([z.string().trim().min(1).max(200), z.int()]).transform(String),
  points: z
    .int()
    .min(-most)
    .max(most)
    .refine((points) => points !== 0, 'is nothing'),
  reason: z.string().trim().min(1).max(500),
});

const keys = { 'the body': Object.keys(adjustment.shape) };

/** What a shop's own systems ask of points, and change of them by hand. */
export function pointsRoutes(deps: PointsRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'points:write');
  routes.get('/v1/customers/:id/points', guard, (context) => getPoints(deps, context));
  routes.post('/v1/points', guard, (context) => postPoints(deps, context));
  return routes;
}

const historyLength = 20;

async function getPoints(deps: PointsRouteDeps, context: Context): Promise<Response> {
  const externalId = context.req.param('id') ?? '';
  const customerId = (await deps.registry.customerIds([externalId])).get(externalId);
  const at = deps.clock.now();
  const standing = customerId === undefined ? null : await pointsStanding(deps, customerId, at);
  if (customerId === undefined || standing === null)
    return errorResponse(context, 'not_found', missing(deps, externalId));
  const history = await deps.points.history(customerId, historyLength);
  return context.json({ ...standingFormat(standing), history: history.map(entryFormat) });
}

async function postPoints(deps: PointsRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, adjustment, keys);
  if (body instanceof Response) return body;
  const { customer, points, reason } = body;
  const customerId = (await deps.registry.customerIds([customer])).get(customer);
  if (customerId === undefined || deps.shop.membership === undefined)
    return errorResponse(context, 'not_found', missing(deps, customer));
  const idempotencyKey = context.req.header('idempotency-key')?.slice(0, 200) ?? '';
  const request = { customerId, points, reason, actor: 'api', idempotencyKey };
  const answer = await adjustPoints(deps, request);
  if (answer.kind === 'unknown-customer')
    return errorResponse(context, 'not_found', missing(deps, customer));
  if (answer.kind === 'mismatch')
    return refusalResponse(context, 'refused', {
      message: 'this Idempotency-Key came with another request before',
      reason: 'IDEMPOTENCY_MISMATCH',
    });
  const standing = await pointsStanding(deps, customerId, deps.clock.now());
  return context.json({ points: answer.points, available: standing?.available ?? 0 }, 201);
}

function missing({ shop }: PointsRouteDeps, externalId: string): string {
  return shop.membership === undefined
    ? 'this shop has no membership'
    : `there is no customer "${externalId}"`;
}

function standingFormat(standing: PointsStanding) {
  const { tier, memberSince, available, worthMinor, spendMinor, next, expires } = standing;
  return {
    tier: tier?.id ?? null,
    member_since: instant(memberSince),
    available,
    worth: worthMinor,
    spend: spendMinor,
    next_tier: next === null ? null : { tier: next.tier.id, missing: next.missingMinor },
    expires: expires === null ? null : { points: expires.points, at: instant(expires.expiresAt) },
  };
}

function entryFormat({ kind, points, at, expiresAt, reason }: PointsHistoryEntry) {
  return { kind, points, at: instant(at), expires_at: instant(expiresAt), reason };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
