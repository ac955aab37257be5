import type { MessageCampaign, PostCampaign } from '../domain/campaign/campaign.js';
import { type Composed, composeMessage, withLinks } from '../domain/campaign/compose-message.js';
import {
  type HeldCoupon,
  type MessageFacts,
  messageVariables,
} from '../domain/campaign/message-values.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { CampaignStore, CampaignVersion } from '../ports/campaign-store.js';
import type { LinkMaker } from '../ports/link-maker.js';
import type { ClaimedDelivery, RenderDeliveries } from '../ports/outbox.js';
import type { PersonFacts, ProductFacts, RenderStore } from '../ports/render-store.js';
import type { TemplateEngine } from '../ports/template-engine.js';
import { pickedProducts, type ShopPages } from './picked-products.js';
import { type WantedDeps, wantedPicks } from './wanted-picks.js';

export interface RenderDeps extends WantedDeps {
  readonly rendering: RenderStore;
  readonly campaigns: Pick<CampaignStore, 'versions'>;
  readonly templates: TemplateEngine;
  readonly links: LinkMaker;
  readonly pages: ShopPages;
}

type Unrendered = { ok: false; why: string } | { ok: false; skip: 'unwanted' };
type Rendered = { ok: true; message: OutboundMessage } | Unrendered;

/**
 * Frozen rows and today's facts → words, set by set. A product sold out since it was picked, or that its customer does
 * not want any more, is left out. An answer, a test or a post that brings its words is sent as it is.
 */
export function renderDeliveries(deps: RenderDeps): RenderDeliveries {
  return async (deliveries) => {
    const frozen = deliveries.filter(({ content }) => content === null);
    const rendered = frozen.length === 0 ? new Map() : await renderFrozen(deps, frozen);
    for (const { id, content } of deliveries)
      if (content !== null) rendered.set(id, { ok: true, message: content });
    return rendered;
  };
}

async function renderFrozen(
  deps: RenderDeps,
  deliveries: readonly ClaimedDelivery[],
): Promise<Map<number, Rendered>> {
  const today = await factsFor(deps, deliveries);
  const composed = deliveries.map((delivery) => ({
    delivery,
    result: composeDelivery(deps, delivery, today),
  }));
  const drafts = composed.flatMap(({ delivery, result }) =>
    result.ok ? result.composed.links.map((link) => draftOf(delivery.id, link)) : [],
  );
  const urls = drafts.length === 0 ? [] : await deps.links.linksFor(drafts);
  let next = 0;
  const rendered = new Map<number, Rendered>();
  for (const { delivery, result } of composed) {
    if (!result.ok) {
      rendered.set(delivery.id, result);
      continue;
    }
    const own = urls.slice(next, next + result.composed.links.length);
    next += own.length;
    rendered.set(delivery.id, { ok: true, message: withLinks(result.composed, own) });
  }
  return rendered;
}

function draftOf(deliveryId: number, { label, target, productId }: Composed['links'][number]) {
  return { deliveryId, label, target, ...(productId === null ? {} : { productId }) };
}

interface Today {
  readonly versions: ReadonlyMap<number, CampaignVersion>;
  readonly versionOfRun: ReadonlyMap<number, number>;
  readonly products: ReadonlyMap<number, ProductFacts>;
  readonly coupons: ReadonlyMap<number, HeldCoupon>;
  readonly people: ReadonlyMap<number, PersonFacts>;
  readonly wanted: Awaited<ReturnType<typeof wantedPicks>>;
}

async function factsFor(deps: RenderDeps, deliveries: readonly ClaimedDelivery[]): Promise<Today> {
  const { rendering } = deps;
  const versionOfRun = await rendering.versionsOfRuns(idsOf(deliveries, (each) => each.runId));
  const picks = deliveries.flatMap((delivery) => delivery.picks);
  return {
    versionOfRun,
    versions: await deps.campaigns.versions([...new Set(versionOfRun.values())]),
    products: await rendering.products(idsOf(picks, (each) => each.productId)),
    coupons: await rendering.coupons(idsOf(deliveries, (each) => each.couponId)),
    people: await rendering.people(idsOf(deliveries, (each) => each.customerId)),
    wanted: await wantedPicks(deps, deliveries),
  };
}

function idsOf<Row>(rows: readonly Row[], id: (row: Row) => number | null): number[] {
  return [...new Set(rows.flatMap((row) => id(row) ?? []))];
}

type ComposeResult = { ok: true; composed: Composed } | Unrendered;

function composeDelivery(deps: RenderDeps, delivery: ClaimedDelivery, today: Today): ComposeResult {
  const version = today.versions.get(today.versionOfRun.get(delivery.runId ?? -1) ?? -1);
  if (version === undefined) return { ok: false, why: 'its campaign version is gone' };
  const template = templateFor(version.campaign, delivery.locale);
  const facts = factsOf(deps, delivery, version, today);
  if (version.campaign.picks !== null && facts.picks.length === 0)
    return pickedProducts(delivery.picks, today.products, deps.pages).length > 0
      ? { ok: false, skip: 'unwanted' }
      : { ok: false, why: 'none of its picks can be bought today' };
  try {
    const render = (text: string, variables: Readonly<Record<string, unknown>>) =>
      deps.templates.render(text, variables);
    const composed = composeMessage(template, messageVariables(facts), render);
    return composed === null
      ? { ok: false, why: 'nothing of the message is left: what it speaks of is not there today' }
      : { ok: true, composed };
  } catch (error) {
    return { ok: false, why: `template: ${(error as Error).message}` };
  }
}

function templateFor({ message }: MessageCampaign | PostCampaign, locale: string) {
  return message[locale] ?? Object.values(message)[0] ?? [];
}

function factsOf(
  { pages }: RenderDeps,
  delivery: ClaimedDelivery,
  { shop }: CampaignVersion,
  today: Today,
): MessageFacts {
  const person = today.people.get(delivery.customerId ?? -1);
  return {
    locale: delivery.locale,
    timezone: person?.timezone ?? shop.timezone,
    currency: shop.currency,
    shopName: shop.name,
    shopUrl: pages.shopUrl,
    customerName: person?.name ?? null,
    picks: pickedProducts(today.wanted(delivery), today.products, pages),
    coupon: today.coupons.get(delivery.couponId ?? -1) ?? null,
  };
}
