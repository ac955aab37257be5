import type { Campaign } from '../domain/campaign/campaign.js';
import type { ReportedCampaign } from '../domain/report/campaign-report.js';

/** What a report needs of a campaign; a post has no audience, so its goal is a click by anybody. */
export function reportedCampaign(campaign: Campaign): ReportedCampaign {
  const { id, name } = campaign;
  if (campaign.kind === 'post') {
    return {
      kind: 'post',
      id,
      name,
      goal: { kind: 'click', withinMs: 7 * 86_400_000 },
      holdoutShare: 0,
    };
  }
  const { holdoutShare } = campaign.audience;
  return { kind: 'message', id, name, goal: campaign.goal, holdoutShare };
}
