import type { CampaignSource } from '../domain/campaign/campaign-source.js';
import type { Problem } from '../domain/problem.js';
import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import { UserError } from '../domain/user-error.js';
import type { ModelStore } from '../ports/model-store.js';
import { newestPickModel } from './pick-model-version.js';

/** Campaigns that name a model which was never trained: they would send best sellers under its name. */
export async function checkPickModels(
  deps: { readonly models: Pick<ModelStore, 'newest'> },
  sources: readonly CampaignSource[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { campaign, source } of sources) {
    const name = campaign.picks?.model;
    if (name === undefined || (await newestPickModel(deps.models, name)) !== null) continue;
    const message = `${JSON.stringify(name)} is not trained yet: hawker train --also ${name}`;
    problems.push(source.problem(['picks', 'model'], message));
  }
  return problems;
}

export function untrainedError(name: PickModelName): UserError {
  return new UserError(`${JSON.stringify(name)} is not trained yet`, {
    hint: `hawker train --also ${name}`,
  });
}
