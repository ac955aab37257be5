import {
  bindClusters,
  type ClusterMention,
  mentionLines,
  unboundClusters,
} from '../domain/segment/bind-clusters.js';
import type { NamedRules } from '../domain/segment/rule.js';
import { UserError } from '../domain/user-error.js';
import { type ClusterDeps, newestClusters } from './clusters.js';

export interface WrittenSegments {
  readonly named: NamedRules;
  /** Every place of the file that speaks of a cluster. */
  readonly clusterMentions: readonly ClusterMention[];
}

/**
 * Segments of a file with the clusters they name bound to the newest clustering, ready to be evaluated or kept.
 *
 * @throws UserError with every cluster that there is not
 */
export async function bindSegments(
  deps: Pick<ClusterDeps, 'models'>,
  { named, clusterMentions }: WrittenSegments,
): Promise<NamedRules> {
  if (!unboundClusters(named)) return named;
  const newest = await newestClusters(deps);
  const bound = bindClusters(
    named,
    newest && {
      version: newest.version,
      keys: newest.model.clusters.map(({ key }) => key),
    },
  );
  if (bound.kind === 'bound') return bound.named;
  throw new UserError(mentionLines(bound.problems, clusterMentions).join('\n'), {
    hint: '`hawker segments clusters` lists them, `hawker segments cluster` makes them',
  });
}
