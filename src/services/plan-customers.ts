import type { MessageCampaign } from '../domain/campaign/campaign.js';
import type { DecisionReason } from '../domain/campaign/decision-reason.js';
import { eligibilityOf, localeFor, type SendingRules } from '../domain/campaign/eligibility.js';
import type { Shop } from '../domain/campaign/shop.js';
import { armOf } from '../domain/experiment/assignment.js';
import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import type { SegmentRule } from '../domain/segment/rule.js';
import type { EligibilityStore } from '../ports/eligibility-store.js';
import type { PlannedCoupon, PlannedDecision, PlannedDelivery } from '../ports/plan-store.js';
import type { SegmentStore } from '../ports/segment-store.js';

export interface PlanningDeps {
  readonly segments: Pick<SegmentStore, 'members'>;
  readonly eligibility: Pick<EligibilityStore, 'facts'>;
  /** As `pickProducts`, its own parts given. */
  readonly pickProducts: (input: {
    readonly customerIds: readonly number[];
    readonly count: number;
    readonly asOf: number;
  }) => Promise<ReadonlyMap<number, readonly ProductPick[]>>;
}

export interface CampaignAudience {
  /** Ascending. */
  readonly members: Int32Array;
  readonly excluded: readonly { readonly segment: string; readonly ids: ReadonlySet<number> }[];
}

/** What a plan is made from, the same for every customer. */
export interface PlanBasis {
  readonly campaign: MessageCampaign;
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

interface Candidate {
  readonly customerId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly locale: string;
  readonly dueAt: number;
}

/**
 * Decides for each of these members of the audience: one delivery or one decision, never both, never neither.
 * Reads only. The holdout is drawn last, among those who would else get a message.
 *
 * @param couponsLeft how many coupons may still be handed out; null without limit
 */
export async function planCustomers(
  deps: PlanningDeps,
  basis: PlanBasis,
  customerIds: readonly number[],
  couponsLeft: number | null,
): Promise<PlannedCustomers> {
  const decisions: PlannedDecision[] = [];
  const leaveOut = (customerId: number, reason: DecisionReason, detail: string | null = null) =>
    decisions.push({ customerId, reason, detail });
  const candidates = await candidatesAmong(deps, basis, customerIds, leaveOut);
  const picks = await picksFor(deps, basis, candidates);
  const deliveries: PlannedDelivery[] = [];
  const holdoutIds: number[] = [];
  const { id, audience } = basis.campaign;
  for (const candidate of candidates) {
    const { customerId } = candidate;
    const own = picks?.get(customerId) ?? [];
    const isUsedUp =
      basis.newCoupon !== null && couponsLeft !== null && deliveries.length >= couponsLeft;
    if (picks !== null && own.length === 0) leaveOut(customerId, 'no-picks');
    // Both arms alike, or the holdout would hold people whom nobody could have treated.
    else if (isUsedUp) leaveOut(customerId, 'coupon-limit');
    else if (armOf(id, customerId, audience.holdoutShare) === 'holdout') {
      holdoutIds.push(customerId);
      leaveOut(customerId, 'holdout');
    } else {
      const coupon = basis.newCoupon?.() ?? null;
      const { deadlineAt } = basis;
      deliveries.push({ ...candidate, variant: null, picks: own, coupon, deadlineAt });
    }
  }
  return { deliveries, decisions, holdoutIds };
}

async function candidatesAmong(
  deps: PlanningDeps,
  basis: PlanBasis,
  customerIds: readonly number[],
  leaveOut: (customerId: number, reason: DecisionReason, detail?: string | null) => void,
): Promise<Candidate[]> {
  const { shop, campaign, startAt } = basis;
  const rules = rulesOf(basis);
  const wanted = customerIds.filter((customerId) => {
    const excluded = basis.excluded.find(({ ids }) => ids.has(customerId));
    if (excluded !== undefined) leaveOut(customerId, `excluded:${excluded.segment}`);
    return excluded === undefined;
  });
  const { topic } = shop.consent;
  const facts = await deps.eligibility.facts({ customerIds: wanted, topic, now: startAt });
  const locales = shop.locales.filter((locale) => Object.hasOwn(campaign.message, locale));
  return wanted.flatMap((customerId) => {
    const own = facts.get(customerId);
    if (own === undefined) {
      leaveOut(customerId, 'erased');
      return [];
    }
    const found = eligibilityOf(own, rules, startAt);
    if (found.kind === 'out') {
      leaveOut(customerId, found.reason, found.detail);
      return [];
    }
    const { identityId, channelAccount } = found.route;
    const locale = localeFor([found.route.locale, own.locale], locales);
    return [{ customerId, identityId, channelAccount, locale, dueAt: found.dueAt }];
  });
}

function rulesOf({ campaign, shop, deadlineAt }: PlanBasis): SendingRules {
  return {
    channels: campaign.channels,
    topic: shop.consent.topic,
    timezone: shop.timezone,
    quietHours: shop.quietHours,
    dailyCap: shop.dailyCap,
    deadlineAt,
  };
}

/** @returns null if the campaign has no picks */
async function picksFor(
  { pickProducts }: PlanningDeps,
  { campaign, asOf }: PlanBasis,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<number, readonly ProductPick[]> | null> {
  if (campaign.picks === null) return null;
  const customerIds = candidates.map((candidate) => candidate.customerId);
  if (customerIds.length === 0) return new Map();
  return pickProducts({ customerIds, count: campaign.picks.count, asOf });
}
