import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type SeatRefusal, seatsLeft } from '../domain/promotion/group-buy.js';
import { groupPayload } from '../domain/promotion/group-link.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { GroupBuyRecord } from '../ports/group-buy-store.js';
import type { ApiKeyDeps } from '../services/api-keys.js';
import { type GroupBuyDeps, type OpenRefusal, openGroup } from '../services/group-buys.js';
import { requireScope } from './api-key-auth.js';
import { type ErrorCode, errorResponse, refusalResponse } from './error-response.js';
import { readJson } from './json-body.js';

export interface GroupBuyRouteDeps extends GroupBuyDeps, ApiKeyDeps {
  readonly registry: {
    customerIds(externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  };
  readonly accounts: readonly Pick<ChannelAccount, 'name' | 'deepLink'>[];
}

const reference = z.string().min(1, 'is empty').max(200);
const groupBody = z.strictObject({ promotion: reference, customer: reference });
const groupKeys = { 'the body': Object.keys(groupBody.shape) };

const listedCount = 100;

/** What a shop's pages call to open groups that buy together, and to show them. */
export function groupBuyRoutes(deps: GroupBuyRouteDeps): Hono {
  const routes = new Hono();
  const guard = requireScope(deps, 'quotes:write');
  routes.post('/v1/groups', guard, (context) => postGroup(deps, context));
  routes.get('/v1/groups', guard, (context) => getGroups(deps, context));
  routes.get('/v1/groups/:id', guard, (context) => getGroup(deps, context));
  return routes;
}

const refusals: Readonly<Record<OpenRefusal, readonly [ErrorCode, string]>> = {
  PROMOTION_UNKNOWN: ['not_found', 'there is no such promotion in force'],
  NO_GROUP_PRICE: ['conflict', 'the promotion has no group price: see `group` in promotions.yaml'],
  NOT_STARTED: ['conflict', 'the promotion has not begun'],
  EXPIRED: ['gone', 'the promotion has ended'],
};

const seatRefusals: Readonly<Record<SeatRefusal, readonly [ErrorCode, string]>> = {
  GROUP_UNKNOWN: ['not_found', 'there is no such group'],
  GROUP_CLOSED: ['gone', 'the group is over'],
  GROUP_FULL: ['conflict', 'the group has no seat left'],
  ALREADY_MEMBER: ['conflict', 'the customer is in the group already'],
  IDENTITY_REQUIRED: ['conflict', 'a seat is one person’s: say who it is'],
};

export function seatRefused(context: Context, reason: SeatRefusal): Response {
  const [code, message] = seatRefusals[reason];
  return refusalResponse(context, code, { message, reason });
}

async function postGroup(deps: GroupBuyRouteDeps, context: Context): Promise<Response> {
  const body = await readJson(context, groupBody, groupKeys);
  if (body instanceof Response) return body;
  const customerId = (await deps.registry.customerIds([body.customer])).get(body.customer);
  if (customerId === undefined) {
    const message = `there is no customer "${body.customer}": send it to /v1/customers first`;
    return errorResponse(context, 'invalid_request', message, [{ place: 'customer', message }]);
  }
  const answer = await openGroup(deps, { promotionKey: body.promotion, customerId });
  if (answer.kind === 'open')
    return context.json(groupFormat(deps, answer.group), answer.isNew ? 201 : 200);
  const [code, message] = refusals[answer.reason];
  return refusalResponse(context, code, { message, reason: answer.reason });
}

async function getGroup(deps: GroupBuyRouteDeps, context: Context): Promise<Response> {
  const group = await deps.groupBuys.group(context.req.param('id') ?? '', deps.clock.now());
  if (group !== null) return context.json(groupFormat(deps, group));
  return errorResponse(context, 'not_found', 'there is no such group');
}

/** Those that can be joined, of one promotion or of all. */
async function getGroups(deps: GroupBuyRouteDeps, context: Context): Promise<Response> {
  const at = deps.clock.now();
  const { promotion: key } = context.req.query();
  const known = key === undefined ? [] : await deps.promotions.all();
  const promotionId = known.find((each) => each.key === key)?.promotionId;
  if (key !== undefined && promotionId === undefined)
    return errorResponse(context, 'not_found', `there is no promotion "${key}"`);
  const groups = await deps.groupBuys.groups(
    {
      state: 'open',
      endingAfter: at,
      limit: listedCount,
      ...(promotionId !== undefined && { promotionId }),
    },
    at,
  );
  const joinable = groups.filter((group) => seatsLeft(group) > 0);
  return context.json({ groups: joinable.map((group) => groupFormat(deps, group)) });
}

function groupFormat({ accounts }: GroupBuyRouteDeps, group: GroupBuyRecord) {
  const links = accounts.flatMap(({ name, deepLink }) => {
    const link = deepLink?.(groupPayload(group.id));
    return link === undefined ? [] : [[name, link] as const];
  });
  return {
    id: group.id,
    promotion: group.promotion.key,
    state: group.state,
    seats: group.seats,
    paid: group.paid,
    seats_left: seatsLeft(group),
    deadline: new Date(group.deadlineAt).toISOString(),
    /** By channel: opens the shop's chat on this group. */
    share_links: Object.fromEntries(links),
  };
}
