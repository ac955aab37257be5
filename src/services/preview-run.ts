import type { MessageCampaign } from '../domain/campaign/campaign.js';
import { type CouponExposure, couponExposure } from '../domain/campaign/coupon-exposure.js';
import type { Shop } from '../domain/campaign/shop.js';
import { specimenCode } from '../domain/campaign/specimen.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import { neededNames } from '../domain/segment/references.js';
import type { NamedRules } from '../domain/segment/rule.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type {
  BasketFigures,
  PlannedCoupon,
  PlannedDelivery,
  PlanStore,
} from '../ports/plan-store.js';
import { couponEnd } from './campaign-coupons.js';
import { audienceOf, type PlanBasis, type PlanningDeps, planCustomers } from './plan-customers.js';
import { runPicks } from './run-picks.js';
import { type SampleDeps, type SampleMessage, sampleMessages } from './sample-messages.js';

export interface PreviewDeps extends PlanningDeps, SampleDeps {
  readonly plans: Pick<PlanStore, 'baskets' | 'couponCount'>;
  readonly accounts: readonly Pick<ChannelAccount, 'name' | 'rate'>[];
  readonly clock: Clock;
}

export interface PreviewInput {
  readonly campaign: MessageCampaign;
  readonly shop: Shop;
  readonly segments: NamedRules;
  /** As the file has it, applied or not. */
  readonly definition: PromotionDefinition | null;
  /** The promotion's id if it has been applied; its coupons so far count against its limit. */
  readonly promotionId: number | null;
  readonly onProgress?: (planned: number, total: number) => void;
}

export interface ChannelShare {
  readonly channel: string;
  readonly messages: number;
  /** At the channel's own limit. */
  readonly perSecond: number;
  readonly sendingMs: number;
  /** Due at once; the rest waits for quiet hours or the daily cap. */
  readonly dueNow: number;
  /** When the last one is due. */
  readonly lastDueAt: number;
}

/** What a run of the campaign would do if it were started now. */
export interface RunPreview {
  readonly at: number;
  readonly deadlineAt: number;
  readonly audience: number;
  /** Have a chat on one of the channels and agreed to be written to, out of those not excluded. */
  readonly reachable: number;
  readonly notExcluded: number;
  /** By reason, most first. */
  readonly leftOut: readonly { readonly reason: string; readonly people: number }[];
  readonly holdout: number;
  readonly messages: number;
  readonly channels: readonly ChannelShare[];
  readonly coupons: (CouponExposure & { readonly baskets: BasketFigures }) | null;
  readonly samples: readonly SampleMessage[];
}

const chunkSize = 5_000;

/** Plans a run and throws it away: reads only. */
export async function previewRun(deps: PreviewDeps, input: PreviewInput): Promise<RunPreview> {
  const { campaign } = input;
  const at = deps.clock.now();
  const { members, excluded } = await audienceOf(deps, campaign, rulesOf(input), at);
  const basis: PlanBasis = {
    campaign,
    picks: await runPicks(deps, campaign.picks, { members, asOf: at }),
    shop: input.shop,
    excluded,
    asOf: at,
    startAt: at,
    deadlineAt: at + campaign.sendWithinMs,
    newCoupon: specimenCoupons(input, at),
  };
  const tally = new Tally();
  let couponsLeft = await couponsLeftFor(deps, input);
  for (let from = 0; from < members.length; from += chunkSize) {
    input.onProgress?.(from, members.length);
    const customerIds = [...members.subarray(from, from + chunkSize)];
    const planned = await planCustomers(deps, basis, customerIds, couponsLeft);
    if (couponsLeft !== null) couponsLeft -= planned.deliveries.length;
    for (const { reason } of planned.decisions) tally.leaveOut(reason);
    for (const delivery of planned.deliveries) tally.send(delivery);
  }
  return {
    at,
    deadlineAt: basis.deadlineAt,
    audience: members.length,
    ...tally.reach(members.length),
    messages: tally.messages,
    channels: tally.channels(deps.accounts, at),
    coupons: await exposureOf(deps, input, tally.messages),
    samples: await sampleMessages(deps, { ...input, deliveries: tally.samples }),
  };
}

function rulesOf({ campaign, segments }: PreviewInput) {
  const { segment, exclude } = campaign.audience;
  const rules = [segment, ...exclude].map((name) => ({ kind: 'segment' as const, name }));
  const needed = neededNames({ kind: 'any', rules }, segments);
  return Object.fromEntries([...segments].filter(([name]) => needed.includes(name)));
}

function specimenCoupons(input: PreviewInput, at: number): (() => PlannedCoupon) | null {
  const { campaign, definition } = input;
  if (campaign.coupon === null || definition === null) return null;
  const coupon: PlannedCoupon = {
    code: `${definition.codePrefix}${specimenCode}`,
    promotionId: 0,
    promotionVersionId: 0,
    validFrom: at,
    validUntil: couponEnd(at, campaign.coupon.validForMs, input.shop.timezone),
    balanceMinor: null,
  };
  return () => coupon;
}

async function couponsLeftFor(
  { plans }: PreviewDeps,
  { definition, promotionId }: PreviewInput,
): Promise<number | null> {
  const most = definition?.limits.uses ?? null;
  if (most === null) return null;
  return most - (promotionId === null ? 0 : await plans.couponCount(promotionId));
}

async function exposureOf(
  { plans }: PreviewDeps,
  { campaign, definition }: PreviewInput,
  messages: number,
): Promise<RunPreview['coupons']> {
  if (campaign.coupon === null || definition === null) return null;
  const baskets = await plans.baskets();
  return { ...couponExposure(definition, messages, baskets), baskets };
}

interface ChannelTally {
  messages: number;
  lastDueAt: number;
  readonly dueAts: Map<number, number>;
}

/** Counts a plan while it goes by, and keeps a few deliveries to show. */
class Tally {
  messages = 0;
  readonly #reasons = new Map<string, number>();
  readonly #channels = new Map<string, ChannelTally>();
  readonly #samples = new Map<string, PlannedDelivery>();
  #first: PlannedDelivery[] = [];

  leaveOut(reason: string): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  send(delivery: PlannedDelivery): void {
    this.messages++;
    const { channelAccount, dueAt, locale } = delivery;
    const channel = this.#channels.get(channelAccount) ?? {
      messages: 0,
      lastDueAt: 0,
      dueAts: new Map(),
    };
    channel.messages++;
    channel.lastDueAt = Math.max(channel.lastDueAt, dueAt);
    channel.dueAts.set(dueAt, (channel.dueAts.get(dueAt) ?? 0) + 1);
    this.#channels.set(channelAccount, channel);
    const kind = `${channelAccount} ${locale}`;
    if (!this.#samples.has(kind)) this.#samples.set(kind, delivery);
    else if (this.#first.length < 3) this.#first = [...this.#first, delivery];
  }

  /** Three, of different channels and languages as far as there are any. */
  get samples() {
    return [...this.#samples.values(), ...this.#first]
      .slice(0, 3)
      .map((each) => ({ ...each, picks: JSON.parse(each.picks) as ProductPick[] }));
  }

  reach(audience: number) {
    const count = (wanted: (reason: string) => boolean) =>
      [...this.#reasons].reduce((sum, [reason, people]) => sum + (wanted(reason) ? people : 0), 0);
    const excluded = count((reason) => reason.startsWith('excluded:') || reason === 'erased');
    const unreached = count((reason) => ['no-channel', 'blocked', 'no-consent'].includes(reason));
    return {
      notExcluded: audience - excluded,
      reachable: audience - excluded - unreached,
      holdout: this.#reasons.get('holdout') ?? 0,
      leftOut: [...this.#reasons]
        .map(([reason, people]) => ({ reason, people }))
        .sort((a, b) => b.people - a.people || a.reason.localeCompare(b.reason)),
    };
  }

  channels(accounts: PreviewDeps['accounts'], at: number): ChannelShare[] {
    return [...this.#channels].map(([channel, { messages, lastDueAt, dueAts }]) => {
      const perSecond = accounts.find(({ name }) => name === channel)?.rate.perSecond ?? 1;
      const sendingMs = Math.ceil((messages / perSecond) * 1_000);
      return { channel, messages, perSecond, sendingMs, dueNow: dueAts.get(at) ?? 0, lastDueAt };
    });
  }
}
