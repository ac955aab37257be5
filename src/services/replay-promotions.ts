import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { PastOrder } from '../domain/promotion/replay/past-order.js';
import type { ReplayReport } from '../domain/promotion/replay/replay-report.js';
import { isReplayable, type ReplayCodes } from '../domain/promotion/replay/scenario.js';
import { ReplayTally } from '../domain/promotion/replay/tally.js';
import { indexOfId } from '../domain/recommender/purchases.js';
import type { NamedRules } from '../domain/segment/rule.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import type { ReplayPeriod, ReplayStore } from '../ports/replay-store.js';
import type { SegmentStore } from '../ports/segment-store.js';

export interface ReplayDeps {
  readonly pastOrders: ReplayStore;
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly segments: Pick<SegmentStore, 'members'>;
  readonly shop: { readonly currency: string; readonly timezone: string };
}

export interface ReplayRequest {
  readonly period: ReplayPeriod;
  readonly codes: ReplayCodes;
  readonly draft: readonly PromotionDefinition[];
  /** Only these of the draft, beside those in force; null for the draft as it is, in their place. */
  readonly only: ReadonlySet<string> | null;
  readonly segments: NamedRules;
  readonly now: number;
  onProgress(done: number, total: number): void;
}

const ordersPerPage = 500;

/** What a draft would have done to the orders of a period, beside what the promotions in force now would have. */
export async function replayPromotions(
  deps: ReplayDeps,
  request: ReplayRequest,
): Promise<ReplayReport> {
  const { period, codes, segments, now } = request;
  const inForce = await promotionsInForce(deps, now);
  const draft = draftOf(request, inForce).filter(isReplayable);
  const tally = new ReplayTally({ ...deps.shop, ...period, codes, draft, now: inForce });
  const asked = [...draft, ...inForce].flatMap(({ promotion }) => promotion.conditions);
  const members = new Map<string, Int32Array>();
  for (const each of asked)
    if (each.type === 'segment' && !members.has(each.segment)) {
      const rule = { kind: 'segment', name: each.segment } as const;
      members.set(each.segment, await deps.segments.members(rule, segments, now));
    }
  const withOrderCounts = asked.some(({ type }) => type === 'order_number');
  const ids = await deps.pastOrders.saleIds(period);
  for (let from = 0; from < ids.length; from += ordersPerPage) {
    const page = [...ids.subarray(from, from + ordersPerPage)];
    for (const order of await deps.pastOrders.orders(page, withOrderCounts))
      tally.take(withSegments(order, members));
    request.onProgress(from + page.length, ids.length);
  }
  return tally.report();
}

async function promotionsInForce(
  { promotions }: ReplayDeps,
  now: number,
): Promise<PromotionDefinition[]> {
  return (await promotions.all())
    .filter(({ state }) => state === 'active')
    .map(({ definition }) => definition)
    .filter((each) => isReplayable(each) && isOpen(each, now));
}

function isOpen({ promotion: { window } }: PromotionDefinition, now: number): boolean {
  const { fromAt, untilAt } = window;
  return (fromAt === null || fromAt <= now) && (untilAt === null || now < untilAt);
}

function draftOf(
  { draft, only }: ReplayRequest,
  inForce: readonly PromotionDefinition[],
): readonly PromotionDefinition[] {
  if (only === null) return draft;
  const chosen = draft.filter(({ promotion }) => only.has(promotion.id));
  return [...inForce.filter(({ promotion }) => !only.has(promotion.id)), ...chosen];
}

function withSegments(order: PastOrder, members: ReadonlyMap<string, Int32Array>): PastOrder {
  const { customerId } = order;
  if (members.size === 0 || customerId === null) return order;
  const isMember = (name: string) => indexOfId(members.get(name) ?? noIds, customerId) >= 0;
  return { ...order, segments: [...members.keys()].filter(isMember) };
}

const noIds = new Int32Array();
