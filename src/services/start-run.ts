import { suggest } from '../domain/suggest.js';
import { UserError } from '../domain/user-error.js';
import type { AppliedCampaign, CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { Run, RunStore } from '../ports/run-store.js';

export interface StartDeps {
  readonly campaigns: Pick<CampaignStore, 'current' | 'all'>;
  readonly runs: Pick<RunStore, 'create'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly clock: Clock;
}

/**
 * Records a run by hand; `planRun` fills it.
 *
 * @throws UserError if the campaign is not applied, or not active
 */
export async function startRun(deps: StartDeps, campaignId: string): Promise<Run> {
  const applied = await appliedCampaign(deps, campaignId);
  if (applied.state !== 'active')
    throw new UserError(`campaign ${campaignId} is ${applied.state}, so it is not sent`);
  const at = deps.clock.now();
  const { run } = await deps.runs.create({
    campaignId,
    versionId: applied.version.versionId,
    occurrenceKey: `manual:${deps.random.uuid()}`,
    state: 'planning',
    stateReason: null,
    scheduledFor: at,
    at,
  });
  return run;
}

/** @throws UserError that names the campaigns there are */
export async function appliedCampaign(
  { campaigns }: Pick<StartDeps, 'campaigns'>,
  campaignId: string,
): Promise<AppliedCampaign> {
  const found = await campaigns.current(campaignId);
  if (found !== null) return found;
  const ids = (await campaigns.all()).map((each) => each.campaignId);
  const near = suggest(campaignId, ids);
  const known =
    ids.length === 0 ? 'none is applied yet: hawker apply' : `there are: ${ids.join(', ')}`;
  throw new UserError(`no campaign "${campaignId}" is applied`, {
    hint: near === null ? known : `did you mean ${near}? ${known}`,
  });
}
