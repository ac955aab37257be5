import type { PostCampaign } from '../domain/campaign/campaign.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Clock } from '../ports/clock.js';
import type { PlanningDeps } from './plan-customers.js';
import { bestSellers } from './plan-run.js';
import { type SampleDeps, type SampleMessage, sampleMessages } from './sample-messages.js';

export interface PostPreviewDeps extends SampleDeps {
  readonly pickProducts: PlanningDeps['pickProducts'];
  readonly clock: Clock;
}

/** What a post would say if it were published now; reads only. */
export async function previewPost(
  deps: PostPreviewDeps,
  campaign: PostCampaign,
  shop: Shop,
): Promise<SampleMessage | null> {
  const at = deps.clock.now();
  const locale = shop.locales.find((each) => Object.hasOwn(campaign.message, each)) ?? 'en';
  const picks = campaign.picks === null ? [] : await bestSellers(deps, campaign.picks, at);
  const nobody = 0;
  const { channel: channelAccount } = campaign.post;
  const delivery = { customerId: nobody, channelAccount, locale, picks, coupon: null, dueAt: at };
  const [sample] = await sampleMessages(deps, {
    campaign,
    shop,
    definition: null,
    deliveries: [delivery],
  });
  return sample ?? null;
}
