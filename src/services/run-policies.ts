import type { CampaignStore } from '../ports/campaign-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { RunPolicies, RunPolicy } from '../ports/run-control.js';

export interface PolicyDeps {
  readonly campaigns: Pick<CampaignStore, 'versions'>;
  readonly rendering: Pick<RenderStore, 'versionsOfRuns'>;
}

/** What the campaign versions of runs say about sending. */
export function runPolicies({ campaigns, rendering }: PolicyDeps): RunPolicies {
  return async (runIds) => {
    const versionOfRun = await rendering.versionsOfRuns(runIds);
    const versions = await campaigns.versions([...new Set(versionOfRun.values())]);
    const policies = new Map<number, RunPolicy>();
    for (const [runId, versionId] of versionOfRun) {
      const campaign = versions.get(versionId)?.campaign;
      if (campaign === undefined) continue;
      const channels = campaign.kind === 'post' ? [campaign.post.channel] : campaign.channels;
      policies.set(runId, { channels, resendsUnknown: campaign.onUnknown === 'resend' });
    }
    return policies;
  };
}
