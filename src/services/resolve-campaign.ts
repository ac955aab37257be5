import type { Campaign } from '../domain/campaign/campaign.js';
import type { Shop } from '../domain/campaign/shop.js';
import { neededNames } from '../domain/segment/references.js';
import type { NamedRules, SegmentRule } from '../domain/segment/rule.js';
import { UserError } from '../domain/user-error.js';
import type { ResolvedCampaign } from '../ports/campaign-store.js';
import type { StoredPromotion } from '../ports/promotion-store.js';

export interface CampaignSurroundings {
  readonly shop: Pick<Shop, 'name' | 'currency' | 'timezone' | 'locales'>;
  readonly segments: NamedRules;
  /** As they are in force; apply promotions before campaigns. */
  readonly promotions: readonly StoredPromotion[];
}

/** A campaign with everything it refers to, so that a later edit of a file changes nothing of a run. */
export function resolveCampaign(
  campaign: Campaign,
  { shop, segments, promotions }: CampaignSurroundings,
): ResolvedCampaign {
  const { name, currency, timezone, locales } = shop;
  return {
    campaign,
    segments: segmentsOf(campaign, segments),
    promotion: promotionOf(campaign, promotions),
    shop: { name, currency, timezone, locales },
  };
}

function segmentsOf(campaign: Campaign, named: NamedRules): Record<string, SegmentRule> {
  if (campaign.kind === 'post') return {};
  const { segment, exclude } = campaign.audience;
  const rules = [segment, ...exclude].map((name): SegmentRule => ({ kind: 'segment', name }));
  const needed = neededNames({ kind: 'any', rules }, named);
  return Object.fromEntries(
    needed.flatMap((name) => {
      const rule = named.get(name);
      return rule === undefined ? [] : [[name, rule]];
    }),
  );
}

function promotionOf(
  campaign: Campaign,
  promotions: readonly StoredPromotion[],
): ResolvedCampaign['promotion'] {
  if (campaign.kind === 'post' || campaign.coupon === null) return null;
  const wanted = campaign.coupon.promotion;
  const found = promotions.find((promotion) => promotion.key === wanted);
  if (found === undefined)
    throw new UserError(`campaign ${campaign.id}: promotion ${wanted} is not applied`, {
      hint: 'hawker apply',
    });
  const { key, promotionId, versionId, definition } = found;
  return { key, promotionId, versionId, definition };
}
