import type { Campaign } from '../domain/campaign/campaign.js';
import type { AppliedVersion, CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { Digest } from '../ports/digest.js';
import { type CampaignSurroundings, resolveCampaign } from './resolve-campaign.js';

export interface ApplyDeps {
  readonly campaigns: Pick<CampaignStore, 'apply'>;
  readonly digest: Pick<Digest, 'sha256'>;
  readonly clock: Clock;
}

export interface ApplyInput extends CampaignSurroundings {
  readonly campaign: Campaign;
  /** Who did it, such as `cli:ann`. */
  readonly appliedBy: string;
  readonly gitCommit: string | null;
}

export interface Applied extends AppliedVersion {
  readonly campaignId: string;
}

/** Puts a checked campaign in force; runs that have begun keep their version. */
export async function applyCampaign(deps: ApplyDeps, input: ApplyInput): Promise<Applied> {
  const resolved = resolveCampaign(input.campaign, input);
  const applied = await deps.campaigns.apply({
    resolved,
    hash: deps.digest.sha256(JSON.stringify(resolved)),
    gitCommit: input.gitCommit,
    appliedBy: input.appliedBy,
    at: deps.clock.now(),
  });
  return { campaignId: input.campaign.id, ...applied };
}
