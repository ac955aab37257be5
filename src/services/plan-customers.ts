import type { MessageCampaign } from '../domain/campaign/campaign.js';
import type { Shop } from '../domain/campaign/shop.js';
import { armOf } from '../domain/experiment/assignment.js';
import type { SegmentRule } from '../domain/segment/rule.js';
import type { PickStore } from '../ports/pick-store.js';
import type { Preparation, PreparedCustomers, RunPicks } from '../ports/plan-preparer.js';
import type { PlannedCoupon, PlannedDecision, PlannedDelivery } from '../ports/plan-store.js';
import type { SegmentStore } from '../ports/segment-store.js';
import { type PreparingDeps, prepareCustomers } from './prepare-customers.js';

export interface PlanningDeps extends PreparingDeps {
  readonly segments: Pick<SegmentStore, 'members'>;
  readonly pickFacts: Pick<PickStore, 'salesTo'>;
}

export interface CampaignAudience {
  /** Ascending. */
  readonly members: Int32Array;
  readonly excluded: readonly { readonly segment: string; readonly ids: ReadonlySet<number> }[];
}

/** What a plan is made from, the same for every customer. */
export interface PlanBasis {
  readonly campaign: MessageCampaign;
  readonly picks: RunPicks | null;
  readonly shop: Pick<Shop, 'timezone' | 'locales' | 'quietHours' | 'dailyCap' | 'consent'>;
  readonly excluded: CampaignAudience['excluded'];
  /** Windows of behaviour reach back from here. */
  readonly asOf: number;
  /** Not before this. */
  readonly startAt: number;
  readonly deadlineAt: number;
  /** Makes one coupon; null if the campaign has none. */
  readonly newCoupon: (() => PlannedCoupon) | null;
}

export interface PlannedCustomers {
  readonly deliveries: readonly PlannedDelivery[];
  readonly decisions: readonly PlannedDecision[];
  readonly holdoutIds: readonly number[];
}

/** Candidates, and everybody who is none with the reason. */
export interface Prepared {
  readonly candidates: PreparedCustomers['candidates'];
  readonly leftOut: readonly PlannedDecision[];
}

export async function audienceOf(
  deps: Pick<PlanningDeps, 'segments'>,
  campaign: MessageCampaign,
  segments: Readonly<Record<string, SegmentRule>>,
  asOf: number,
): Promise<CampaignAudience> {
  const named = new Map(Object.entries(segments));
  const membersOf = (name: string) => deps.segments.members({ kind: 'segment', name }, named, asOf);
  const members = await membersOf(campaign.audience.segment);
  const excluded = [];
  for (const segment of campaign.audience.exclude)
    excluded.push({ segment, ids: new Set(await membersOf(segment)) });
  return { members, excluded };
}

/** The part of a plan's basis that says who may be written to, where, when and with what. */
export function preparationOf({ campaign, picks, shop, ...times }: PlanBasis): Preparation {
  const { channels, message } = campaign;
  const { timezone, quietHours, dailyCap, consent } = shop;
  const { asOf, startAt, deadlineAt } = times;
  return {
    rules: { channels, topic: consent.topic, timezone, quietHours, dailyCap, deadlineAt },
    locales: shop.locales.filter((locale) => Object.hasOwn(message, locale)),
    picks,
    asOf,
    startAt,
  };
}

/** Members of the audience, and what segment keeps each of the others out of it. */
export function withoutExcluded(
  { excluded }: Pick<PlanBasis, 'excluded'>,
  customerIds: readonly number[],
): { readonly wanted: readonly number[]; readonly decisions: readonly PlannedDecision[] } {
  if (excluded.length === 0) return { wanted: customerIds, decisions: [] };
  const decisions: PlannedDecision[] = [];
  const wanted = customerIds.filter((customerId) => {
    const found = excluded.find(({ ids }) => ids.has(customerId));
    if (found === undefined) return true;
    decisions.push({ customerId, reason: `excluded:${found.segment}`, detail: null });
    return false;
  });
  return { wanted, decisions };
}

/**
 * Decides for each of these members of the audience: one delivery or one decision, never both, never neither.
 * Reads only. The holdout is drawn last, among those who would else get a message.
 *
 * @param couponsLeft how many coupons may still be handed out; null without limit
 */
export async function planCustomers(
  deps: PreparingDeps,
  basis: PlanBasis,
  customerIds: readonly number[],
  couponsLeft: number | null,
): Promise<PlannedCustomers> {
  const { wanted, decisions } = withoutExcluded(basis, customerIds);
  const { candidates, leftOut } = await prepareCustomers(deps, preparationOf(basis), wanted);
  return settle(basis, { candidates, leftOut: [...decisions, ...leftOut] }, couponsLeft);
}

/** The last step for those who may be written to: coupons while there are some, and the draw of the holdout. */
export function settle(
  basis: Pick<PlanBasis, 'campaign' | 'deadlineAt' | 'newCoupon'>,
  { candidates, leftOut }: Prepared,
  couponsLeft: number | null,
): PlannedCustomers {
  const decisions: PlannedDecision[] = [...leftOut];
  const deliveries: PlannedDelivery[] = [];
  const holdoutIds: number[] = [];
  const { id, audience } = basis.campaign;
  const { deadlineAt, newCoupon } = basis;
  for (const candidate of candidates) {
    const { customerId } = candidate;
    const isUsedUp = newCoupon !== null && couponsLeft !== null && deliveries.length >= couponsLeft;
    // Both arms alike, or the holdout would hold people whom nobody could have treated.
    if (isUsedUp) decisions.push({ customerId, reason: 'coupon-limit', detail: null });
    else if (armOf(id, customerId, audience.holdoutShare) === 'holdout') {
      holdoutIds.push(customerId);
      decisions.push({ customerId, reason: 'holdout', detail: null });
    } else {
      const coupon = newCoupon?.() ?? null;
      deliveries.push({ ...candidate, variant: null, coupon, deadlineAt });
    }
  }
  return { deliveries, decisions, holdoutIds };
}
