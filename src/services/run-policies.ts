import { usualBands } from '../domain/campaign/error-brake.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { CampaignStore } from '../ports/campaign-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { RunPolicies, RunPolicy } from '../ports/run-control.js';

export interface PolicyDeps {
  /** As it is now: a stricter brake holds for what runs already. */
  readonly shop: Pick<Shop, 'brake'>;
  readonly campaigns: Pick<CampaignStore, 'versions'>;
  readonly rendering: Pick<RenderStore, 'versionsOfRuns'>;
}

/** What the campaign versions of runs say about sending. */
export function runPolicies({ campaigns, rendering, shop }: PolicyDeps): RunPolicies {
  return async (runIds) => {
    const versionOfRun = await rendering.versionsOfRuns(runIds);
    const versions = await campaigns.versions([...new Set(versionOfRun.values())]);
    const policies = new Map<number, RunPolicy>();
    for (const [runId, versionId] of versionOfRun) {
      const version = versions.get(versionId);
      if (version === undefined) continue;
      const { campaign } = version;
      const channels = campaign.kind === 'post' ? [campaign.post.channel] : campaign.channels;
      const brake = { ...usualBands, ...shop.brake, ...campaign.brake };
      policies.set(runId, { channels, resendsUnknown: campaign.onUnknown === 'resend', brake });
    }
    return policies;
  };
}
