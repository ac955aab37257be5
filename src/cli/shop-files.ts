import { join, relative } from 'node:path';
import { cwd } from 'node:process';
import { loadPromotions } from '../config/promotions-file.js';
import { byPlace } from '../config/schema-issue.js';
import { loadSegments, type Segments } from '../config/segments-file.js';
import {
  campaignFiles,
  guessCampaigns,
  isCampaignFile,
  loadCampaigns,
} from '../config/shop-folder.js';
import type { CampaignSource } from '../domain/campaign/campaign-source.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Problem } from '../domain/problem.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { didYouMean } from '../domain/suggest.js';
import type { CheckDeps } from '../services/check-account.js';
import { checkCampaigns } from '../services/check-campaign.js';
import { problemsError } from './output.js';

/** Everything in campaigns/ but the shop itself, checked. */
export interface ShopFiles {
  readonly segments: Segments;
  readonly promotions: readonly PromotionDefinition[];
  readonly campaigns: readonly CampaignSource[];
}

/**
 * @param files campaign files; every one of the shop unless given
 * @throws UserError with all problems of all files
 */
export function checkedFiles(
  deps: CheckDeps,
  app: { readonly shop: Shop; readonly shopDir: string },
  files: readonly string[] = [],
): ShopFiles {
  const { shop } = app;
  const shopDir = shownFolder(app.shopDir);
  const segments = loadSegments(shopDir, shop);
  const segmentNames = segments.ok ? [...segments.value.named.keys()] : null;
  const promotions = loadPromotions(shopDir, shop, segmentNames);
  const campaigns = loadCampaigns(filesOf(shopDir, files), shop);
  const unreadable = [segments, promotions, campaigns].flatMap((read): readonly Problem[] =>
    read.ok ? [] : read.problems,
  );
  if (!segments.ok || !promotions.ok) throw problemsError(unreadable);
  const sources = campaigns.ok ? campaigns.value : guessCampaigns(filesOf(shopDir, files), shop);
  const around = {
    shop,
    segmentNames: segmentNames ?? [],
    promotions: promotions.value,
  };
  const problems = [
    ...unreadable,
    ...rewardProblems(shop, promotions.value, join(shopDir, 'campaigns', 'shop.yaml')),
    ...checkCampaigns(deps, sources, around),
  ];
  if (problems.length > 0) throw problemsError([...problems].sort(byPlace));
  return { segments: segments.value, promotions: promotions.value, campaigns: sources };
}

/** A friend may be promised a coupon; of a promotion that there is. */
function rewardProblems(
  { membership }: Shop,
  promotions: readonly PromotionDefinition[],
  place: string,
): Problem[] {
  const { sharer, newcomer } = membership?.referral ?? {};
  const keys = promotions.map((each) => each.promotion.id);
  return Object.entries({ sharer, newcomer }).flatMap(([who, reward]) => {
    if (reward?.kind !== 'coupon' || keys.includes(reward.promotion)) return [];
    const { promotion } = reward;
    const message = `membership.referral.${who}.coupon: there is no promotion "${promotion}" in promotions.yaml`;
    return [{ place, message: `${message}${didYouMean(promotion, keys)}` }];
  });
}

/** As a person in this folder would write it: problems name files by it. */
export function shownFolder(folder: string): string {
  return relative(cwd(), folder) || '.';
}

function filesOf(shopDir: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return campaignFiles(shopDir);
  // `hawker check campaigns/*.yaml` names the other files too; they are read anyway.
  return files.filter(isCampaignFile);
}

/** The file of a campaign by its id; null if none has it. */
export function sourceOf(files: ShopFiles, campaignId: string): CampaignSource | null {
  return files.campaigns.find(({ campaign }) => campaign.id === campaignId) ?? null;
}

/** `campaigns/x.yaml` of the shop for a bare name. */
export function campaignPath(shopDir: string, name: string): string {
  return /[./\\]/.test(name) ? name : join(shownFolder(shopDir), 'campaigns', `${name}.yaml`);
}
