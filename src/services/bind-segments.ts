import { bindClusters, unboundClusters } from '../domain/segment/bind-clusters.js';
import type { NamedRules } from '../domain/segment/rule.js';
import { UserError } from '../domain/user-error.js';
import { type ClusterDeps, newestClusters } from './clusters.js';

/**
 * Segments of a file with the clusters they name bound to the newest clustering, ready to be evaluated or kept.
 *
 * @throws UserError with every cluster that there is not
 */
export async function bindSegments(
  deps: Pick<ClusterDeps, 'models'>,
  named: NamedRules,
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
  const lines = bound.problems.map((problem) => `campaigns/segments.yaml ${problem}`);
  throw new UserError(lines.join('\n'), {
    hint: '`hawker segments clusters` lists them, `hawker segments cluster` makes them',
  });
}
