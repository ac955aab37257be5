import type { Campaign } from '../domain/campaign/campaign.js';
import { composeMessage, withTargets } from '../domain/campaign/compose-message.js';
import { type MessageFacts, messageVariables } from '../domain/campaign/message-values.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import type { PlannedDelivery } from '../ports/plan-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { TemplateEngine } from '../ports/template-engine.js';
import { pickedProducts, type ShopPages } from './picked-products.js';

export interface SampleDeps {
  readonly rendering: Pick<RenderStore, 'products' | 'people'>;
  readonly templates: TemplateEngine;
  readonly pages: ShopPages;
}

export interface SampleInput {
  readonly campaign: Campaign;
  readonly shop: Pick<Shop, 'name' | 'currency' | 'timezone'>;
  readonly definition: PromotionDefinition | null;
  readonly deliveries: readonly Sampled[];
}

interface Sampled
  extends Pick<PlannedDelivery, 'customerId' | 'channelAccount' | 'locale' | 'coupon' | 'dueAt'> {
  readonly picks: readonly ProductPick[];
}

/** A message as it would be sent, links untracked and the coupon a specimen. */
export interface SampleMessage {
  /** The shop's own id of the customer, or ours. */
  readonly customer: string;
  readonly channel: string;
  readonly locale: string;
  readonly dueAt: number;
  /** Null if nothing would be left to say. */
  readonly message: OutboundMessage | null;
  readonly picks: readonly { readonly name: string; readonly reason: string }[];
}

export async function sampleMessages(
  { rendering, templates, pages }: SampleDeps,
  input: SampleInput,
): Promise<SampleMessage[]> {
  const { deliveries, campaign, shop, definition } = input;
  const people = await rendering.people(deliveries.map((each) => each.customerId));
  const picks = deliveries.flatMap((each) => each.picks);
  const products = await rendering.products(picks.map((pick) => pick.productId));
  return deliveries.map((delivery) => {
    const { locale, coupon } = delivery;
    const person = people.get(delivery.customerId);
    const facts: MessageFacts = {
      locale,
      timezone: person?.timezone ?? shop.timezone,
      currency: shop.currency,
      shopName: shop.name,
      shopUrl: pages.shopUrl,
      customerName: person?.name ?? null,
      picks: pickedProducts(delivery.picks, products, pages),
      coupon:
        coupon === null || definition === null
          ? null
          : { code: coupon.code, validUntil: coupon.validUntil, definition },
    };
    const template = campaign.message[locale] ?? [];
    const hasPicks = campaign.picks === null || facts.picks.length > 0;
    const composed = hasPicks
      ? composeMessage(template, messageVariables(facts), templates.render)
      : null;
    return {
      customer: person?.externalId ?? `#${delivery.customerId}`,
      channel: delivery.channelAccount,
      locale,
      dueAt: delivery.dueAt,
      message: composed === null ? null : withTargets(composed),
      picks: reasonsOf(delivery.picks, (id) => products.get(id)?.name),
    };
  });
}

function reasonsOf(
  picks: readonly ProductPick[],
  nameOf: (productId: number) => string | undefined,
): SampleMessage['picks'] {
  return picks.map((pick) => ({
    name: nameOf(pick.productId) ?? pick.sku,
    reason: reasonText(pick.reason, 'en'),
  }));
}
