import type { Campaign, MessageCampaign } from '../domain/campaign/campaign.js';
import { localeFor, type Route } from '../domain/campaign/eligibility.js';
import type { Shop } from '../domain/campaign/shop.js';
import { specimenCode } from '../domain/campaign/specimen.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { UserError } from '../domain/user-error.js';
import type { Clock } from '../ports/clock.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { EligibilityStore } from '../ports/eligibility-store.js';
import type { Outbox } from '../ports/outbox.js';
import type { Random } from '../ports/random.js';
import { couponEnd } from './campaign-coupons.js';
import type { PlanningDeps } from './plan-customers.js';
import { bestSellers } from './plan-run.js';
import { type SampleDeps, type SampleMessage, sampleMessages } from './sample-messages.js';

export interface TestDeps extends SampleDeps {
  readonly customers: Pick<CustomerStore, 'customerByExternalId' | 'chat'>;
  readonly eligibility: Pick<EligibilityStore, 'facts'>;
  readonly pickProducts: PlanningDeps['pickProducts'];
  readonly outbox: Outbox;
  readonly random: Pick<Random, 'uuid'>;
  readonly clock: Clock;
}

export interface TestInput {
  readonly campaign: Campaign;
  readonly shop: Shop;
  readonly definition: PromotionDefinition | null;
  /** The shop's own id of a customer, or a chat as `webchat:ADDRESS`. */
  readonly to: string;
}

const hourMs = 3_600_000;

/**
 * Sends a campaign's message to one chat, to look at: no run, no coupon (the code is a specimen), no tracked links,
 * counted nowhere, at any time of day.
 *
 * @throws UserError if there is no such chat, or nothing would be left to say
 */
export async function sendTest(deps: TestDeps, input: TestInput): Promise<SampleMessage> {
  const { campaign, shop, definition } = input;
  const { customerId, routes, locale } = await recipientOf(deps, input);
  const route = routeFor(campaign, routes, input.to);
  const at = deps.clock.now();
  const hasCoupon = campaign.kind === 'message' && campaign.coupon !== null;
  const [sample] = await sampleMessages(deps, {
    campaign,
    shop,
    definition,
    deliveries: [
      {
        customerId,
        channelAccount: route.channelAccount,
        locale: localeFor([route.locale, locale], localesOf(campaign, shop)),
        picks: await picksFor(deps, campaign, customerId, at),
        coupon: hasCoupon ? specimenCoupon(input, campaign, at) : null,
        dueAt: at,
      },
    ],
  });
  if (sample === undefined || sample.message === null)
    throw new UserError('nothing of the message would be left for this customer');
  await deps.outbox.enqueue([
    {
      purpose: 'test',
      dedupeKey: `test:${deps.random.uuid()}`,
      customerId,
      identityId: route.identityId,
      channelAccount: route.channelAccount,
      content: sample.message,
      dueAt: at,
      deadlineAt: at + hourMs,
    },
  ]);
  return sample;
}

function localesOf(campaign: Campaign, shop: Shop): string[] {
  return shop.locales.filter((locale) => Object.hasOwn(campaign.message, locale));
}

function specimenCoupon({ shop, definition }: TestInput, campaign: MessageCampaign, at: number) {
  return {
    code: `${definition?.codePrefix ?? ''}${specimenCode}`,
    promotionId: 0,
    promotionVersionId: 0,
    validFrom: at,
    validUntil: couponEnd(at, campaign.coupon?.validForMs ?? 0, shop.timezone),
    balanceMinor: null,
  };
}

async function picksFor(deps: TestDeps, campaign: Campaign, customerId: number, asOf: number) {
  if (campaign.picks === null) return [];
  if (campaign.kind === 'post') return bestSellers(deps, campaign.picks, asOf);
  const picks = await deps.pickProducts({ customerIds: [customerId], ...campaign.picks, asOf });
  return picks.get(customerId) ?? [];
}

async function recipientOf(deps: TestDeps, { to, shop }: TestInput) {
  const customer = await deps.customers.customerByExternalId(to);
  const chat = customer === null ? await chatNamed(deps, to) : null;
  const customerId = customer?.id ?? chat?.customerId;
  if (customerId === undefined)
    throw new UserError(`there is no customer or chat "${to}"`, {
      hint: 'give the shop’s id of a customer, or ACCOUNT:ADDRESS of a chat',
    });
  const query = {
    customerIds: [customerId],
    topic: shop.consent.topic,
    now: deps.clock.now(),
  };
  const facts = (await deps.eligibility.facts(query)).get(customerId);
  const routes = facts?.routes ?? [];
  return {
    customerId,
    locale: facts?.locale ?? null,
    routes: chat === null ? routes : routes.filter((route) => route.identityId === chat.id),
  };
}

async function chatNamed({ customers }: TestDeps, to: string) {
  const [account = '', ...address] = to.split(':');
  return address.length === 0 ? null : customers.chat(account, address.join(':'));
}

/** A chat on a channel of the campaign if there is one; for a post any chat will do. */
function routeFor(campaign: Campaign, routes: readonly Route[], to: string): Route {
  const usable = routes.filter(({ state }) => state === 'active');
  const channels = campaign.kind === 'message' ? campaign.channels : [];
  const wanted = channels.flatMap((name) => usable.find((r) => r.channelAccount === name) ?? []);
  const route = wanted[0] ?? usable[0];
  if (route !== undefined) return route;
  throw new UserError(`"${to}" has no open chat with the shop`, {
    hint: 'hawker links export makes links that open one',
  });
}
